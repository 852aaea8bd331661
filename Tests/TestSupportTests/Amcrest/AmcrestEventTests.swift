import TestSupport
import Testing

@Suite("AmcrestCamera's events")
struct AmcrestEventTests {
    /// A curl that listens, once the camera knows of it.
    private static func attach(_ camera: AmcrestCamera, _ query: String = "codes=[All]") async throws -> RunningProgram
    {
        let before = camera.attachments
        let curl = try RunningProgram(
            InstalledTool.path(of: "curl"),
            [
                "-sSNg", "--digest", "-u", "\(camera.user):\(camera.password)",
                "http://127.0.0.1:\(camera.port)/cgi-bin/eventManager.cgi?action=attach&\(query)",
            ]
        )
        try await waitUntil("curl is attached", lastSeen: curl.standardError) { camera.attachments == before + 1 }
        return curl
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test("are packed byte for byte as it was seen in the field")
    func seen() throws {
        let sample = try #require(AmcrestCorpus.bodies.first)
        let framing = AmcrestFraming.usual
        let texts = sample.events.map { framing.part([$0.text]) }
        #expect(
            Self.text(framing.heartbeat + texts[0] + texts[1] + framing.heartbeat + texts[2]) == Self.text(sample.bytes)
        )
    }

    @Test("go to all who asked for their code, and getEventIndexes says the same")
    func codes() async throws {
        let camera = try AmcrestCamera.start(.recorder)
        let (all, motion) = (
            try await Self.attach(camera), try await Self.attach(camera, "codes=[VideoMotion,VideoLoss]")
        )
        #expect(camera.attachedCodes == [["All"], ["VideoMotion", "VideoLoss"]])
        camera.emit(.start("VideoMotion", index: 2))
        camera.emit(.pulse("AlarmLocal"))
        camera.emit([.stop("VideoMotion", index: 2), .start("VideoLoss")], inOnePart: true, piece: 5)
        let framing = AmcrestFraming.usual
        let (first, last) = (
            framing.part(["Code=VideoMotion;action=Start;index=2"]),
            framing.part([
                "Code=VideoMotion;action=Stop;index=2", "Code=VideoLoss;action=Start;index=0",
            ])
        )
        let whole = Self.text(first + framing.part(["Code=AlarmLocal;action=Pulse;index=0"]) + last)
        try await waitUntil("both have heard all", lastSeen: all.standardOutput) {
            all.standardOutput == whole && motion.standardOutput == Self.text(first + last)
        }
        #expect(camera.state.active == ["VideoMotion": [], "VideoLoss": [0]])
        camera.endEvents()
        #expect(try await all.waitForExit() == .code(0))
        #expect(try await motion.waitForExit() == .code(0))
        #expect(camera.attachments == 0)
    }

    @Test("a heartbeat comes when it was asked for, and not from a camera that knows none or has fallen silent")
    func heartbeats() async throws {
        let (camera, old) = (try AmcrestCamera.start(), try AmcrestCamera.start(.old))
        let alive = try await Self.attach(camera, "codes=[All]&heartbeat=1")
        let silent = try await Self.attach(old, "codes=[All]&heartbeat=1")
        let beat = Self.text(AmcrestFraming.usual.heartbeat)
        try await waitUntil("two heartbeats came") { alive.standardOutput.hasPrefix(beat + beat) }
        #expect(silent.standardOutput.isEmpty)
        camera.fallSilent()
        camera.emit(.pulse("AlarmLocal"))
        try await waitUntil("it still tells what happens") { alive.standardOutput.contains("AlarmLocal") }
    }

    @Test("a stream that ends in the middle of an event, orderly or with a reset")
    func cut() async throws {
        let camera = try AmcrestCamera.start()
        let cut = try await Self.attach(camera)
        camera.emit(.start("VideoMotion", data: AmcrestEvent.motionData), cutAfter: 70)
        #expect(try await cut.waitForExit() == .code(0))
        #expect(cut.standardOutput.utf8.count == 70)
        let reset = try await Self.attach(camera)
        camera.emitRaw(Array("--myb".utf8))
        try await waitUntil("the bytes are there") { reset.standardOutput == "--myb" }
        camera.endEvents(reset: true)
        // curl's word for a connection that was reset.
        #expect(try await reset.waitForExit() == .code(56))
    }

    @Test("every body of the corpus has as many parts as events and heartbeats, but those with several in one")
    func corpus() {
        for body in AmcrestCorpus.bodies {
            let text = Self.text(body.bytes)
            let lengths = text.split(separator: "\r\n").count { $0.hasPrefix("Content-Length:") }
            let inOne = body.name == "several in a part" ? 3 : 0
            #expect(lengths == body.events.count + body.heartbeats - inOne, "\(body)")
        }
    }
}
