/// Asks a device: one question after the other, and beside them what the device may answer late.
///
/// `ONVIFClient` does it; events, moves and switches need no more of it than this.
protocol ONVIFAsking: AnyObject {
    /// Asks as soon as what was asked before is answered.
    ///
    /// - Parameter then: called exactly once, at the earliest within this call.
    func ask(_ order: ONVIFOrder, then: @escaping (ConnectFlow.Reply) -> Void)

    /// Asks what the device may answer late, beside everything else.
    ///
    /// - Parameter then: as of ``ask(_:then:)``; but never once ``stopListening()`` was called.
    func listen(_ order: ONVIFOrder, then: @escaping (ConnectFlow.Reply) -> Void)

    /// Gives up what was asked by ``listen(_:then:)``, without a word to who asked.
    ///
    /// Not to be called from within an answer.
    func stopListening()
}

extension ConnectFlow.Reply {
    /// What the device said; `nil` when it was no success.
    var answer: XMLElement? { if case .answer(let answer) = self { answer } else { nil } }

    /// Why it was none, in words.
    ///
    /// - Parameter operation: what was asked.
    func complaint(about operation: String) -> String? {
        switch self {
        case .answer: nil
        case .trouble(let trouble): "\(trouble)"
        case .silence(let reason): reason.hasPrefix(operation) ? reason : "\(operation): \(reason)"
        }
    }

    /// What it answers in place of an answer.
    var fault: SOAPFault? {
        if case .trouble(let trouble) = self, case .fault(let fault) = trouble.cause { fault } else { nil }
    }

    var isUnsupported: Bool { if case .trouble(let trouble) = self { trouble.isUnsupported } else { false } }
}
