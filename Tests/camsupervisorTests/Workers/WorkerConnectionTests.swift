import CLinux
import IPC
import NIOCore
import NIOPosix
import Shared
import Synchronization
import TestSupport
import Testing

@testable import camsupervisor

@Suite("WorkerConnection: questions and answers over a real socket")
struct WorkerConnectionTests {
    /// A connection whose worker is the test, at the other end of a socket pair.
    final class Conversation: Sendable {
        let connection: WorkerConnection
        let hub: ViewHub
        let loop: any EventLoop
        static let secret = "hunter2-hunter2"
        private let worker: Int32
        private let passedOn = Passed()

        private final class Passed: Sendable {
            let events = Mutex<[String]>([])
            let whole = Mutex<[WorkerLink.Event]>([])
        }

        /// - Parameter frames: where its camera `yard` is, for a worker with views.
        init(entities: EntityHub? = nil, frames: FrameHub? = nil, generation: UInt32 = 1) async throws {
            let camera = try CameraID("yard")
            let hub = frames?[camera] ?? ViewHub(id: ViewID(camera: camera))
            self.hub = hub
            self.connection = WorkerConnection(
                camera: camera,
                generation: generation,
                hub: hub,
                views: frames.map {
                    ViewDesk(of: hub, generation: generation, frames: $0, entities: entities)
                },
                redaction: Redaction(secrets: [Self.secret]),
                entities: entities
            )
            self.loop = MultiThreadedEventLoopGroup.singleton.next()
            let (ours, theirs) = try SocketPair().split()
            self.worker = theirs
            let (connection, passedOn) = (self.connection, self.passedOn)
            let link = try await WorkerLink.open(
                socket: OwnedDescriptor(ours),
                generation: generation,
                on: self.loop
            ) { event in
                guard let event = connection.received(event) else { return }
                let name = "\(event)".prefix { $0 != "(" }
                passedOn.events.withLock { $0.append(String(name)) }
                passedOn.whole.withLock { $0.append(event) }
            }
            connection.attach(link)
            let encoder = MessageEncoder(generation: generation)
            let hello = WorkerHello(protocolVersion: 1, pid: 1, build: BuildIdentity.current, confinement: [])
            self.say(encoder.control(.hello, hello))
            let layers = ConfinementLayer.required.map { ConfinementLayer(name: $0, active: true) }
            self.say(encoder.control(.ready, Ready(confinement: layers)))
            try await waitUntil("the worker is ready") { self.events.contains("ready") }
        }

        deinit { close(self.worker) }

        /// What went on to the supervision.
        var events: [String] { self.passedOn.events.withLock { $0 } }

        /// The same with all that it holds.
        var wholeEvents: [WorkerLink.Event] { self.passedOn.whole.withLock { $0 } }

        /// Why the link was closed; `nil` while it is open, or when the worker hung up.
        var violation: ProtocolError? {
            guard case .closed(let violation)? = self.wholeEvents.last else { return nil }
            return violation
        }

        func say(_ bytes: [UInt8]) {
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { write(self.worker, $0.baseAddress, $0.count) }
                if count > 0 {
                    rest = rest.dropFirst(count)
                    continue
                }
                // The other side has closed it, which is for the test to judge.
                if errno == EPIPE || errno == ECONNRESET { return }
                var poller = pollfd(fd: self.worker, events: Int16(POLLOUT), revents: 0)
                guard errno == EAGAIN, poll(&poller, 1, 10_000) == 1 else {
                    Issue.record("the socket does not take \(rest.count) of \(bytes.count) bytes")
                    return
                }
            }
        }

        /// The next service that is called, and its sequence.
        func heardCall() async throws -> (ServiceCall, UInt32) {
            let worker = self.worker
            return try await onThread { try CallListener.next(on: worker) }
        }

        func answer(_ sequence: UInt32, status: Int = 200, reason: String = "") {
            let result = CallResult(status: status, reason: reason)
            self.say(MessageEncoder(generation: 1).control(.result, result, sequence: sequence))
        }

        func ask(timeout: Duration = .seconds(60)) throws -> (UInt32, EventLoopFuture<WorkerConnection.Answer>) {
            var number: UInt32 = 0
            let answer = try self.connection.ask(on: self.loop, timeout: timeout) { sequence, _ in number = sequence }
            return (number, answer)
        }

        func hangUp() { shutdown(self.worker, Int32(SHUT_RDWR)) }
    }

    private func status(_ answer: WorkerConnection.Answer) -> Int? {
        if case .result(let result) = answer { result.status } else { nil }
    }

    @Test("answers find their questions in whatever order")
    func order() async throws {
        let worker = try await Conversation()
        let questions = try (0..<5).map { _ in try worker.ask() }
        #expect(Set(questions.map(\.0)).count == 5)
        for (number, question) in questions.enumerated().reversed() { worker.answer(question.0, status: 200 + number) }
        for (number, question) in questions.enumerated() {
            #expect(try await self.status(question.1.get()) == 200 + number)
        }
    }

    @Test("an answer that nobody asked for, or a second one, is dropped")
    func unasked() async throws {
        let worker = try await Conversation()
        let (number, answer) = try worker.ask()
        worker.answer(999)
        worker.answer(number, status: 415)
        worker.answer(number)
        #expect(try await self.status(answer.get()) == 415)
        let (next, nextAnswer) = try worker.ask()
        worker.answer(next)
        #expect(try await self.status(nextAnswer.get()) == 200)
    }

    @Test("a question without an answer times out")
    func timeout() async throws {
        let worker = try await Conversation()
        let (_, answer) = try worker.ask(timeout: .milliseconds(10))
        await #expect(throws: WorkerConnection.TimedOut.self) { try await answer.get() }
    }

    @Test("questions under way are bounded, and a withdrawn one does not count")
    func bounded() async throws {
        let worker = try await Conversation()
        let questions = try (0..<WorkerConnection.maximumQuestions).map { _ in try worker.ask() }
        #expect(throws: WorkerConnection.QuestionError.self) { try worker.ask() }
        worker.connection.withdraw(questions[0].0)
        await #expect(throws: WorkerConnection.TimedOut.self) { try await questions[0].1.get() }
        let (number, answer) = try worker.ask()
        worker.answer(number)
        #expect(try await self.status(answer.get()) == 200)
        // The rest is told when the worker goes.
        worker.hangUp()
        for question in questions.dropFirst() {
            await #expect(throws: WorkerConnection.QuestionError.self) { try await question.1.get() }
        }
    }

    @Test("when nobody waits any more, all questions end, and the worker may still be asked")
    func withdrawnAll() async throws {
        let worker = try await Conversation()
        let questions = try (0..<3).map { _ in try worker.ask() }
        worker.connection.withdrawAll()
        for question in questions {
            await #expect(throws: WorkerConnection.QuestionError.self) { try await question.1.get() }
        }
        let (number, answer) = try worker.ask()
        worker.answer(number)
        #expect(try await self.status(answer.get()) == 200)
    }

    @Test("a worker that goes takes its questions along, and is asked no more")
    func gone() async throws {
        let worker = try await Conversation()
        let (_, answer) = try worker.ask()
        worker.hangUp()
        await #expect(throws: WorkerConnection.QuestionError.self) { try await answer.get() }
        #expect(throws: WorkerConnection.QuestionError.self) { try worker.ask() }
        try await waitUntil("the supervision is told") { worker.events.last == "closed" }
    }

    @Test("frames go to the hub and not to the supervision; one that nobody asked for ends the link")
    func frames() async throws {
        let worker = try await Conversation()
        let encoder = MessageEncoder(generation: 1)
        worker.hub.wait(EmbeddedWatcher().receiver, for: FrameDemand(newerThan: 0))
        let picture = Array("picture".utf8)
        worker.say(encoder.framePrefix(.example(), pictureLength: picture.count) + picture)
        try await waitUntil("the frame is there") { worker.hub.newest != nil }
        #expect(worker.hub.newest.map { String(buffer: $0.picture) } == "picture")
        #expect(worker.events == ["hello", "ready"])
        worker.say(encoder.framePrefix(.example(sequence: 2), pictureLength: picture.count) + picture)
        try await waitUntil("the link is closed") { worker.events.last == "closed" }
    }

    @Test("of a crowd of log lines 50 a second come to the supervision, without secrets, and the rest is counted")
    func logLines() async throws {
        let worker = try await Conversation()
        let encoder = MessageEncoder(generation: 1)
        for number in 0..<500 {
            let text = "line \(number)\n\(Conversation.secret)"
            worker.say(encoder.control(.log, LogLine(level: .info, text: text)))
        }
        worker.say(encoder.empty(.pong))
        try await waitUntil("all were read") { worker.events.last == "pong" }
        let lines = worker.wholeEvents.compactMap { if case .log(let line) = $0 { line.text } else { nil } }
        // Two windows, when the second began meanwhile.
        #expect((50...101).contains(lines.count))
        #expect(lines.first == "line 0?•••")
        #expect(lines.dropFirst(50).first?.contains(" lines before it suppressed)") != false)
    }

    @Test("pictures that need no question, placeholders and late scaled ones, are bounded", arguments: [true, false])
    func unaskedPictures(isPlaceholder: Bool) async throws {
        let worker = try await Conversation()
        var payload = FramePayload.example()
        payload.flags = isPlaceholder ? .placeholder : .scaled
        let frame = MessageEncoder(generation: 1).framePrefix(payload, pictureLength: 1, sequence: 7) + [0]
        for _ in 0..<WorkerConnection.unaskedAtOnce { worker.say(frame) }
        worker.say(MessageEncoder(generation: 1).empty(.pong))
        try await waitUntil("all were read") { worker.events.last == "pong" }
        worker.say(Array(repeating: frame, count: 4 * WorkerConnection.unaskedAtOnce).flatMap(\.self))
        try await waitUntil("the link is closed") { worker.events.last == "closed" }
        #expect(worker.violation == .tooMany(kind: "unasked picture", perSecond: WorkerConnection.unaskedPerSecond))
    }

    @Test("of many frames that nobody asked for only the first is a word for the supervision")
    func uninvited() async throws {
        let worker = try await Conversation()
        let frame = MessageEncoder(generation: 1).framePrefix(.example(), pictureLength: 1) + [0]
        worker.say(Array(repeating: frame, count: 500).flatMap(\.self))
        try await waitUntil("the link is closed") { worker.events.contains("closed") }
        #expect(worker.events == ["hello", "ready", "closed"])
        #expect(worker.violation == .unexpected(type: .frame, phase: "none was asked for"))
    }
}

/// The worker's ears, for the next service that is called.
private struct CallListener {
    let socket: Int32
    private var decoder = MessageDecoder<[UInt8]>()
    private var heard: (body: [UInt8], sequence: UInt32)?

    init(socket: Int32) {
        self.socket = socket
    }

    static func next(on socket: Int32) throws -> (ServiceCall, UInt32) {
        var listener = CallListener(socket: socket)
        while true {
            if let (body, sequence) = listener.heard {
                return (try ControlCoding.decode(ServiceCall.self, from: body, of: .call), sequence)
            }
            var poller = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            try #require(poll(&poller, 1, 60_000) == 1)
            var bytes = [UInt8](repeating: 0, count: 65_536)
            let count = read(socket, &bytes, bytes.count)
            try #require(count > 0)
            listener.take(bytes[..<count])
        }
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>) {
        var heard = self.heard
        bytes.withUnsafeBytes { raw in
            do throws(ProtocolError) {
                try self.decoder.feed(raw) { (header, type, body) throws(ProtocolError) in
                    if type == .call { heard = (body, header.sequence) }
                }
            } catch {
                Issue.record(error)
            }
        }
        self.heard = heard
    }
}
