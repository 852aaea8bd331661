import Glibc
import TestSupport
import Testing

@Suite("Reload: what goes and comes back", .takesTurns)
struct ReloadReturnTests {
    private static let demo = "cameras: { demo: { platform: demo } }"

    @Test("an address that is taken for a moment longer, as by a process that is being started, is waited for")
    func takenForAMoment() async throws {
        let supervisor = try await RunningSupervisor(Self.demo)
        var other: ListeningDescriptor? = try ListeningDescriptor()
        let port = try #require(other).port
        try supervisor.rewrite(Self.demo, listen: ["127.0.0.1:\(supervisor.port)", "127.0.0.1:\(port)"])
        async let answer = supervisor.control.post("/api/v1/reload")
        try await Task.sleep(for: .milliseconds(150))
        other = nil
        #expect(try await answer.status == 200)
        #expect(try await HTTPClient(port: port).get("/livez").status == 200)
    }

    @Test("an address that was given up is free when the command has answered; nothing is left of what came and went")
    func listener() async throws {
        let supervisor = try await RunningSupervisor(Self.demo)
        _ = try await supervisor.workerPID(of: "demo")
        let pid = supervisor.program.pid
        let before = ProcFS.descriptors(of: pid).count
        let first = "127.0.0.1:\(supervisor.port)"
        let second = "127.0.0.1:\(try FreePort.take())"
        for round in 1...60 {
            // Each starts a worker, too.
            try supervisor.rewrite(
                "cameras: { new_\(round): { platform: push, webhook_id: some-webhook } }",
                listen: round.isMultiple(of: 2) ? [first] : [first, second]
            )
            let answer = try await supervisor.control.post("/api/v1/reload")
            #expect(answer.status == 200, "round \(round): \(answer)")
        }
        _ = try await supervisor.workerPID(of: "new_60")
        try await waitUntil("as few descriptors are open as before") { ProcFS.descriptors(of: pid).count <= before }
        try await waitUntil("one worker is left") { ProcFS.children(of: pid).count == 1 }
    }

    @Test("another device under an id that was free again shows no picture of the first, in no size and by no ETag")
    func anotherDevice() async throws {
        func device(_ picture: PictureScript) throws -> FakeCamera {
            try FakeCamera.start {
                $0["/still.jpg"] = .still(picture)
            }
        }
        func text(_ camera: FakeCamera) -> String {
            "cameras: { cam: { platform: generic, still_image_url: '\(camera.url("/still.jpg"))' } }"
        }
        func pictures(_ supervisor: RunningSupervisor) async throws -> (still: HTTPResponse, scaled: HTTPResponse) {
            (
                try await supervisor.still("cam", query: "max_age=100"),
                try await supervisor.still("cam", query: "max_age=100&width=32")
            )
        }
        let (first, second) = (try device(PictureScript(.frozen)), try device(PictureScript(.counting)))
        let supervisor = try await RunningSupervisor(text(first))
        let before = try await pictures(supervisor)
        try #require(before.still.status == 200 && before.scaled.status == 200)
        try supervisor.rewrite("cameras: {}")
        #expect(try await supervisor.reload() == "stop cam")
        try await waitUntil("it is gone") { try await supervisor.still("cam").status == 404 }
        try supervisor.rewrite(text(second))
        #expect(try await supervisor.reload() == "start cam")
        _ = try await supervisor.workerPID(of: "cam")
        let after = try await pictures(supervisor)
        #expect(after.still.body != before.still.body && after.scaled.body != before.scaled.body)
        #expect(after.still["ETag"] != before.still["ETag"] && after.scaled["ETag"] != before.scaled["ETag"])
    }

    @Test("who waits for a picture of a camera that is removed is told that there is no such camera")
    func waiting() async throws {
        let camera = try FakeCamera.start { $0["/still.jpg"] = .silence }
        let supervisor = try await RunningSupervisor(
            "cameras: { cam: { platform: generic, still_image_url: '\(camera.url("/still.jpg"))' } }"
        )
        _ = try await supervisor.workerPID(of: "cam")
        async let waiting = supervisor.still("cam")
        try await waitUntil("the camera is asked") { camera.requestCount("/still.jpg") == 1 }
        try supervisor.rewrite(Self.demo)
        #expect(try await supervisor.reload() == "start demo · stop cam")
        let answer = try await waiting
        #expect(answer.status == 404, "\(answer)")
    }

    @Test("a worker that refused its configuration is replaced by any change, and the plan says so")
    func refusing() async throws {
        let folder = try TemporaryFolder()
        let mark = try folder.write("", to: "refuses")
        let worker = try folder.write(
            "#!/bin/sh\nif [ -e \(mark) ]; then exit 78; fi\nexec \(BuiltProducts.camworker())\n",
            to: "worker",
            mode: 0o755
        )
        let supervisor = try await RunningSupervisor(Self.demo, worker: worker)
        try await supervisor.waitForState("demo", "misconfigured")
        #expect(try await supervisor.reload() == "1 unchanged")
        #expect(try await supervisor.camera("demo").state == "misconfigured")
        remove(mark)
        try supervisor.rewrite("cameras: { demo: { platform: demo, name: Another } }")
        #expect(try await supervisor.reload("--dry-run") == "restart demo (name)")
        #expect(try await supervisor.reload() == "restart demo (name)")
        #expect(try await supervisor.still("demo").status == 200)
    }
}
