import IPC
import Shared

/// One message of each kind with fixed contents: what docs/wire-protocol.md shows, and where fuzzing starts.
struct WireExample: Sendable {
    var title: String
    var bytes: [UInt8]

    private static let encoder = MessageEncoder(generation: 2)
    private static let frame = FramePayload(
        captured: MonotonicTime(nanoseconds: 4_200_000_000),
        capturedWall: WallTime(nanoseconds: 1_790_000_000_000_000_000),
        sequence: 1,
        format: .jpeg,
        width: 640,
        height: 480
    )
    private static let picture: [UInt8] = [0xFF, 0xD8, 0xFF, 0xD9]
    private static let layers = [
        ConfinementLayer(name: "rlimits", active: true),
        ConfinementLayer(name: "landlock", active: false, reason: "not in this version"),
    ]

    /// In the order in which they are sent.
    static func all() throws -> [WireExample] {
        try self.handshake() + self.frames() + self.media() + self.uploads() + self.reports()
            + self.entities() + self.notifications
    }

    private static func handshake() throws -> [WireExample] {
        let camera = try CameraID("yard")
        let source = SourceConfiguration.mjpeg(
            MJPEGConfiguration(
                mjpegURL: try CameraURL("http://192.0.2.10/video?fps=5"),
                credentials: Credentials(user: Secret("viewer"), password: Secret("a password"))
            )
        )
        let configuration = CameraConfiguration(id: camera, name: "Yard", source: source, staleAfter: .seconds(10))
        return [
            WireExample("hello, supervisor to worker", .hello, SupervisorHello(camera: camera, generation: 2)),
            WireExample(
                "hello, worker to supervisor",
                .hello,
                WorkerHello(protocolVersion: 1, pid: 4711, build: "0.1.0", confinement: self.layers)
            ),
            WireExample("configure", .configure, Configure(camera: configuration), secrets: true),
            WireExample("ready", .ready, Ready(confinement: self.layers)),
            WireExample(
                "probe",
                .probe,
                ProbeRequest(
                    .amcrest(
                        AmcrestConfiguration(
                            server: try CameraURL("http://192.0.2.11/"),
                            credentials: Credentials(user: Secret("admin"), password: Secret("a password"))
                        ),
                        wholeDevice: true
                    ),
                    timeMilliseconds: 45_000
                ),
                sequence: 1,
                secrets: true
            ),
            WireExample("retune", .retune, CameraTuning(name: "Yard", staleAfter: .seconds(20), frameRate: 5)),
        ]
    }

    private static func frames() -> [WireExample] {
        let scaled = FramePayload(
            captured: self.frame.captured,
            capturedWall: self.frame.capturedWall,
            sequence: 1,
            format: .jpeg,
            flags: .scaled,
            width: 320,
            height: 240
        )
        return [
            WireExample("want", self.encoder.want(Want(credit: true, viewers: 3, newerThan: 41))),
            WireExample("frame", self.encoder.framePrefix(self.frame, pictureLength: 4) + self.picture),
            WireExample(
                "scale",
                self.encoder.scalePrefix(
                    ScaleRequest(width: 320, height: 0),
                    self.frame,
                    pictureLength: 4,
                    sequence: 8
                ) + self.picture
            ),
            WireExample(
                "frame that answers scale",
                self.encoder.framePrefix(scaled, pictureLength: 4, sequence: 8) + self.picture
            ),
        ]
    }

    private static func media() -> [WireExample] {
        let start = MediaStart(
            epoch: 1,
            width: 1920,
            height: 1080,
            tracks: [.init(kind: .video, timescale: 90_000), .init(kind: .audio, timescale: 8_000)],
            codecs: "avc1.640028,mp4a.40.2"
        )
        let part = MediaPart(
            captured: self.frame.captured,
            capturedWall: self.frame.capturedWall,
            sequence: 1,
            start: 0,
            duration: 480_000,
            epoch: 1,
            frames: 12,
            flags: .independent,
            video: .init(time: 0, end: 43_200, position: 4),
            audio: nil
        )
        return [
            WireExample("wantMedia", self.encoder.wantMedia(WantMedia(isOn: true, partMilliseconds: 500))),
            WireExample("mediaStart", self.encoder.mediaStartPrefix(start, segmentLength: 4) + self.picture),
            WireExample(
                "mediaPart",
                self.encoder.mediaPartPrefix(part, fragmentLength: 12) + [UInt8](repeating: 0, count: 12)
            ),
        ]
    }

    private static func uploads() -> [WireExample] {
        let first = PushChunk(flags: .first, contentType: "image/jpeg")
        let kept = FramePayload(
            captured: self.frame.captured,
            capturedWall: self.frame.capturedWall,
            sequence: 7,
            format: .jpeg,
            flags: [.keep, .eventStart],
            width: 640,
            height: 480
        )
        return [
            WireExample("push, first chunk", self.encoder.pushPrefix(first, dataLength: 2, upload: 9) + [0xFF, 0xD8]),
            WireExample(
                "push, last chunk",
                self.encoder.pushPrefix(PushChunk(flags: .last), dataLength: 2, upload: 9) + [0xFF, 0xD9]
            ),
            WireExample("frame that came by upload", self.encoder.framePrefix(kept, pictureLength: 4) + self.picture),
            WireExample("result", .result, CallResult(status: 200, reason: "taken"), sequence: 9),
        ]
    }

    private static func reports() -> [WireExample] {
        [
            WireExample(
                "state",
                .state,
                StateReport(connection: .offline, reason: "connection refused", retryMilliseconds: 2000)
            ),
            WireExample(
                "stats",
                .stats,
                Stats(cpuMilliseconds: 12, peakMemoryKilobytes: 9000, frames: 42, bytes: 4_200_000, connections: 1)
            ),
            WireExample("state of a view", .state, StateReport(connection: .connected, view: 1)),
            WireExample(
                "views",
                .views,
                ViewList(views: [
                    ViewDeclaration(key: "Profile_1", name: "MainStream"),
                    ViewDeclaration(key: "Profile_2", name: "SubStream", isEnabledByDefault: false),
                ])
            ),
            WireExample("log", .log, LogLine(level: .warning, text: "the camera closed the connection")),
            WireExample("ports", .ports, PortsReport(ports: [8443])),
            WireExample("ping", self.encoder.empty(.ping, sequence: 5)),
            WireExample("pong", self.encoder.empty(.pong, sequence: 5)),
            WireExample("stop", self.encoder.empty(.stop)),
        ]
    }

    private static func entities() throws -> [WireExample] {
        let time = self.frame.capturedWall
        let motion = EntityDeclaration(key: "motion", domain: .binarySensor, name: "Motion", deviceClass: "motion")
        let state = TemplateStates.Entry(
            entity: try EntityID("sensor.hall"),
            state: "21.5",
            attributes: ["unit_of_measurement": "°C"],
            lastChanged: time,
            lastUpdated: time
        )
        return [
            WireExample("entities", .entities, EntityList(entities: [motion], growing: [.sensor])),
            WireExample("entityStates", .entityStates, EntityStates(states: [.init(key: "motion", state: "on")])),
            WireExample("event", .event, CameraEvent(kind: "line_crossed", source: "gate", time: time)),
            WireExample(
                "call",
                .call,
                ServiceCall(service: "amcrest.goto_preset", parameters: ["preset": 2], timeoutMilliseconds: 10_000),
                sequence: 10
            ),
            WireExample("states", .states, TemplateStates(isComplete: true, states: [state])),
        ]
    }

    private static let notifications = [
        WireExample("notify", encoder.prefix(.notify, bodyLength: notification.count) + notification)
    ]
    private static let notification = Array("<s:Envelope/>".utf8)

    private init(_ title: String, _ bytes: [UInt8]) {
        self.title = title
        self.bytes = bytes
    }

    private init(
        _ title: String,
        _ type: MessageType,
        _ value: some Encodable,
        sequence: UInt32 = 0,
        secrets: Bool = false
    ) {
        self.init(title, Self.encoder.control(type, value, sequence: sequence, secrets: secrets))
    }

    /// Offset, sixteen bytes, and what of them is ASCII: header and body each begin a line.
    var hexadecimal: String {
        stride(from: 0, to: self.bytes.count, by: 16).map { start in
            let line = self.bytes[start..<min(self.bytes.count, start + 16)]
            let offset = String(start, radix: 16)
            let digits = line.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
            let text = line.map { 0x20...0x7E ~= $0 ? String(UnicodeScalar($0)) : "." }.joined()
            let padding = String(repeating: " ", count: 48 - digits.count)
            return String(repeating: "0", count: 4 - offset.count) + offset + "  " + digits + padding + "|" + text + "|"
        }.joined(separator: "\n")
    }
}
