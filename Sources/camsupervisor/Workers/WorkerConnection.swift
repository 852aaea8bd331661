import IPC
import NIOCore
import Shared
import Synchronization

/// One live worker as the rest of the supervisor uses it: its link, the hub its frames go to, and the questions that
/// wait for an answer.
final class WorkerConnection: Sendable {
    /// Questions under way to one worker; a slow one is asked no more.
    static let maximumQuestions = 16

    /// Placeholders, and scaled pictures whose asker has given up, a second.
    ///
    /// An honest worker draws a placeholder when its trouble changes, and scales 16 pictures at once, each within 5 s.
    /// They cost the loop that serves other cameras' viewers up to 16 MiB each, a placeholder 1 MiB.
    static let unaskedPerSecond = 4
    static let unaskedAtOnce = 40

    enum Answer: Sendable {
        case result(CallResult)
        case picture(FramePayload, ByteBuffer)
    }

    /// Why a question got no answer.
    enum QuestionError: Error {
        /// As many as may be are under way.
        case busy
        case workerGone
    }

    let camera: CameraID
    let generation: UInt32
    /// Where its frames and its video go.
    let views: ViewDesk
    let redaction: Redaction
    /// Where its entities are; `nil` in tests of other things.
    private let entities: EntityHub?
    /// Among the workers that speak of entities, from its start on.
    private let turn: UInt64
    /// What its templates need; `nil` when it has none that ask for states.
    private let feeder: TemplateFeeder?
    private let state = Mutex(State())

    private struct State {
        /// Its right to speak of entities, from `ready` to the end of the link.
        var session: EntityDirectory.Session?
        var link: WorkerLink?
        var questions: [UInt32: EventLoopPromise<Answer>] = [:]
        var nextSequence: UInt32 = 1
        var isClosed = false
        /// What is wrong with the operator's choice among its entities is said.
        var hasComplained = false
        /// What of it the camera has not told of yet, and may.
        var hasMentioned = false
        /// Why we closed the link, when its words were in order and their number or time was not.
        var violation: ProtocolError?
        /// That it has declared.
        var viewCount = 0
        var unasked = MessageBudget(
            perSecond: WorkerConnection.unaskedPerSecond,
            burst: WorkerConnection.unaskedAtOnce
        )
        /// What the worker says in `log` messages, under the limit of what it writes to its standard error.
        var said = LogBudget(lines: WorkerLog.maximumLinesPerSecond, per: .seconds(1))
    }

    /// - Parameter redaction: of the camera's secrets, for what its worker says.
    init(
        camera: CameraID,
        generation: UInt32,
        hub: ViewHub,
        views: ViewDesk? = nil,
        redaction: Redaction,
        entities: EntityHub? = nil,
        feeder: TemplateFeeder? = nil
    ) {
        self.entities = entities
        self.turn = entities?.nextTurn() ?? 0
        self.feeder = feeder
        self.camera = camera
        self.generation = generation
        self.views = views ?? ViewDesk(of: hub, generation: generation)
        self.redaction = redaction
    }

    /// Set once, before the first message.
    func attach(_ link: WorkerLink) {
        self.state.withLock { $0.link = link }
    }

    var link: WorkerLink? { self.state.withLock { $0.link } }

    /// What the link's loop delivers.
    ///
    /// Decided here, so that no more than the supervision needs comes to its one thread; and every text is made
    /// presentable here, so that nothing behind it needs to care.
    ///
    /// - Returns: the event when it concerns the supervision, `nil` when it is dealt with here.
    func received(_ event: WorkerLink.Event) -> WorkerLink.Event? {
        switch event {
        case .frame(let payload, let picture):
            // What else was in the same read as the one that ended it.
            guard !self.state.withLock({ $0.isClosed }) else { return nil }
            if payload.flags.contains(.placeholder) {
                guard picture.readableBytes <= Limits.placeholder else {
                    let reason = "a placeholder of \(picture.readableBytes) bytes"
                    return self.violated(.malformed(type: .frame, reason: reason))
                }
                guard self.mayBringUnasked() else { return self.violated(Self.tooManyUnasked) }
            }
            return self.views.arrived(payload, picture).flatMap(self.violated)
        case .ready(let ready):
            // Here and not in the supervision, or a frame that follows at once would find no generation in the hub.
            if let link = self.link {
                // Before anything is wanted: no picture is to be fetched where a template leads that knows no state.
                self.feeder?.begin(link)
                self.views.begin(link, hasMedia: ready.hasMedia)
            }
            self.beginEntities()
            return .ready(self.redaction.presentable(ready))
        case .mediaStart(let start, let segment):
            guard !self.state.withLock({ $0.isClosed }) else { return nil }
            return self.views.started(start, segment).flatMap(self.violated)
        case .mediaPart(let part, let fragment):
            guard !self.state.withLock({ $0.isClosed }) else { return nil }
            return self.views.arrived(part, fragment).flatMap(self.violated)
        case .result(let sequence, let result):
            self.question(sequence)?.succeed(.result(self.redaction.presentable(result)))
            return nil
        case .scaled(let sequence, let payload, let picture):
            if let question = self.question(sequence) {
                question.succeed(.picture(payload, picture))
            } else if !self.mayBringUnasked() {
                return self.violated(Self.tooManyUnasked)
            }
            return nil
        case .closed(let violation):
            self.closed()
            return .closed(self.state.withLock { $0.violation } ?? violation)
        case .log(let line):
            return self.passedOn(line).map { .log($0) }
        case .state(let report):
            if let violation = self.views.violation(by: report) { return self.violated(violation) }
            return .state(self.redaction.presentable(report))
        case .hello(let hello):
            return .hello(self.redaction.presentable(hello))
        case .views(let list):
            return self.declare(list)
        case .entities(let list):
            return self.declare(list)
        case .entityStates(let states):
            self.speak { entities, session in entities.report(self.redaction.presentable(states), by: session) }
            return nil
        case .happened(let event):
            self.speak { entities, session in entities.happened(self.redaction.presentable(event), by: session) }
            return nil
        case .stats, .pong, .ports:
            return event
        }
    }

    /// - Returns: a line of the log when the operator's choice among them is wrong; once for each worker.
    private func declare(_ list: EntityList) -> WorkerLink.Event? {
        let list = self.redaction.presentable(list)
        var unmatched: [String] = []
        self.speak { entities, session in unmatched = entities.declare(list, by: session) }
        unmatched = unmatched.filter { !self.views.mayMean($0) }
        let isGrowing = !list.growing.isEmpty
        guard !unmatched.isEmpty,
            self.state.withLock({ state in
                let flag: WritableKeyPath<State, Bool> = isGrowing ? \.hasMentioned : \.hasComplained
                defer { state[keyPath: flag] = true }
                return !state[keyPath: flag]
            })
        else { return nil }
        // Looked for once only: it takes its time.
        let words = EntityChoice.words(for: unmatched, among: list.entities, isGrowing: isGrowing)
        return words.map { .log(LogLine(level: isGrowing ? .info : .warning, text: $0)) }
    }

    /// - Returns: that there are others now, which the pool looks up here.
    private func declare(_ list: ViewList) -> WorkerLink.Event? {
        let session = self.state.withLock { state in state.isClosed ? nil : (session: state.session, link: state.link) }
        guard let session else { return nil }
        let list = self.redaction.presentable(list)
        if let violation = self.views.declare(list, by: session.session, session.link) {
            return self.violated(violation)
        }
        self.state.withLock { state in
            // The same views again bring nothing more.
            guard list.views.count > state.viewCount else { return }
            state.viewCount = list.views.count
            state.unasked.grow(
                perSecond: Self.unaskedPerSecond + list.views.count,
                burst: Self.unaskedAtOnce + list.views.count
            )
        }
        return .views(list)
    }

    private func beginEntities() {
        guard let session = self.entities?.begin(self.camera, turn: self.turn) else { return }
        self.state.withLock { $0.session = session }
    }

    /// Not behind the link's end: what else was in the same read as what ended it.
    private func speak(_ body: (EntityHub, EntityDirectory.Session) -> Void) {
        guard let entities, let session = self.state.withLock({ $0.session }) else { return }
        body(entities, session)
    }

    /// Ends the link; its own word that it has closed, which comes at once, carries the reason.
    private func violated(_ error: ProtocolError) -> WorkerLink.Event? {
        self.state.withLock { $0.violation = $0.violation ?? error }
        self.closed()
        self.close()
        return nil
    }

    private func mayBringUnasked() -> Bool {
        self.state.withLock { $0.unasked.take(at: .now()) }
    }

    private static let tooManyUnasked = ProtocolError.tooMany(kind: "unasked picture", perSecond: unaskedPerSecond)

    /// The line as the log may have it, or `nil` when there are too many.
    private func passedOn(_ line: LogLine) -> LogLine? {
        let decision = self.state.withLock { $0.said.take(at: .now()) }
        guard decision.passes else { return nil }
        var passed = line
        passed.text = self.redaction.text(ofWorker: line.text, longest: WorkerLog.maximumLineLength)
        if decision.suppressedBefore > 0 { passed.text += " (\(decision.suppressedBefore) lines before it suppressed)" }
        return passed
    }

    /// Registers a question; `send` gets its sequence number and the link.
    func ask(
        on eventLoop: any EventLoop,
        timeout: Duration,
        send: (UInt32, WorkerLink) -> Void
    ) throws(QuestionError) -> EventLoopFuture<Answer> {
        let promise = eventLoop.makePromise(of: Answer.self)
        let opened: (UInt32, WorkerLink)
        do {
            opened = try self.state.withLock { state throws(QuestionError) in
                guard let link = state.link, !state.isClosed else { throw .workerGone }
                guard state.questions.count < Self.maximumQuestions else { throw .busy }
                let sequence = state.nextSequence
                state.nextSequence &+= 1
                state.questions[sequence] = promise
                return (sequence, link)
            }
        } catch {
            promise.fail(error)
            throw error
        }
        let (sequence, link) = opened
        let timer = eventLoop.scheduleTask(in: TimeAmount(timeout)) {
            self.question(sequence)?.fail(TimedOut())
        }
        // Left to run out, 2,500 uploads a second would keep 325,000 timers, and each cancel walks through all of them.
        promise.futureResult.whenComplete { _ in timer.cancel() }
        send(sequence, link)
        return promise.futureResult
    }

    /// Nobody waits for that answer any more, so the question does not count either; nothing when it was answered.
    func withdraw(_ sequence: UInt32) {
        self.question(sequence)?.fail(TimedOut())
    }

    /// The worker did not answer in time.
    struct TimedOut: Error {}

    func close() {
        self.link?.close()
    }

    /// Nobody waits for any answer any more: the service ends, and the worker may be stuck.
    func withdrawAll() {
        for promise in self.takeQuestions(closing: false) { promise.fail(QuestionError.workerGone) }
    }

    private func question(_ sequence: UInt32) -> EventLoopPromise<Answer>? {
        self.state.withLock { $0.questions.removeValue(forKey: sequence) }
    }

    private func closed() {
        self.views.end()
        for promise in self.takeQuestions(closing: true) { promise.fail(QuestionError.workerGone) }
        self.endEntities()
    }

    private func endEntities() {
        self.feeder?.end()
        let session = self.state.withLock { state in
            defer { state.session = nil }
            return state.session
        }
        if let session { self.entities?.end(session) }
    }

    private func takeQuestions(closing: Bool) -> [EventLoopPromise<Answer>] {
        self.state.withLock { state in
            if closing { state.isClosed = true }
            defer { state.questions = [:] }
            return Array(state.questions.values)
        }
    }
}
