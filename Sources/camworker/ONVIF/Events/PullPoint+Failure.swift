extension PullPoint.Failure {
    /// What an answer that is no success says of a subscription; `nil` for a success.
    init?(_ reply: ConnectFlow.Reply) {
        switch reply {
        case .answer: return nil
        case .silence: self = .silent
        case .trouble(let trouble): self = Self.failure(trouble)
        }
    }

    private static func failure(_ trouble: SOAPTrouble) -> Self {
        // Whom it does not let in it tells nothing; of a subscription that is to be made it says that there is none.
        let isMaking = ["CreatePullPointSubscription", "Subscribe"].contains(trouble.operation)
        if trouble.isRefusal { return isMaking ? .forbidden : .unclear }
        switch trouble.cause {
        case .fault(let fault): return fault.isLostSubscription ? .lost : fault.isUnsupported ? .unsupported : .refused
        // Its address is there no more.
        case .status(404), .status(410): return trouble.operation.hasPrefix("Create") ? .unsupported : .lost
        case .status(405), .status(501): return .unsupported
        case .status, .basicElsewhere, .page, .unreadable, .notSOAP: return .unclear
        case .otherAnswer, .incomplete: return .refused
        }
    }

    /// What is said to the operator, with what the device answered.
    func words(_ complaint: String) -> String {
        self == .forbidden ? "the user may not subscribe to events (\(complaint))" : complaint
    }
}
