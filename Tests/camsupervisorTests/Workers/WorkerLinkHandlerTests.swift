import IPC
import NIOCore
import NIOEmbedded
import Shared
import Synchronization
import Testing

@testable import camsupervisor

@Suite("WorkerLinkHandler: what a worker may say, and when")
struct WorkerLinkHandlerTests {
    /// The supervisor's end of one worker's link, and the worker's words.
    final class Link {
        static let generation: UInt32 = 3

        let channel: EmbeddedChannel
        var encoder = MessageEncoder(generation: Link.generation)
        private let log: Log

        /// Events by name.
        private final class Log: Sendable {
            let events = Mutex<[String]>([])
            let lastPart = Mutex<MediaPart?>(nil)
        }

        /// What the limits count by; it stands until a test moves it.
        final class Clock: Sendable {
            let now = Mutex(MonotonicTime(nanoseconds: 1_000_000_000_000))
        }

        let clock = Clock()

        init(mayDeclare: Bool = true, mayHaveViews: Bool = true) throws {
            let log = Log()
            self.log = log
            let clock = self.clock
            let handler = WorkerLinkHandler(
                generation: Self.generation,
                mayDeclare: mayDeclare,
                mayHaveViews: mayHaveViews,
                clock: { clock.now.withLock { $0 } },
                events: { event in
                    log.events.withLock { $0.append(Self.name(of: event)) }
                    if case .mediaPart(let part, _) = event { log.lastPart.withLock { $0 = part } }
                }
            )
            self.channel = EmbeddedChannel(handler: handler)
            try self.channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        }

        var events: [String] { self.log.events.withLock { $0 } }
        var lastPart: MediaPart? { self.log.lastPart.withLock { $0 } }

        func wait(_ time: Duration) { self.clock.now.withLock { $0 = $0 + time } }

        func send(_ bytes: [UInt8]) { _ = try? self.channel.writeInbound(ByteBuffer(bytes: bytes)) }

        func hello(version: Int = 1, build: String = BuildIdentity.current) {
            self.send(self.encoder.control(.hello, Self.helloMessage(version: version, build: build)))
        }

        func ready(_ layers: [String] = ConfinementLayer.required) {
            let confinement = layers.map { ConfinementLayer(name: $0, active: true) }
            self.send(self.encoder.control(.ready, Ready(confinement: confinement)))
        }

        func become(_ phase: Phase) {
            if phase != .greeting { self.hello() }
            if phase == .running { self.ready() }
        }

        static func helloMessage(version: Int = 1, build: String = BuildIdentity.current) -> WorkerHello {
            WorkerHello(protocolVersion: version, pid: 1, build: build, confinement: [])
        }

        private static func name(of event: WorkerLink.Event) -> String {
            switch event {
            case .hello: "hello"
            case .ready: "ready"
            case .frame(let payload, let picture): "frame \(payload.sequence) \(String(buffer: picture))"
            case .scaled(let sequence, _, let picture): "scaled \(sequence) \(String(buffer: picture))"
            case .mediaStart(let start, let segment): "mediaStart \(start.epoch) \(segment.readableBytes)"
            case .mediaPart(let part, let fragment): "mediaPart \(part.sequence) \(fragment.readableBytes)"
            case .result(let sequence, let result): "result \(sequence) \(result.status)"
            case .state(let report): "state \(report.connection)"
            case .stats: "stats"
            case .log(let line): "log \(line.text)"
            case .pong(let sequence): "pong \(sequence)"
            case .ports(let report): "ports \(report.ports)"
            case .views(let list): "views \(list.views.count)"
            case .entities(let list): "entities \(list.entities.count)"
            case .entityStates(let states): "entityStates \(states.states.count)"
            case .happened(let event): "happened \(event.kind)"
            case .closed(nil): "closed"
            case .closed(let error?): "closed: \(error)"
            }
        }
    }

    enum Phase: String, CaseIterable, Sendable {
        case greeting = "waiting for hello"
        case configuring = "waiting for ready"
        case running = "running"
    }

    /// Each message with a body that is right.
    private func message(_ type: MessageType, _ encoder: MessageEncoder) -> [UInt8] {
        switch type {
        case .hello: encoder.control(type, Link.helloMessage())
        case .ready:
            encoder.control(
                type,
                Ready(confinement: ConfinementLayer.required.map { ConfinementLayer(name: $0, active: true) })
            )
        case .frame: encoder.framePrefix(.example(), pictureLength: 3) + Array("jpg".utf8)
        case .mediaStart:
            encoder.mediaStartPrefix(
                MediaStart(
                    epoch: 1,
                    width: 2,
                    height: 2,
                    tracks: [.init(kind: .video, timescale: 90_000)],
                    codecs: "avc1.64001f"
                ),
                segmentLength: 4
            ) + Array("init".utf8)
        case .mediaPart: encoder.mediaPartPrefix(.example(), fragmentLength: 40) + [UInt8](repeating: 1, count: 40)
        case .result: encoder.control(type, CallResult(status: 200, reason: ""), sequence: 7)
        case .state: encoder.control(type, StateReport(connection: .connected))
        case .stats: encoder.control(type, Stats())
        case .log: encoder.control(type, LogLine(level: .info, text: "x"))
        case .pong: encoder.empty(type, sequence: 5)
        case .ports: encoder.control(type, PortsReport(ports: [443]))
        case .views: encoder.control(type, ViewList(views: [ViewDeclaration(key: "", name: "")]))
        case .entities: encoder.control(type, EntityList(entities: []))
        case .entityStates: encoder.control(type, EntityStates(states: []))
        case .event: encoder.control(type, CameraEvent(kind: "motion", time: WallTime(nanoseconds: 0)))
        default: encoder.empty(type)
        }
    }

    static let allowed: [Phase: Set<MessageType>] = [
        .greeting: [.hello, .stats, .log, .pong],
        .configuring: [.ready, .stats, .log, .pong],
        .running: [
            .frame, .mediaStart, .mediaPart, .result, .state, .stats, .log, .pong, .ports, .entities, .entityStates,
            .event, .views,
        ],
    ]

    @Test("each message in each phase: taken, or the end of the link", arguments: Phase.allCases, MessageType.allCases)
    func order(_ phase: Phase, _ type: MessageType) throws {
        let link = try Link()
        link.become(phase)
        let before = link.events.count
        link.send(self.message(type, link.encoder))
        if Self.allowed[phase]?.contains(type) == true {
            #expect(link.events.count == before + 1)
            #expect(link.channel.isActive)
        } else {
            #expect(link.events.last == "closed: \(type) message while \(phase.rawValue)")
            #expect(!link.channel.isActive)
        }
        _ = try link.channel.finish(acceptAlreadyClosed: true)
    }

    @Test("video from the future is not believed")
    func futureVideo() throws {
        let link = try Link()
        link.become(.running)
        let part = MediaPart.example(captured: MonotonicTime(nanoseconds: .max))
        link.send(link.encoder.mediaPartPrefix(part, fragmentLength: 40) + [UInt8](repeating: 1, count: 40))
        #expect(link.events.last == "mediaPart 1 40")
        #expect(try #require(link.lastPart).captured <= .now())
    }

    @Test("a whole life, however the reads cut it", arguments: 1...30 as ClosedRange<UInt64>)
    func life(_ seed: UInt64) throws {
        let link = try Link()
        let words =
            [.hello, .log, .ready, .state, .frame, .pong, .result, .stats].flatMap { self.message($0, link.encoder) }
            + link.encoder.framePrefix(.example(sequence: 9, flags: .scaled), pictureLength: 5, sequence: 11)
            + Array("small".utf8)
        var generator = SeededGenerator(seed: seed)
        var rest = words[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...60, using: &generator))
            rest = rest.dropFirst(piece.count)
            link.send(Array(piece))
        }
        _ = try link.channel.finish()
        #expect(
            link.events == [
                "hello", "log x", "ready", "state connected", "frame 1 jpg", "pong 5", "result 7 200", "stats",
                "scaled 11 small", "closed",
            ]
        )
    }

    @Test("a word of another generation is a violation", arguments: [UInt32(0), 2, 4, .max])
    func generation(_ generation: UInt32) throws {
        let link = try Link()
        link.become(.running)
        link.send(MessageEncoder(generation: generation).empty(.pong))
        #expect(link.events.last?.hasPrefix("closed: malformed pong message: generation \(generation)") == true)
    }

    @Test("another protocol version is a violation", arguments: [0, 2, -1, .max])
    func version(_ version: Int) throws {
        let link = try Link()
        link.hello(version: version)
        #expect(link.events.last?.hasPrefix("closed: no common protocol version") == true)
        #expect(!link.channel.isActive)
    }

    @Test("a worker of another build is refused, and what it calls itself is quoted harmlessly")
    func build() throws {
        let link = try Link()
        link.hello(build: "9.9\n\u{1B}[2J" + String(repeating: "x", count: 9_000))
        let text = try #require(link.events.last)
        #expect(text.hasPrefix("closed: malformed hello message: build '9.9??[2Jxxx"))
        #expect(text.utf8.count < 200)
        #expect(!link.channel.isActive)
    }

    @Test("a ready that leaves out a layer of the confinement is a violation", arguments: ConfinementLayer.required)
    func confinement(_ missing: String) throws {
        let link = try Link()
        link.hello()
        link.ready(ConfinementLayer.required.filter { $0 != missing })
        #expect(link.events.last?.contains("confinement layers not reported: [\"\(missing)\"]") == true)
        #expect(!link.channel.isActive)
    }

    @Test("a layer that the kernel lacks is reported, not forgotten: that is no violation")
    func inactiveLayer() throws {
        let link = try Link()
        link.hello()
        let layers = ConfinementLayer.required.map { ConfinementLayer(name: $0, active: false, reason: "old kernel") }
        link.send(link.encoder.control(.ready, Ready(confinement: layers)))
        #expect(link.events.last == "ready")
        _ = try link.channel.finish()
    }

    static let noWords: [(String, [UInt8])] = [
        ("hello without JSON", MessageHeader(length: 3, type: .hello, generation: 3).bytes + [1, 2, 3]),
        ("an unknown type", [0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0]),
        ("a hello of 4 GB", [0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0]),
        ("HTTP", Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8)),
    ]

    @Test("nonsense ends the link", arguments: noWords)
    func nonsense(_ name: String, _ bytes: [UInt8]) throws {
        let link = try Link()
        link.send(bytes)
        #expect(link.events.count == 1)
        #expect(link.events.first?.hasPrefix("closed: ") == true)
        #expect(!link.channel.isActive)
    }

    @Test("a frame without a picture or of an unknown format is a violation")
    func frames() throws {
        let link = try Link()
        link.become(.running)
        link.send(link.encoder.framePrefix(.example(), pictureLength: 0))
        #expect(link.events.last?.contains("hold no picture") == true)

        let other = try Link()
        other.become(.running)
        var bytes = other.encoder.framePrefix(.example(), pictureLength: 1) + [0]
        bytes[MessageHeader.encodedLength + 26] = 99
        other.send(bytes)
        #expect(other.events.last?.contains("unknown picture format 99") == true)
    }

    @Test("after a violation nothing more is believed, not even in the same read")
    func afterViolation() throws {
        let link = try Link()
        link.become(.running)
        link.send(link.encoder.empty(.stop) + self.message(.frame, link.encoder))
        #expect(!link.events.contains { $0.hasPrefix("frame") })
        #expect(link.events.count(where: { $0.hasPrefix("closed") }) == 1)
    }

    /// A message, how many pass at once, how many a second after that, and what is said of one more.
    static let floods: [(MessageType?, Int, Int, String)] = [
        (.pong, 1_000, 100, "more than 100 state, stats, pong and ports messages a second"),
        (.stats, 1_000, 100, "more than 100 state, stats, pong and ports messages a second"),
        (.state, 1_000, 100, "more than 100 state, stats, pong and ports messages a second"),
        (.log, 5_000, 1_000, "more than 1000 log messages a second"),
        (.result, 19_998, 20_000, "more than 20000 messages a second"),
        (.mediaStart, 20, 2, "more than 2 initialization segments a second"),
        (.mediaPart, 1_000, 100, "more than 100 parts a second"),
        (nil, 1_000, 100, "more than 100 unknown messages a second"),
    ]

    @Test("a flood of one kind of message ends the link, what is within the limit does not", arguments: floods)
    func flood(_ type: MessageType?, _ atOnce: Int, _ perSecond: Int, _ words: String) throws {
        // Of unknown type and ignorable: passed over, and counted.
        let unknown: [UInt8] = [0, 0, 0, 0, 0xFF, 0xFF, 1, 0, 0, 0, 0, 0, 3, 0, 0, 0]
        let link = try Link()
        link.become(.running)
        let message = type.map { self.message($0, link.encoder) } ?? unknown
        link.send(Array(repeating: message, count: atOnce).flatMap(\.self))
        #expect(link.channel.isActive)
        link.wait(.milliseconds(1_001))
        link.send(Array(repeating: message, count: perSecond).flatMap(\.self))
        #expect(link.channel.isActive)
        #expect(link.events.count == 2 + (type == nil ? 0 : atOnce + perSecond))
        link.send(message + message)
        #expect(link.events.last == "closed: \(words)")
        #expect(!link.channel.isActive)
    }

    @Test(
        "a worker whose platform has no entities is ended when it speaks of some",
        arguments: [MessageType.entities, .entityStates, .event]
    )
    func undeclared(_ type: MessageType) throws {
        let link = try Link(mayDeclare: false)
        link.become(.running)
        link.send(self.message(type, link.encoder))
        #expect(link.events.last == "closed: \(type) message while running")
        #expect(!link.channel.isActive)
    }

    @Test("an answer of many values is counted before anything is made of it")
    func manyValues() throws {
        let link = try Link()
        link.become(.running)
        var result = CallResult(status: 200, reason: "")
        result.response = .list(Array(repeating: .list([]), count: 15_000))
        let answer = link.encoder.control(.result, result, sequence: 7)
        link.send(answer)
        #expect(link.channel.isActive)
        link.send(answer + answer)
        #expect(link.events.last == "closed: more than 4000 values a second")
    }

    @Test("answers that are long are limited by their bytes")
    func longAnswers() throws {
        let link = try Link()
        link.become(.running)
        let reason = String(repeating: "x", count: 1_024 * 1_024)
        let answer = link.encoder.control(.result, CallResult(status: 500, reason: reason), sequence: 7)
        for _ in 0..<7 { link.send(answer) }
        #expect(link.channel.isActive)
        link.wait(.milliseconds(1_001))
        for _ in 0..<4 { link.send(answer) }
        #expect(link.channel.isActive)
        for _ in 0..<2 { link.send(answer) }
        #expect(link.events.last == "closed: more than 4194304 answer bytes a second")
        #expect(!link.channel.isActive)
    }

    @Test("a minute of what an honest worker says is no flood, also when it is read all at once after half a minute")
    func honestMinute() throws {
        let link = try Link()
        link.become(.running)
        let second =
            [.stats, .pong] + Array(repeating: MessageType.state, count: 20) + Array(repeating: .log, count: 50)
        let words = second.flatMap { self.message($0, link.encoder) }
        for _ in 0..<60 {
            link.wait(.seconds(1))
            link.send(words)
        }
        link.wait(.seconds(30))
        for _ in 0..<30 { link.send(words) }
        #expect(link.channel.isActive)
        _ = try link.channel.finish()
    }

    @Test("a busy honest worker is no flood: 300 words")
    func noFlood() throws {
        let link = try Link()
        link.become(.running)
        for _ in 0..<100 {
            for type in [.frame, .stats, .pong] as [MessageType] { link.send(self.message(type, link.encoder)) }
        }
        #expect(link.channel.isActive)
        _ = try link.channel.finish()
    }

    @Test("a capture time in the future is not believed")
    func future() throws {
        let taken = Mutex<FramePayload?>(nil)
        let handler = WorkerLinkHandler(generation: 1) { event in
            if case .frame(let payload, _) = event { taken.withLock { $0 = payload } }
        }
        let channel = EmbeddedChannel(handler: handler)
        let encoder = MessageEncoder(generation: 1)
        let future = MonotonicTime.now() + .seconds(3_600)
        let payload = FramePayload.example(captured: future, wall: WallTime(nanoseconds: .max))
        for bytes in [
            self.message(.hello, encoder), self.message(.ready, encoder),
            encoder.framePrefix(payload, pictureLength: 1) + [0],
        ] { try channel.writeInbound(ByteBuffer(bytes: bytes)) }
        let frame = try #require(taken.withLock { $0 })
        #expect(frame.captured <= .now())
        #expect(frame.capturedWall <= .now())
        _ = try channel.finish()
    }
}

extension MessageHeader {
    fileprivate var bytes: [UInt8] {
        var bytes: [UInt8] = []
        self.encode(into: &bytes)
        return bytes
    }
}
