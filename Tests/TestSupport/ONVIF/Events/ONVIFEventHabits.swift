/// How a device treats subscriptions: by the standard, or as firmware does that was seen.
package struct ONVIFEventHabits: Sendable, Hashable {
    package enum Termination: Sendable, Hashable {
        /// What was asked for, up to ``ONVIFEventHabits/longest``.
        case asAsked
        /// No `TerminationTime` in the answer.
        case missing
        /// Before the `CurrentTime` beside it.
        case past
        /// So many seconds when asked by a duration; a point in time is understood (Home Assistant's "broken relative time").
        case fixed(Double)
        /// A time that is none.
        case text(String)
    }

    package var hasPullPoints = true
    package var hasWebhooks = true
    package var address = ScriptedAddress.right
    /// The number of a subscription stands in a reference parameter instead of in the address (Axis).
    package var usesReferenceParameters = false
    package var termination = Termination.asAsked
    /// The longest that it grants, in seconds.
    package var longest = 86_400.0
    /// What it grants to who does not ask, in seconds.
    package var usual = 60.0
    /// Whether answers say what time it is.
    package var saysCurrentTime = true
    /// Answers pulls at once, also when there is nothing.
    package var answersAtOnce = false
    /// The longest pull that it takes, in seconds; it refuses what asks for more.
    package var longestPull = Double.infinity
    /// Whether it says then how long one may be, as the standard has it.
    package var saysLongestPull = true
    /// Sends all there is, whatever was asked for.
    package var ignoresLimit = false
    package var hasUnsubscribe = true
    package var hasSynchronizationPoint = true
    /// Whether a new subscription is told of all properties at once, as the standard has it.
    package var tellsPropertiesAtStart = true
    /// So many at a time; beyond that it refuses.
    ///
    /// The standard asks for one, and cheap firmware has four.
    package var maximumSubscriptions = 16
    /// Whether subscriptions are still there after a reboot.
    package var survivesReboot = false

    package init() {}
}
