import Testing

@testable import TestSupport

@Suite("An answer that goes on while a test writes it")
struct CameraFeedTests {
    @Test("what was sent before the head comes after it, also when the end was said before")
    func early() async throws {
        let feed = CameraFeed(fields: ["Content-Type": "text/plain", "Connection": "close"])
        feed.send(Array("early".utf8))
        feed.end()
        let camera = try FakeCamera.start { $0.responder = { _ in .feed(feed) } }
        let curl = try RunningProgram(InstalledTool.path(of: "curl"), ["-sS", camera.url("/")])
        #expect(try await curl.waitForExit() == .code(0), "\(curl.standardError)")
        #expect(curl.standardOutput == "early")
    }
}
