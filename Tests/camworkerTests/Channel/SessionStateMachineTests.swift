import IPC
import Shared
import Testing

@testable import camworker

@Suite("Session")
struct SessionStateMachineTests {
    private func message(_ type: MessageType, _ body: [UInt8] = [], generation: UInt32 = 7) -> InboundMessage {
        InboundMessage(
            header: MessageHeader(length: body.count, type: type, sequence: 3, generation: generation),
            type: type,
            body: body
        )
    }

    private func hello(_ protocols: ClosedRange<Int> = 1...1) throws -> InboundMessage {
        let hello = SupervisorHello(camera: try CameraID("yard"), generation: 7, protocols: protocols)
        return self.message(.hello, ControlCoding.encode(hello))
    }

    private func configure() throws -> InboundMessage {
        let camera = CameraConfiguration(
            id: try CameraID("yard"),
            name: "Yard",
            source: .demo(DemoConfiguration()),
            staleAfter: .seconds(10)
        )
        return self.message(.configure, ControlCoding.encode(Configure(camera: camera), secrets: true))
    }

    private func running() throws -> Session {
        var session = Session()
        _ = try session.receive(try self.hello())
        _ = try session.receive(try self.configure())
        return session
    }

    @Test("hello, then configure, then work")
    func handshake() throws {
        var session = Session()
        guard case .greet(let hello, let version) = try session.receive(try self.hello()) else {
            Issue.record("hello greets")
            return
        }
        #expect(hello.camera.slug == "yard")
        #expect(version == 1)
        #expect(session.generation == 7)
        guard case .configure(let configure) = try session.receive(try self.configure()) else {
            Issue.record("configure configures")
            return
        }
        #expect(configure.camera.name == "Yard")
        #expect(session.phase == .running)
    }

    @Test("protocols without one in common are refused with both ranges")
    func version() throws {
        var session = Session()
        let hello = try self.hello(2...3)
        #expect(throws: ProtocolError.version(ours: 1...1, theirs: 2...3)) { try session.receive(hello) }
    }

    @Test("a message before its time is a violation", arguments: [MessageType.want, .configure, .ping, .scale, .push])
    func tooEarly(type: MessageType) {
        var session = Session()
        let message = self.message(type)
        #expect(throws: ProtocolError.unexpected(type: type, phase: "waiting for hello")) {
            try session.receive(message)
        }
    }

    @Test(
        "what only a worker says is a violation",
        arguments: [MessageType.ready, .frame, .result, .entities, .state, .event, .stats, .log, .pong]
    )
    func wrongDirection(type: MessageType) throws {
        var session = try self.running()
        let message = self.message(type)
        #expect(throws: ProtocolError.unexpected(type: type, phase: "running")) { try session.receive(message) }
    }

    @Test("a second hello or configure is a violation")
    func twice() throws {
        var session = try self.running()
        let messages = [try self.hello(), try self.configure()]
        for message in messages {
            #expect(throws: ProtocolError.self) { try session.receive(message) }
        }
    }

    @Test("words to another generation are ignored, whatever they say")
    func otherGeneration() throws {
        var session = try self.running()
        for type in MessageType.allCases {
            guard case .ignore = try session.receive(self.message(type, generation: 6)) else {
                Issue.record("\(type) of generation 6 was not ignored")
                continue
            }
        }
    }

    @Test("a want for a view that is not there is a violation, one of the camera itself is taken")
    func views() throws {
        var session = try self.running()
        var bytes: [UInt8] = []
        Want(view: 1, credit: true, viewers: 1, newerThan: 0).encode(into: &bytes)
        let wrong = self.message(.want, bytes)
        #expect(throws: ProtocolError.self) { try session.receive(wrong) }
        bytes = []
        let want = Want(credit: true, viewers: 2, newerThan: 5, capturedAfter: MonotonicTime(nanoseconds: 9))
        want.encode(into: &bytes)
        guard case .want(want) = try session.receive(self.message(.want, bytes)) else {
            Issue.record("a want is a want")
            return
        }
    }

    @Test("truncated bodies are violations", arguments: [MessageType.want, .scale, .push, .configure])
    func malformed(type: MessageType) throws {
        var session = Session()
        _ = try session.receive(try self.hello())
        if type != .configure { _ = try session.receive(try self.configure()) }
        let message = self.message(type, [1, 2, 3])
        #expect(throws: ProtocolError.self) { try session.receive(message) }
    }

    @Test("a scale request comes apart into box, frame and picture")
    func scale() throws {
        var session = try self.running()
        let payload = FramePayload(
            captured: MonotonicTime(nanoseconds: 1),
            capturedWall: WallTime(nanoseconds: 2),
            sequence: 3,
            format: .png,
            width: 640,
            height: 480
        )
        var body: [UInt8] = []
        ScaleRequest(width: 320, height: 0).encode(into: &body)
        payload.encode(into: &body)
        body += [9, 8, 7]
        guard case .scale(let box, payload, [9, 8, 7], 3) = try session.receive(self.message(.scale, body)) else {
            Issue.record("a scale request")
            return
        }
        #expect(box == ScaleRequest(width: 320, height: 0))
    }

    @Test("what the camera posted comes as it is, and to no worker before it runs")
    func notify() throws {
        var session = try self.running()
        for body in [[], Array("<no XML>".utf8)] {
            guard case .notify(body) = try session.receive(self.message(.notify, body)) else {
                Issue.record("notify notifies")
                continue
            }
        }
        var early = Session()
        _ = try early.receive(try self.hello())
        #expect(throws: ProtocolError.self) { try early.receive(self.message(.notify)) }
    }

    @Test("a tuning is taken by a running worker, and by none before")
    func retune() throws {
        let tuning = CameraTuning(name: "Yard", staleAfter: .seconds(20), frameRate: 5)
        let message = self.message(.retune, ControlCoding.encode(tuning))
        var session = try self.running()
        guard case .retune(let taken) = try session.receive(message) else {
            Issue.record("retune retunes")
            return
        }
        #expect(taken == tuning)
        var early = Session()
        _ = try early.receive(try self.hello())
        #expect(throws: ProtocolError.self) { try early.receive(message) }
    }

    @Test("media is wanted by view, in bounds")
    func wantMedia() throws {
        var session = try self.running()
        func body(_ want: WantMedia) -> [UInt8] {
            var bytes: [UInt8] = []
            want.encode(into: &bytes)
            return bytes
        }
        let want = WantMedia(isOn: true, partMilliseconds: 500)
        guard case .wantMedia(want) = try session.receive(self.message(.wantMedia, body(want))) else {
            Issue.record("wantMedia is understood")
            return
        }
        for wrong in [
            WantMedia(view: 1, isOn: true, partMilliseconds: 500), WantMedia(isOn: true, partMilliseconds: 1),
        ] {
            #expect(throws: ProtocolError.self) { try session.receive(self.message(.wantMedia, body(wrong))) }
        }
    }
}
