extension ConnectFlow.Step {
    /// What is asked first of all that can be asked, one at a time: the lowest, and of those the first.
    ///
    /// What leads to a picture comes first; who asks and who waits for that picture are let in by the same question, so
    /// that a wrong password is tried once.
    ///
    /// - Parameter first: the profile that is the camera itself.
    func rank(first: String?) -> Int {
        switch self {
        case .clock: 0
        case .services: 1
        case .capabilities: 2
        case .profiles, .profiles2: 3
        case .snapshot(let profile) where profile == first: 4
        case .stream(let profile) where profile == first: 5
        case .identity: 6
        case .interfaces: 7
        case .snapshot, .stream: 8
        case .sources, .nodes: 9
        case .presets: 10
        }
    }

    /// For everything: a recorder takes its time to list 64 channels.
    var time: Duration {
        switch self {
        case .profiles, .profiles2: .seconds(30)
        default: .seconds(10)
        }
    }

    /// Whether an answer shows that user and password are right: those before are for everybody (ONVIF Core §5.9.4.3).
    var provesLogin: Bool {
        switch self {
        case .clock, .services, .capabilities: false
        default: true
        }
    }
}

extension ConnectFlow {
    /// Takes the question whose turn it is; those that need no answer any more fall away.
    ///
    /// - Parameters:
    ///   - questions: of ``next()``, all that wait.
    ///   - first: the profile that is the camera itself.
    func take(from questions: inout [Question], first: String?) -> Question? {
        questions.removeAll { !self.open.contains($0.step) }
        let ranked = questions.indices.map { (index: $0, rank: questions[$0].step.rank(first: first)) }
        guard let next = ranked.min(by: { ($0.rank, $0.index) < ($1.rank, $1.index) }) else { return nil }
        return questions.remove(at: next.index)
    }
}
