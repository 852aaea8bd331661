internal import Shared

/// How long a subscription lasts, of what devices say about it.
enum SubscriptionTerm {
    /// Seconds that are asked for; HIKVISION's own default.
    static let asked = 600
    /// Of a device that says no end, or one that is over already.
    static let assumed: Duration = .seconds(60)
    /// AXIS gives a month; that long nothing would be known of a device that forgets early.
    static let longest: Duration = .seconds(8 * 3600)
    private static let shortest: Duration = .seconds(10)

    /// What is believed.
    static func believed(_ current: WallTime?, _ termination: WallTime?) -> Duration {
        min(max(self.said(current, termination) ?? self.assumed, self.shortest), self.longest)
    }

    /// Whether the device says an end that makes sense.
    static func isSaid(_ current: WallTime?, _ termination: WallTime?) -> Bool {
        self.said(current, termination) != nil
    }

    /// When it is renewed: a fifth of the time is left for what goes wrong.
    static func renewal(of term: Duration) -> Duration { term * 4 / 5 }

    /// Whether it is less than half of what was asked for, by times that make sense: firmware that reckons from the wrong clock.
    static func isShort(_ subscription: EventSubscription) -> Bool {
        guard let said = self.said(subscription.current, subscription.termination) else { return false }
        return said < .seconds(self.asked / 2)
    }

    /// The end by the device's clock, of what is to last as long as is asked for.
    static func end(from wall: WallTime, clockOffset: Duration) -> SOAPRequest.Lifetime {
        let device = Int64(clamping: wall.nanoseconds).addingReportingOverflow(clockOffset.wholeNanoseconds)
        let end = device.partialValue.addingReportingOverflow(Int64(self.asked) * 1_000_000_000)
        guard !device.overflow, !end.overflow, end.partialValue > 0 else { return .seconds(self.asked) }
        return .until(WallTime(nanoseconds: UInt64(end.partialValue)))
    }

    private static func said(_ current: WallTime?, _ termination: WallTime?) -> Duration? {
        guard let current, let termination, termination > current else { return nil }
        return .nanoseconds(Int64(clamping: termination.nanoseconds - current.nanoseconds))
    }
}
