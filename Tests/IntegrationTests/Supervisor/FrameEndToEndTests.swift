import Glibc
import TestSupport
import Testing

/// The first promise: a camera's frame reaches a viewer, and the viewer's stream outlives the worker.
@Suite("A frame, end to end", .takesTurns)
struct FrameEndToEndTests {
    private static let oneCamera = """
        cameras:
          demo: { platform: demo }
        """

    @Test("a still is served, and the next one is newer")
    func stills() async throws {
        let supervisor = try await RunningSupervisor(Self.oneCamera)
        let first = try await supervisor.http.get("/api/camera_proxy/demo?max_age=0")
        let second = try await supervisor.http.get("/api/camera_proxy/camera.demo?max_age=0")
        #expect(first.status == 200 && second.status == 200)
        #expect(first.head.fields["Content-Type"] == "image/jpeg")
        let before = try #require(DemoComment.counter(in: first.body))
        let after = try #require(DemoComment.counter(in: second.body))
        #expect(before < after)
    }

    @Test("the viewer's stream goes on when the worker is killed", arguments: [SIGKILL, SIGSEGV, SIGABRT])
    func streamOutlivesWorker(signal: Int32) async throws {
        let supervisor = try await RunningSupervisor(Self.oneCamera)
        let viewer = StreamViewer(supervisor.endpoint, "/api/camera_proxy_stream/demo")
        try await viewer.waitForParts(5)
        let worker = try await supervisor.workerPID(of: "demo")
        kill(worker, signal)
        try await waitUntil("the exit is on the record") {
            try await supervisor.camera("demo").lastExits.first?.signal == signal
        }
        try await viewer.waitForParts(5)
        #expect(viewer.isWatching)
        #expect(viewer.seen.sightings.count { !$0.isWhole } == 0)
        let successor = try await supervisor.workerPID(of: "demo")
        #expect(successor != worker)
    }

    @Test("a picture that nothing follows comes once more, because Chromium draws a part when the next one begins")
    func lonelyPictureIsRepeated() async throws {
        let supervisor = try await RunningSupervisor("cameras: { demo: { platform: demo, framerate: 0.1 } }")
        let viewer = StreamViewer(supervisor.endpoint, "/api/camera_proxy_stream/demo")
        try await waitUntil("the first picture came twice") { viewer.seen.repeats == 1 }
        #expect(viewer.partCount == 1)
    }

    @Test("it ends with 0 and leaves no worker behind")
    func endsCleanly() async throws {
        let supervisor = try await RunningSupervisor(Self.oneCamera)
        let worker = try await supervisor.workerPID(of: "demo")
        let viewer = StreamViewer(supervisor.endpoint, "/api/camera_proxy_stream/demo")
        try await viewer.waitForParts(1)
        let exit = try await supervisor.stop()
        #expect(exit == .code(0))
        #expect(ProcFS.status(of: worker) == nil)
    }
}

/// The counter that a demo picture carries in a comment segment.
enum DemoComment {
    static func counter(in picture: [UInt8]) -> Int? {
        let mark = Array("CAMDEMO ".utf8)
        guard let start = picture.firstRange(of: mark)?.upperBound else { return nil }
        return Int(String(decoding: picture[start...].prefix { (0x30...0x39).contains($0) }, as: UTF8.self))
    }
}
