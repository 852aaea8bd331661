import Shared
import TestSupport

@testable import camworker

/// Asks an ``UnpluggedDevice`` by a clock of the test's: one question after the other, and beside them one that waits.
final class ScriptedAsking: ONVIFAsking {
    /// How the way to the device is.
    enum Way: Equatable {
        case open
        /// Whoever asks hears within a second that nobody is there.
        case closed
        /// Nothing comes until a question's time is over; what the device did it did.
        case silent
        /// A page with a status, to everything.
        case status(Int)
    }

    struct Asked: Equatable {
        var operation: String
        var time: MonotonicTime
        var isListening: Bool
    }

    private struct Job {
        var order: ONVIFOrder
        var then: (ConnectFlow.Reply) -> Void
    }

    private struct Lane {
        var waiting: [Job] = []
        var current: (job: Job, answerAt: MonotonicTime, reply: ConnectFlow.Reply?)?
        /// A pull that waits at the device.
        var pull: (subscription: Int, limit: Int, endsAt: MonotonicTime)?
    }

    let device: UnpluggedDevice
    private let clock: ManualClock
    /// Between a question and its answer.
    var latency: Duration = .milliseconds(20)
    var way = Way.open { didSet { if self.way != .open { self.breakPull() } } }
    /// Operations that fail with this, until it is taken away.
    var faults: [String: ConnectFlow.Reply] = [:]
    /// The same, of the next of them only.
    var faultsOnce: [String: ConnectFlow.Reply] = [:]
    /// Operations whose answer is lost, so many times; the device does what it was asked.
    var lostAnswers: [String: Int] = [:]
    /// Paths that the device's web server does not know.
    var nowhere: Set<String> = []
    /// Where a device is that answers.
    var host = "192.0.2.1"
    private(set) var asked: [Asked] = []
    private(set) var orders: [ONVIFOrder] = []
    private var questions = Lane()
    private var pulls = Lane()

    init(_ device: UnpluggedDevice, clock: ManualClock) {
        self.device = device
        self.clock = clock
    }

    func ask(_ order: ONVIFOrder, then: @escaping (ConnectFlow.Reply) -> Void) {
        let place = order.isUrgent ? self.questions.waiting.firstIndex { !$0.order.isUrgent } : nil
        self.questions.waiting.insert(Job(order: order, then: then), at: place ?? self.questions.waiting.endIndex)
        self.begin(&self.questions, isListening: false)
    }

    func listen(_ order: ONVIFOrder, then: @escaping (ConnectFlow.Reply) -> Void) {
        self.pulls.waiting.append(Job(order: order, then: then))
        self.begin(&self.pulls, isListening: true)
    }

    func stopListening() { self.pulls = Lane() }

    /// Asked in an interval of time.
    func count(since start: MonotonicTime) -> Int { self.asked.count { $0.time >= start } }

    var isBusy: Bool { self.questions.current != nil }

    // MARK: Time

    var deadline: MonotonicTime? {
        [self.questions.current?.answerAt, self.pulls.current?.answerAt].compactMap(\.self).min()
    }

    func tick() {
        let now = self.clock.now
        if let pull = self.pulls.pull, let (job, _, _) = self.pulls.current, self.way == .open {
            let answer = self.device.pulled(pull.subscription, limit: pull.limit, isOver: now >= pull.endsAt)
            if let answer {
                self.pulls.pull = nil
                self.pulls.current = (job, now, self.read(answer, job.order))
            }
        }
        if let (job, time, reply) = self.questions.current, now >= time {
            self.questions.current = nil
            job.then(reply ?? .silence("no answer"))
            self.begin(&self.questions, isListening: false)
        }
        if let (job, time, reply) = self.pulls.current, now >= time {
            self.pulls.current = nil
            self.pulls.pull = nil
            job.then(reply ?? .silence("no answer"))
            self.begin(&self.pulls, isListening: true)
        }
    }

    /// What the connection of a pull that waits comes to when the way breaks.
    private func breakPull() {
        guard self.pulls.pull != nil, let (job, _, _) = self.pulls.current else { return }
        self.pulls.pull = nil
        let now = self.clock.now
        self.pulls.current = (job, self.way == .silent ? now + job.order.time : now, nil)
    }

    // MARK: Answers

    private func begin(_ lane: inout Lane, isListening: Bool) {
        guard lane.current == nil, !lane.waiting.isEmpty else { return }
        let job = lane.waiting.removeFirst()
        let now = self.clock.now
        let operation = job.order.request.operation
        self.asked.append(Asked(operation: operation, time: now, isListening: isListening))
        self.orders.append(job.order)
        let soon = now + self.latency
        switch self.way {
        case .closed: lane.current = (job, now + .milliseconds(500), .silence("connection refused"))
        case .status(let status):
            let trouble = SOAPTrouble(operation: operation, cause: .status(status))
            lane.current = (job, soon, .trouble(trouble))
        case .silent: lane.current = (job, now + job.order.time, nil)
        case .open where job.order.url.host != self.host: lane.current = (job, now + job.order.time, nil)
        case .open where self.nowhere.contains(job.order.url.path):
            let trouble = SOAPTrouble(operation: operation, cause: .status(404))
            lane.current = (job, soon, .trouble(trouble))
        case .open:
            if let fault = self.faultsOnce.removeValue(forKey: operation) ?? self.faults[operation] {
                lane.current = (job, soon, fault)
                return
            }
            switch self.answer(job.order) {
            case .soap where self.lostAnswers[operation, default: 0] > 0:
                self.lostAnswers[operation]? -= 1
                lane.current = (job, now + job.order.time, nil)
            case .soap(let body, let status):
                lane.current = (job, soon, self.read(.soap(body, status: status), job.order))
            case .pull(let number, let seconds, let limit):
                let endsAt = now + .milliseconds(Int64(seconds * 1000))
                lane.pull = (number, limit, endsAt)
                // What is there already is fetched at the next look.
                let isThere = self.device.state.events.answersAtOnce || self.device.hasNews(number)
                lane.current = (job, isThere ? soon : endsAt, nil)
            }
        }
    }

    /// Has a pull that waits look whether there is something for it.
    func wake() {
        guard let pull = self.pulls.pull, let (job, time, reply) = self.pulls.current else { return }
        guard self.device.hasNews(pull.subscription) else { return }
        self.pulls.current = (job, min(time, self.clock.now + self.latency), reply)
    }

    private func answer(_ order: ONVIFOrder) -> UnpluggedDevice.Answer {
        let envelope = SOAPEnvelope(
            request: order.request,
            to: order.to,
            referenceParameters: order.referenceParameters,
            token: nil,
            messageID: Array(0..<16)
        )
        return self.device.answer(
            path: order.url.path,
            contentType: order.request.contentType,
            body: Array(envelope.text.reveal().utf8),
            at: self.clock.now
        )
    }

    private func read(_ answer: UnpluggedDevice.Answer, _ order: ONVIFOrder) -> ConnectFlow.Reply {
        guard case .soap(let body, let status) = answer else { return .silence("a pull that is none") }
        do throws(SOAPTrouble) {
            return .answer(try SOAPAnswer.read(body, status: status, to: order.request))
        } catch {
            return .trouble(error)
        }
    }
}
