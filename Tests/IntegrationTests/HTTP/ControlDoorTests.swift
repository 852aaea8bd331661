import TestSupport
import Testing

/// What the control socket's thread, which also supervises, does not do.
@Suite("The control socket carries no frames to viewers", .takesTurns)
struct ControlDoorTests {
    @Test("streams and webhooks are refused there in words; stills, commands and health are not")
    func refused() async throws {
        let supervisor = try await RunningSupervisor(
            """
            cameras:
              demo: { platform: demo }
              door: { platform: push, webhook_id: the-door-webhook }
            """
        )
        for id in ["demo", "door"] { _ = try await supervisor.workerPID(of: id) }
        let stream = HTTPRequest("GET", "/api/camera_proxy_stream/demo")
        let head = HTTPRequest("HEAD", "/api/camera_proxy_stream/demo")
        let upload = HTTPRequest.upload(TestPicture(counter: 1).bytes, to: "/api/webhook/the-door-webhook")
        for request in [stream, head, upload] {
            let answer = try await supervisor.control.send(request)
            #expect(answer.status == 403, "\(request.method) \(request.target): \(answer)")
            if request.method != "HEAD" { #expect(answer.text.contains("are on the HTTP port"), "\(answer)") }
        }
        #expect(try await supervisor.http.send(upload).status == 200)
        for path in ["/api/camera_proxy/demo", "/api/v1/cameras", "/livez", "/readyz/cameras/demo", "/"] {
            #expect(try await supervisor.control.get(path).status == 200, "\(path)")
        }
    }
}
