import IPC
import Shared
import TestSupport
import Testing

@Suite("An MJPEG camera's worker")
struct MJPEGWorkerTests {
    private func camera(_ script: MJPEGScript = MJPEGScript()) throws -> FakeCamera {
        try FakeCamera.start { $0["/video"] = .mjpeg(script) }
    }

    private func worker(_ camera: FakeCamera) async throws -> DrivenWorker {
        try await DrivenWorker.ready(try Configurations.mjpeg(camera.url("/video")))
    }

    @Test("connects when somebody watches, once, and pictures come in order")
    func oneConnection() async throws {
        let camera = try self.camera()
        let worker = try await self.worker(camera)
        #expect(camera.totalConnections == 0)
        var last = 0
        for _ in 1...10 {
            let counter = try #require(TestPicture.counter(in: try await worker.fetch(viewers: 3)))
            #expect(counter > last)
            last = counter
        }
        #expect(camera.totalConnections == 1)
        _ = try await worker.state(.connected)
    }

    @Test("every way of streaming seen in the field brings pictures", arguments: MJPEGScript.variations)
    func variations(_ variation: MJPEGVariation) async throws {
        let camera = try self.camera(variation.script)
        let worker = try await self.worker(camera)
        for _ in 1...3 { #expect(PictureCheck.isWhole(try await worker.fetch())) }
    }

    @Test("the connection is closed 10 s after the last viewer went, and idle is said")
    func linger() async throws {
        let camera = try self.camera()
        let worker = try await self.worker(camera)
        _ = try await worker.fetch()
        let start = MonotonicTime.now()
        try worker.want(viewers: 0, credit: false)
        _ = try await worker.state(.connected)
        _ = try await worker.state(.idle, within: .seconds(20))
        #expect(MonotonicTime.now().since(start) >= .milliseconds(9_500))
        try await waitUntil("the camera has no connection") { camera.connections == 0 }
    }

    @Test("a still is cut from the stream where there is no still URL, and its connection is closed again too")
    func stillFromStream() async throws {
        let camera = try self.camera()
        let worker = try await self.worker(camera)
        _ = try await worker.fetch(viewers: 0)
        _ = try await worker.state(.idle, within: .seconds(20))
        try await waitUntil("the camera has no connection") { camera.connections == 0 }
    }

    @Test("a still comes from the still URL while nobody watches the stream, and from the stream while somebody does")
    func stillURL() async throws {
        let camera = try FakeCamera.start {
            $0["/video"] = .mjpeg()
            $0["/still.jpg"] = .still()
        }
        let configuration = try Configurations.mjpeg(camera.url("/video")) {
            $0.stillImageURL = try? CameraURL(camera.url("/still.jpg"))
        }
        let worker = try await DrivenWorker.ready(configuration)
        _ = try await worker.fetch(viewers: 0)
        #expect(camera.requestCount("/video") == 0)
        #expect(camera.requestCount("/still.jpg") == 1)
        _ = try await worker.fetch(viewers: 1)
        _ = try await worker.fetch(viewers: 0)
        #expect(camera.requestCount("/video") == 1)
        #expect(camera.requestCount("/still.jpg") == 1)
    }

    @Test("a still that was asked for before the stream's pictures is given up when they come: no step back in time")
    func stillBesideStream() async throws {
        let camera = try FakeCamera.start {
            $0["/video"] = .mjpeg(MJPEGScript { $0.frameRate = 20 })
            $0["/still.jpg"] = .drip(
                type: "image/jpeg",
                body: TestPicture(counter: 1000, padding: 1000).bytes,
                piece: 100,
                every: .seconds(2)
            )
        }
        let configuration = try Configurations.mjpeg(camera.url("/video")) {
            $0.stillImageURL = try? CameraURL(camera.url("/still.jpg"))
        }
        let worker = try await DrivenWorker.ready(configuration)
        try worker.want(viewers: 0)
        try await waitUntil("the still is on its way") { camera.requestCount("/still.jpg") == 1 }
        var last = MonotonicTime(nanoseconds: 0)
        let start = MonotonicTime.now()
        while MonotonicTime.now().since(start) < .seconds(2) {
            try worker.want(viewers: 1)
            let frame = try await worker.frame()
            #expect(frame.payload.captured >= last)
            #expect(TestPicture.counter(in: frame.bytes) != 1000)
            last = frame.payload.captured
        }
        try await waitUntil("only the stream is left") { camera.connections == 1 }
        #expect(camera.streams == 1)
    }

    @Test("a frame is as old as its first byte, however slowly the rest came")
    func captured() async throws {
        let camera = try self.camera(
            MJPEGScript {
                $0.picture.padding = 3000
                $0.ending = .never
            }
        )
        let worker = try await self.worker(camera)
        let before = MonotonicTime.now()
        try worker.want()
        let frame = try await worker.frame()
        #expect(frame.payload.captured >= before)
        #expect(frame.payload.captured <= .now())
    }

    @Test(
        "a stream that ends or breaks is begun again",
        arguments: [MJPEGScript.Ending.closes(after: 2), .closesMidFrame(after: 2)]
    )
    func reconnect(ending: MJPEGScript.Ending) async throws {
        let camera = try FakeCamera.start {
            $0["/video"] = .sequence([.mjpeg(MJPEGScript { $0.ending = ending }), .mjpeg()])
        }
        let worker = try await self.worker(camera)
        for _ in 1...5 { #expect(PictureCheck.isWhole(try await worker.fetch())) }
        #expect(camera.totalConnections >= 2)
        #expect(camera.peakConnections == 1)
    }

    @Test("a stream that hangs is given up after 10 s, with the reason, and begun again")
    func stall() async throws {
        let camera = try self.camera(MJPEGScript { $0.ending = .hangsMidFrame(after: 1) })
        let worker = try await self.worker(camera)
        _ = try await worker.fetch()
        try worker.want()
        let state = try await worker.state(.offline, within: .seconds(20))
        #expect(state.reason?.hasSuffix("the camera sent nothing for 10 s") == true)
        camera.update { $0["/video"] = .mjpeg() }
        _ = try await worker.frame()
        #expect(camera.connections == 1)
    }

    @Test("a slow stream of a camera that says so in `stale_after` is not given up between its pictures")
    func slowStream() async throws {
        let camera = try self.camera(MJPEGScript { $0.frameRate = 1 / 11 })
        var configuration = try Configurations.mjpeg(camera.url("/video"))
        configuration.staleAfter = .seconds(120)
        let worker = try await DrivenWorker.ready(configuration)
        _ = try await worker.fetch()
        try worker.want()
        _ = try await worker.frame(within: .seconds(20))
        #expect(camera.totalConnections == 1)
        #expect(try worker.waiting(.state) <= 3, "idle, connecting, connected")
    }

    @Test("an error page is never taken for a stream")
    func page() async throws {
        let camera = try FakeCamera.start { $0["/video"] = .page("<html><title>Too many users</title></html>") }
        let worker = try await self.worker(camera)
        try worker.want()
        let reason = try await worker.state(.offline).reason
        #expect(reason?.contains("an HTML page titled “Too many users”") == true, "\(reason ?? "")")
        camera.update { $0["/video"] = .mjpeg() }
        _ = try await worker.frame()
    }

    @Test("a status that is no success is said with its meaning")
    func status() async throws {
        let camera = try FakeCamera.start { $0["/video"] = .status(404) }
        let worker = try await self.worker(camera)
        try worker.want()
        #expect(try await worker.state(.offline).reason?.contains("answered 404") == true)
    }

    @Test("a picture that never ends, or garbage without end, costs bounded memory")
    func endless() async throws {
        for answer in [
            CameraAnswer.mjpeg(MJPEGScript { $0.ending = .endlessFrame(after: 0) }),
            .endlessBody(type: "multipart/x-mixed-replace; boundary=x"),
        ] {
            let camera = try FakeCamera.start { $0["/video"] = answer }
            let worker = try await self.worker(camera)
            try worker.want()
            let state = try await worker.state(.offline, within: .seconds(45))
            #expect(state.reason?.isEmpty == false)
            let resident = ProcFS.residentKilobytes(of: worker.pid) ?? 0
            #expect(resident < 100_000, "\(resident) kB")
        }
    }

    @Test("Digest and Basic by the camera's challenge, again at each connection")
    func authentication() async throws {
        let camera = try FakeCamera.start {
            $0["/video"] = .mjpeg()
            $0.authentication = .digest(user: "u", password: "p")
        }
        let url = camera.url("/video", user: "u", password: "p")
        let worker = try await DrivenWorker.ready(try Configurations.mjpeg(url))
        _ = try await worker.fetch()
        camera.update { $0.authentication = .basic(user: "u", password: "p") }
        camera.dropConnections()
        // One more than may have been on its way.
        for _ in 1...3 { _ = try await worker.fetch() }
        #expect(camera.requests.last?.fields["Authorization"]?.hasPrefix("Basic ") == true)
        #expect(camera.peakConnections <= 2)
    }

    @Test("a wrong password is a refusal")
    func refused() async throws {
        let camera = try FakeCamera.start {
            $0["/video"] = .mjpeg()
            $0.authentication = .basic(user: "u", password: "p")
        }
        let worker = try await self.worker(camera)
        try worker.want()
        let state = try await worker.state(.refused)
        #expect(state.reason?.hasSuffix("answered 401 (it wants a user name and password)") == true)
    }
}
