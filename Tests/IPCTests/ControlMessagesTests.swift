import IPC
import Shared
import Testing

@Suite("Control messages")
struct ControlMessagesTests {
    private let encoder = MessageEncoder(generation: 3)

    /// Encodes, decodes the message, decodes the body.
    private func roundTrip<Value: Codable & Hashable>(
        _ type: MessageType,
        _ value: Value,
        secrets: Bool = false
    ) throws -> Value {
        let bytes = self.encoder.control(type, value, sequence: 17, secrets: secrets)
        let message = try #require(try DecoderHarness.decode(bytes).first)
        #expect(message.type == type && message.header.sequence == 17 && message.header.generation == 3)
        return try ControlCoding.decode(Value.self, from: message.body, of: type)
    }

    @Test("each survives the way there and back")
    func roundTrips() throws {
        let camera = try CameraID("yard")
        let layers =
            ConfinementLayer.required.map { ConfinementLayer(name: $0, active: true) }
            + [ConfinementLayer(name: "x", active: false, reason: "no \"kernel\"")]
        let hello = SupervisorHello(camera: camera, generation: 4)
        #expect(try self.roundTrip(.hello, hello) == hello)
        let answer = WorkerHello(protocolVersion: 1, pid: 99, build: "abc", confinement: layers)
        #expect(try self.roundTrip(.hello, answer) == answer)
        let ready = Ready(confinement: layers, views: ["", "sub"])
        #expect(try self.roundTrip(.ready, ready) == ready)
        let state = StateReport(connection: .refused, reason: "401", retryMilliseconds: 60_000, attributes: ["a": "b"])
        #expect(try self.roundTrip(.state, state) == state)
        let result = CallResult(status: 413, reason: "zu groß ™ \u{0}")
        #expect(try self.roundTrip(.result, result) == result)
        let stats = Stats(cpuMilliseconds: .max, peakMemoryKilobytes: 1, frames: 2, bytes: 3, connections: 4)
        #expect(try self.roundTrip(.stats, stats) == stats)
        let line = LogLine(level: .warning, text: "tab\tline")
        #expect(try self.roundTrip(.log, line) == line)
    }

    @Test("secrets travel in configure and nowhere else")
    func secrets() throws {
        let source = SourceConfiguration.mjpeg(
            MJPEGConfiguration(
                mjpegURL: try CameraURL("http://u:hunter2@h/?t=hunter2"),
                credentials: Credentials(user: Secret("hunter2"), password: Secret("hunter2"))
            )
        )
        let camera = CameraConfiguration(
            id: try CameraID("yard"),
            name: "Yard",
            source: source,
            staleAfter: .seconds(10)
        )
        let configure = Configure(camera: camera)
        #expect(try self.roundTrip(.configure, configure, secrets: true) == configure)
        let masked = String(decoding: ControlCoding.encode(configure), as: UTF8.self)
        #expect(!masked.contains("hunter2"))
    }

    @Test(
        "a body that is not what its type says is refused",
        arguments: [
            "", "{", "[]", "null", "{}", "{\"status\":\"200\",\"reason\":\"x\"}", "{\"status\":1.5,\"reason\":\"x\"}",
            "\u{0}",
        ]
    )
    func malformed(_ body: String) {
        #expect(throws: ProtocolError.self) {
            try ControlCoding.decode(CallResult.self, from: Array(body.utf8), of: .result)
        }
    }

    @Test(
        "errors say where the body is wrong",
        arguments: [
            ("{\"status\":1}", "malformed result message: 'reason' is missing"),
            ("{\"status\":\"x\",\"reason\":\"\"}", "malformed result message: 'status' is no Int"),
            ("{\"status\":1,\"reason\":null}", "malformed result message: 'reason' is null"),
            ("nonsense", "malformed result message: the body is no JSON"),
        ]
    )
    func errorTexts(_ body: String, _ expected: String) {
        let error = #expect(throws: ProtocolError.self) {
            try ControlCoding.decode(CallResult.self, from: Array(body.utf8), of: .result)
        }
        #expect(error?.description == expected)
    }

    @Test("errors repeat nothing of the body: it may be a secret, or a megabyte")
    func errorsAreBounded() throws {
        let long = String(repeating: "hunter2\\n", count: 100_000)
        for body in [
            "{\"level\":\"\(long)\",\"text\":\"\"}", "{\"level\":[\"\(long)\"],\"text\":\"\"}", "\(long)",
            "{\"\(long)\":1",
        ] {
            let error = #expect(throws: ProtocolError.self) {
                try ControlCoding.decode(LogLine.self, from: Array(body.utf8), of: .log)
            }
            let text = try #require(error).description
            #expect(!text.contains("hunter2") && text.utf8.count < 500, "\(text.prefix(200))")
        }
        let hello = "{\"oldestProtocol\":1,\"newestProtocol\":1,\"camera\":\"hunter2 !\",\"generation\":1}"
        let error = #expect(throws: ProtocolError.self) {
            try ControlCoding.decode(SupervisorHello.self, from: Array(hello.utf8), of: .hello)
        }
        #expect(error.map { $0.description.contains("hunter2") } == false)
    }

    @Test("a body nested without end is refused, not followed")
    func nesting() {
        let body = Array(String(repeating: "[", count: 60_000).utf8)
        #expect(throws: ProtocolError.self) { try ControlCoding.decode(Stats.self, from: body, of: .stats) }
        let object = Array(String(repeating: "{\"a\":", count: 10_000).utf8)
        #expect(throws: ProtocolError.self) { try ControlCoding.decode(StateReport.self, from: object, of: .state) }
    }

    @Test("unknown keys are ignored, so that a newer peer may add some")
    func unknownKeys() throws {
        let body = Array("{\"reason\":\"x\",\"status\":200,\"new\":{\"a\":[1]}}".utf8)
        #expect(
            try ControlCoding.decode(CallResult.self, from: body, of: .result) == CallResult(status: 200, reason: "x")
        )
    }

    @Test("the encoder's prefixes announce what follows")
    func prefixes() throws {
        let frame = FramePayload(
            captured: MonotonicTime(nanoseconds: 1),
            capturedWall: WallTime(nanoseconds: 2),
            sequence: 3,
            format: .jpeg,
            width: 4,
            height: 5
        )
        let picture: [UInt8] = [9, 8, 7]
        let chunk = PushChunk(flags: .first, contentType: "image/jpeg")
        let stream = [
            self.encoder.framePrefix(frame, pictureLength: 3, sequence: 1), picture,
            self.encoder.scalePrefix(ScaleRequest(width: 1, height: 2), frame, pictureLength: 3, sequence: 2), picture,
            self.encoder.pushPrefix(chunk, dataLength: 3, upload: 3), picture,
            self.encoder.want(Want(credit: true, viewers: 1, newerThan: 0)), self.encoder.empty(.ping, sequence: 5),
        ].flatMap(\.self)
        let messages = try DecoderHarness.decode(stream)
        #expect(messages.map(\.type) == [.frame, .scale, .push, .want, .ping])
        #expect(messages.map(\.header.sequence) == [1, 2, 3, 0, 5])
        #expect(messages.prefix(3).allSatisfy { $0.body.suffix(3) == picture })
        #expect(messages.allSatisfy { $0.header.generation == 3 })
    }
}
