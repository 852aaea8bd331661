internal import Shared

/// Pull-points (ONVIF Core §9.2) and notifications to an address of ours (WS-BaseNotification 1.3).
extension SOAPRequest {
    /// How long a subscription is to last.
    enum Lifetime: Hashable, Sendable {
        case seconds(Int)
        /// By the device's clock, for firmware that reckons `PT600S` wrong.
        case until(WallTime)

        fileprivate var text: String {
            switch self {
            case .seconds(let seconds): "PT\(seconds)S"
            case .until(let time): "\(Timestamp(time))"
            }
        }
    }

    /// What a consumer of notifications is asked with; folders of actions.
    private static let notification = "http://docs.oasis-open.org/wsn/bw-2"

    static func createPullPointSubscription(_ lifetime: Lifetime) -> SOAPRequest {
        self.event(
            "CreatePullPointSubscription",
            "EventPortType",
            [RequestElement("tev:InitialTerminationTime", text: lifetime.text)]
        )
    }

    /// - Parameters:
    ///   - timeout: whole seconds that the device may wait for something to tell.
    ///   - limit: messages of one answer.
    static func pullMessages(timeout: Int, limit: Int) -> SOAPRequest {
        self.event(
            "PullMessages",
            "PullPointSubscription",
            [
                RequestElement("tev:Timeout", text: "PT\(timeout)S"),
                RequestElement("tev:MessageLimit", text: "\(limit)"),
            ]
        )
    }

    /// Has the device tell the state of everything anew.
    static let setSynchronizationPoint: SOAPRequest = {
        var request = SOAPRequest.event("SetSynchronizationPoint", "PullPointSubscription", [])
        request.isCommand = true
        return request
    }()

    static func subscribe(consumer: String, _ lifetime: Lifetime) -> SOAPRequest {
        SOAPRequest(
            operation: "Subscribe",
            service: .events,
            action: "\(self.notification)/NotificationProducer/SubscribeRequest",
            body: RequestElement(
                "wsnt:Subscribe",
                [
                    RequestElement("wsnt:ConsumerReference", [RequestElement("wsa:Address", text: consumer)]),
                    RequestElement("wsnt:InitialTerminationTime", text: lifetime.text),
                ]
            )
        )
    }

    static func renew(_ lifetime: Lifetime) -> SOAPRequest {
        SOAPRequest(
            operation: "Renew",
            service: .events,
            action: "\(self.notification)/SubscriptionManager/RenewRequest",
            body: RequestElement("wsnt:Renew", [RequestElement("wsnt:TerminationTime", text: lifetime.text)]),
            isCommand: true
        )
    }

    static let unsubscribe = SOAPRequest(
        operation: "Unsubscribe",
        service: .events,
        action: "\(notification)/SubscriptionManager/UnsubscribeRequest",
        body: RequestElement("wsnt:Unsubscribe"),
        isCommand: true
    )

    /// The events service's actions end in `Request` and name their port type.
    private static func event(_ operation: String, _ portType: String, _ children: [RequestElement]) -> SOAPRequest {
        SOAPRequest(
            operation: operation,
            service: .events,
            action: "\(ONVIFService.events.namespace)/\(portType)/\(operation)Request",
            body: RequestElement("tev:\(operation)", children)
        )
    }
}
