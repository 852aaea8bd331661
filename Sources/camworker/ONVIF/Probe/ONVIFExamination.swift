internal import IPC
internal import Shared

/// What a device is asked to find out what it is and can do, and what becomes of its answers.
///
/// Pure. What is asked at every start of a worker, then which topics there are; nothing that changes anything.
struct ONVIFExamination {
    /// One thing to ask.
    enum Step: Hashable, Sendable {
        case connect(ConnectFlow.Step)
        case topics
    }

    struct Question: Sendable {
        var step: Step
        var order: ONVIFOrder
    }

    /// Sentences about what is missing.
    private static let mostUnanswered = 60

    private(set) var flow: ConnectFlow
    private var waiting: [ConnectFlow.Question] = []
    private var asked: Step?
    private var hasAskedTopics = false
    private var topics: [String]?
    private var unanswered: [String] = []
    private var isConcluded = false
    private let hasCredentials: Bool

    init(_ configuration: ONVIFConfiguration) {
        self.flow = ConnectFlow(
            addresses: ServiceAddress(device: configuration.device, overridesHost: configuration.overridesHost),
            choice: .all
        )
        self.hasCredentials = configuration.credentials != nil
    }

    /// What is to be asked now; `nil` while an answer is to come, and when ``isOver``.
    ///
    /// One at a time: what is on its way when a password turns out to be wrong would be another login.
    mutating func next() -> Question? {
        guard !self.isConcluded, self.asked == nil else { return nil }
        let question = self.connecting() ?? self.askingTopics()
        self.asked = question?.step
        return question
    }

    private mutating func connecting() -> Question? {
        self.waiting += self.flow.next()
        guard self.flow.state == .asking else { return nil }
        let question = self.flow.take(from: &self.waiting, first: self.flow.device.chosen.first?.token)
        return question.map { Question(step: .connect($0.step), order: ONVIFOrder($0)) }
    }

    private mutating func askingTopics() -> Question? {
        guard self.flow.state == .done, !self.hasAskedTopics else { return nil }
        self.hasAskedTopics = true
        let places = ONVIFPlaces(services: self.flow.device.services, addresses: self.flow.addresses)
        return places.order(.getEventProperties).map { Question(step: .topics, order: $0) }
    }

    /// Whether ``result`` is all there will be.
    var isOver: Bool {
        if self.isConcluded { return true }
        switch self.flow.state {
        case .asking: return false
        case .done: return self.hasAskedTopics && self.asked == nil
        case .unreachable, .refused, .noDevice: return true
        }
    }

    mutating func answered(_ step: Step, _ reply: ConnectFlow.Reply, now: WallTime) {
        if step == self.asked { self.asked = nil }
        switch step {
        case .connect(let step): self.flow.answered(step, reply, now: now)
        case .topics:
            switch reply {
            case .answer(let answer): self.topics = EventTopics.all(in: answer)
            case .trouble(let trouble): self.unanswered.append("\(trouble)")
            case .silence(let reason): self.unanswered.append("GetEventProperties: \(reason)")
            }
        }
    }

    /// Nothing more is asked, for this reason.
    mutating func conclude(_ reason: String) {
        self.isConcluded = true
        self.unanswered.append(reason)
    }

    // MARK: - What came of it

    var result: CallResult {
        switch self.flow.state {
        case .refused(let trouble):
            return CallResult(status: 401, reason: trouble.refusal(hasCredentials: self.hasCredentials))
        case .unreachable(let reason), .noDevice(let reason): return CallResult(status: 502, reason: reason)
        case .asking where self.isSilent:
            return CallResult(status: 502, reason: self.unanswered.first ?? "it did not answer")
        case .asking, .done: break
        }
        do throws(ProtocolError) {
            return try CallResult(report: self.report)
        } catch {
            return CallResult(status: 502, reason: "\(error)")
        }
    }

    /// Whether it has said nothing but the time, if that.
    private var isSilent: Bool { self.flow.device.services.announced.isEmpty && self.flow.device.identity == nil }

    var report: ONVIFReport {
        var report = ONVIFReport(self.flow.device, by: self.flow.addresses)
        report.topics = self.topics.map { paths in
            paths.map { ONVIFReport.Topic(path: $0, entity: TopicTable.rules[$0]?.sensor.name) }
        }
        // In the order in which they were asked, as far as sets tell.
        let missing = self.flow.missing.values.sorted() + self.unanswered
        report.unanswered = Array(missing.prefix(Self.mostUnanswered))
        return report
    }
}
