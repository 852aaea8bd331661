import IPC
import Shared
import TestSupport
import Testing

@Suite("RTSP cameras", .takesTurns)
struct RTSPCameraTests {
    private static func supervisor(_ url: String, _ more: String = "") async throws -> RunningSupervisor {
        try await RunningSupervisor(
            "cameras: { cam: { platform: generic, stream_source: '\(url)', framerate: 25, stale_after: 3 s\(more) } }"
        )
    }

    private static func expectPictures(_ supervisor: RunningSupervisor) async throws {
        let still = try await supervisor.still("cam", query: "")
        #expect(still.status == 200 && still["Content-Type"] == "image/jpeg", "\(still)")
        #expect(PictureCheck.isWholeJPEG(still.body))
        let viewers = (0..<2).map { _ in supervisor.viewer("cam") }
        for viewer in viewers { try await viewer.waitForParts(30, within: .seconds(60)) }
        #expect(viewers.allSatisfy { $0.isWatching && $0.seen.sightings.allSatisfy { $0.isWhole } })
        #expect(try await supervisor.camera("cam").lastExits.isEmpty)
    }

    @Test(
        "stills and a stream of every codec, with and without sound",
        arguments: [
            ["--codec", "h264"], ["--codec", "h264", "--audio", "pcmu"], ["--codec", "h265"], ["--codec", "mjpeg"],
            // Parameter sets come with the key frames alone, and those are seconds apart.
            ["--codec", "h264", "--inband-only", "--gop", "60"], ["--codec", "h264", "--bframes", "2"],
        ]
    )
    func codecs(_ options: [String]) async throws {
        let camera = try await RTSPCamera.start(options)
        try await Self.expectPictures(try await Self.supervisor(camera.url))
    }

    @Test("packets by every way that works between programs of one machine", arguments: ["tcp", "udp", "http"])
    func transports(_ transport: String) async throws {
        let camera = try await RTSPCamera.start()
        try await Self.expectPictures(try await Self.supervisor(camera.url, ", rtsp_transport: \(transport)"))
    }

    @Test("a user and a password of any characters, in the fields and in the URL", arguments: [[], ["--digest"]])
    func credentials(_ method: [String]) async throws {
        let camera = try await RTSPCamera.start(["--login", "us@er:p:a/s#s?%41"] + method)
        let fields = try await Self.supervisor(camera.url, ", username: us@er, password: 'p:a/s#s?%41'")
        #expect(try await fields.still("cam", query: "").status == 200)
        let url = camera.url.replacing("rtsp://", with: "rtsp://us%40er:p%3Aa%2Fs%23s%3F%2541@")
        // The fields are another login; the URL's goes before it.
        let inURL = try await Self.supervisor(url, ", username: nobody, password: wrong")
        #expect(try await inURL.still("cam", query: "").status == 200)
    }

    @Test("a wrong password is refused, said so, and repeated nowhere")
    func refused() async throws {
        let camera = try await RTSPCamera.start(["--login", "user:right"])
        let supervisor = try await Self.supervisor(camera.url, ", username: user, password: almost-right")
        let still = try await supervisor.still("cam", query: "")
        #expect(still.status == 503 && still.text.contains("another user or password"), "\(still)")
        let reason = try await supervisor.waitForState("cam", "refused")
        #expect(reason.contains("401"), "\(reason)")
        #expect(try await supervisor.camera("cam").retryIn.map { $0 > 30 } == true)
        #expect(!supervisor.program.standardError.contains("almost-right"))
    }

    @Test("max_age=0 is a picture from after the request, however far apart the key frames are")
    func fresh() async throws {
        let camera = try await RTSPCamera.start(["--gop", "250"])
        let supervisor = try await Self.supervisor(camera.url)
        #expect(try await supervisor.still("cam").status == 200)
        for _ in 1...5 {
            let asked = WallTime.now()
            let still = try await supervisor.still("cam")
            #expect(still.status == 200, "\(still)")
            let age = try #require(try await supervisor.camera("cam").frameAge)
            let since = Double(WallTime.now().nanoseconds - asked.nanoseconds) / 1e9
            #expect(age <= since, "captured before it was asked for")
        }
    }

    @Test("a camera that stalls is stale; when it goes on so does the stream, on the same connection of the viewer")
    func stall() async throws {
        let camera = try await RTSPCamera.start()
        let supervisor = try await Self.supervisor(camera.url)
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(10, within: .seconds(60))
        try await camera.stall()
        try await supervisor.waitForState("cam", "stale", within: .seconds(30))
        #expect(try await supervisor.still("cam", query: "").status == 503)
        try await camera.goOn()
        try await supervisor.waitForState("cam", "live", within: .seconds(60))
        let seen = viewer.partCount
        try await waitUntil("pictures are back") { viewer.partCount > seen + 20 }
        #expect(viewer.isWatching)
        #expect(try await supervisor.camera("cam").lastExits.isEmpty, "a camera that stalls is not the worker's fault")
    }

    @Test("a camera that cuts the connection is connected to again; viewers stay")
    func cut() async throws {
        let camera = try await RTSPCamera.start()
        let supervisor = try await Self.supervisor(camera.url)
        let viewer = supervisor.viewer("cam")
        try await viewer.waitForParts(10, within: .seconds(60))
        for _ in 1...2 {
            try await camera.cut()
            let seen = viewer.partCount
            try await waitUntil("pictures are back") { viewer.partCount > seen + 20 }
        }
        #expect(viewer.isWatching)
        #expect(try await supervisor.camera("cam").lastExits.isEmpty)
    }

    @Test("rtsps: a certificate nobody signed is refused before a word of RTSP, unless verify_ssl says no")
    func secure() async throws {
        let folder = try TemporaryFolder()
        let pair = try await CertificatePair(in: folder)
        let camera = try await RTSPCamera.start(["--tls", "\(pair.certificate),\(pair.key)"])
        #expect(camera.url.hasPrefix("rtsps://"))
        let careful = try await Self.supervisor(camera.url)
        #expect(try await careful.still("cam", query: "").status == 503)
        let reason = try await careful.waitForState("cam", "offline")
        #expect(reason.contains("certificate"), "\(reason)")
        let trusting = try await Self.supervisor(camera.url, ", verify_ssl: false")
        #expect(try await trusting.still("cam", query: "").status == 200)
    }

    @Test("the worker reads its stream under every layer of confinement that the kernel has")
    func confined() async throws {
        let camera = try await RTSPCamera.start()
        let supervisor = try await Self.supervisor(camera.url)
        #expect(try await supervisor.still("cam", query: "").status == 200)
        let refusals = supervisor.logLines(holding: "seccomp:")
        #expect(refusals.isEmpty, "\(refusals)")
    }
}
