internal import Shared

/// A subscription as the device made it.
struct EventSubscription: Hashable, Sendable {
    /// Where it is asked, as announced: relative, empty or of another host with some devices.
    var address: String
    /// To be said again with every request to it.
    var referenceParameters: [XMLElement]
    /// The device's time at its answer, and when the subscription ends; both may be missing or impossible.
    var current: WallTime?
    var termination: WallTime?

    /// - Parameter answer: of CreatePullPointSubscription, Subscribe or Renew.
    init(_ answer: XMLElement) {
        let reference = answer.child("SubscriptionReference") ?? answer.child("SubscriptionManager")
        self.address = reference?.text("Address") ?? ""
        let parameters =
            (reference?.child("ReferenceParameters")?.children ?? [])
            // Of WS-Addressing's older drafts.
            + (reference?.child("ReferenceProperties")?.children ?? [])
        self.referenceParameters = parameters.prefix(RequestElement.mostEchoed).filter {
            RequestElement(echoing: $0).length <= RequestElement.longestEchoed
        }
        self.current = answer.text("CurrentTime").flatMap { DeviceTime.parse($0) }
        self.termination = answer.text("TerminationTime").flatMap { DeviceTime.parse($0) }
    }
}
