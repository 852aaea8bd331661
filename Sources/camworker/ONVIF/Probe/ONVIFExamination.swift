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
    private var hasAskedTopics = false
    private var isAskingTopics = false
    private var topics: [String]?
    private var unanswered: [String] = []
    private var isConcluded = false

    init(_ configuration: ONVIFConfiguration) {
        self.flow = ConnectFlow(
            addresses: ServiceAddress(device: configuration.device, overridesHost: configuration.overridesHost),
            choice: .all
        )
    }

    /// Everything that can be asked now; empty while answers are to come, and when ``isOver``.
    mutating func next() -> [Question] {
        guard !self.isConcluded else { return [] }
        let questions = self.flow.next()
        if !questions.isEmpty || self.flow.state != .done {
            return questions.map { Question(step: .connect($0.step), order: ONVIFOrder($0)) }
        }
        guard !self.hasAskedTopics else { return [] }
        self.hasAskedTopics = true
        let services = self.flow.device.services
        guard let url = services.url(of: .events, by: self.flow.addresses),
            let to = services.to(.events, by: self.flow.addresses)
        else { return [] }
        self.isAskingTopics = true
        return [Question(step: .topics, order: ONVIFOrder(request: .getEventProperties, url: url, to: to))]
    }

    /// Whether ``result`` is all there will be.
    var isOver: Bool {
        if self.isConcluded { return true }
        switch self.flow.state {
        case .asking: return false
        case .done: return self.hasAskedTopics && !self.isAskingTopics
        case .unreachable, .refused, .noDevice: return true
        }
    }

    mutating func answered(_ step: Step, _ reply: ConnectFlow.Reply, now: WallTime) {
        switch step {
        case .connect(let step): self.flow.answered(step, reply, now: now)
        case .topics:
            self.isAskingTopics = false
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
        case .refused(let reason): return CallResult(status: 401, reason: reason)
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
