import IPC
import Shared
import TestSupport
import Testing

@Suite("An ONVIF device's worker, against a scripted device")
struct ONVIFWorkerTests {
    private func worker(
        _ camera: ONVIFCamera,
        password: String? = nil,
        _ change: (inout ONVIFConfiguration) -> Void = { _ in }
    ) async throws -> DrivenWorker {
        let onvif = try TimedONVIF.configuration(of: camera, password: password, change)
        return try await DrivenWorker.ready(try Configurations.camera(.onvif(onvif)))
    }

    private func snapshots(_ camera: ONVIFCamera) -> [String] {
        camera.web.requests.filter { $0.method == "GET" }.map(\.target)
    }

    @Test("a picture is the snapshot of the largest profile, let in by Digest or by Basic", arguments: [true, false])
    func snapshot(byDigest: Bool) async throws {
        let camera = try ONVIFCamera.start()
        if !byDigest { camera.authenticateSnapshots(by: .basic(user: camera.user, password: camera.password)) }
        let worker = try await self.worker(camera)
        for counter in 1...3 { #expect(TestPicture.counter(in: try await worker.fetch()) == counter) }
        #expect(Set(self.snapshots(camera)) == ["/onvif/snapshot/Profile_1"])
        #expect(camera.strangeRequests == [] && camera.web.logins.refused == 0)
        // What it is may be told after its first picture.
        var state = try await worker.state(.connected)
        while state.attributes["brand"] == nil { state = try await worker.state(.connected) }
        #expect(state.attributes["brand"] == "Fake & Sons")
    }

    @Test("the other profiles are views with pictures of their own")
    func views() async throws {
        let camera = try ONVIFCamera.start()
        let worker = try await self.worker(camera)
        let list = try await worker.next(.views).decode(ViewList.self)
        #expect(list.views.map(\.key) == ["Profile_1", "Profile_2", "Profile_3"])
        try worker.want(view: 2)
        #expect(try await worker.frame().payload.view == 2)
        #expect(Set(self.snapshots(camera)) == ["/onvif/snapshot/Profile_3"])
    }

    @Test("the first picture does not wait for what has nothing to do with it")
    func firstPicture() async throws {
        let camera = try ONVIFCamera.start(.dome)
        for operation in ["GetNodes", "GetPresets", "GetVideoSources"] {
            camera.trouble(operation, .late(.seconds(5)))
        }
        let worker = try await self.worker(camera)
        let start = MonotonicTime.now()
        _ = try await worker.fetch()
        #expect(MonotonicTime.now().since(start) < .seconds(5))
    }

    @Test("a login in the snapshot's address that its own server refuses is taken out of it")
    func stripped() async throws {
        let camera = try ONVIFCamera.start {
            $0.snapshotQuery = "?user=a&pwd=b&channel=1"
        }
        camera.web.update { script in
            let chooser = script.authenticationChooser
            script.authenticationChooser = { request in
                request.target.contains("pwd=") ? .refuseAll : chooser?(request) ?? .none
            }
        }
        let worker = try await self.worker(camera)
        _ = try await worker.fetch()
        #expect(self.snapshots(camera).last == "/onvif/snapshot/Profile_1?channel=1")
    }

    @Test("without a snapshot pictures are made of the video, which is where the device says")
    func video() async throws {
        let video = try await RTSPCamera.start(["--size", "320x240", "--login", "admin:secret"])
        let camera = try ONVIFCamera.start(password: "secret") {
            $0.hasSnapshots = false
            $0.streamAddress = .text(video.url)
        }
        let port = try #require(try CameraURL(video.url).port)
        let onvif = try TimedONVIF.configuration(of: camera)
        let configuration = try Configurations.camera(.onvif(onvif))
        let worker = try await DrivenWorker.ready(configuration, learntPorts: [port])
        #expect(PictureCheck.isWhole(try await worker.fetch()))
        let epoch = try await worker.media(parts: 3)
        #expect(epoch.start.width == 320)
        #expect(self.snapshots(camera).isEmpty)
    }

    @Test("a port that the device announces is reported, and the next worker goes there")
    func learntPort() async throws {
        let camera = try ONVIFCamera.start { $0.rtspPort = 8555 }
        let onvif = try TimedONVIF.configuration(of: camera)
        let worker = try DrivenWorker()
        try worker.greet(try Configurations.camera(.onvif(onvif)))
        let ready = try await worker.next(.ready).decode(Ready.self)
        // Kernels before 6.7 know no rules for ports.
        guard ready.confinement.contains(where: { $0.name == "landlock-ports" && $0.active }) else { return }
        #expect(try await worker.next(.ports).decode(PortsReport.self).ports == [8555])
        #expect(try await worker.exit() == WorkerExit.replaceMe.rawValue)
    }

    @Test("a snapshot that fails gives way to the video, and is looked for elsewhere")
    func fallback() async throws {
        let video = try await RTSPCamera.start(["--size", "320x240"])
        let camera = try ONVIFCamera.start {
            $0.streamAddress = .text(video.url)
            $0.snapshotAddress = .text("/nothing/here")
        }
        let port = try #require(try CameraURL(video.url).port)
        let onvif = try TimedONVIF.configuration(of: camera)
        let worker = try await DrivenWorker.ready(
            try Configurations.camera(.onvif(onvif)),
            learntPorts: [port]
        )
        #expect(PictureCheck.isWhole(try await worker.fetch()))
        #expect(camera.operations.count { $0 == "GetSnapshotUri" } > 3, "each profile's, and one again")
    }

    @Test("where a video is, is asked again when it does not come")
    func movedVideo() async throws {
        let camera = try ONVIFCamera.start {
            $0.hasSnapshots = false
            // RTSP's own port, where nobody listens.
            $0.streamAddress = .text("rtsp://127.0.0.1/gone")
        }
        let worker = try await self.worker(camera) { $0.profiles = .tokens(["Profile_1"]) }
        try worker.want()
        try await waitUntil("its address is looked for again") {
            camera.operations.count { $0 == "GetStreamUri" } > 1
        }
    }

    @Test("a wrong password is refused, with the time of the next try, and no picture is asked for")
    func wrongPassword() async throws {
        let camera = try ONVIFCamera.start()
        let worker = try await self.worker(camera, password: "wrong")
        try worker.want()
        let state = try await worker.state(.refused)
        #expect(state.reason?.contains("not Authorized") == true, "\(state.reason ?? "")")
        #expect((state.retryMilliseconds ?? 0) > 50_000)
        try await worker.settle()
        #expect(camera.logins.refused == 1 && self.snapshots(camera).isEmpty)
        #expect(!worker.log.contains("wrong"))
    }

    @Test("a clock that is hours off keeps nobody out")
    func clock() async throws {
        let camera = try ONVIFCamera.start { $0.clockOffset = -7_200 }
        let worker = try await self.worker(camera)
        _ = try await worker.fetch()
        #expect(camera.logins.refused == 0)
        #expect(try await worker.state(.connected).attributes["clock"]?.contains("behind") == true)
    }

    @Test(
        "what is no such device is offline, says why, and costs no memory",
        arguments: [
            (ONVIFCamera.Trouble.page, "a web page"), (.status(404), "404"), (.huge(100_000_000), "longer than 2 MiB"),
            (.endless, "longer than 2 MiB"), (.bomb, "document type declaration"), (.redirect(nil), "redirects to"),
            (.answer(.redirect(to: "/onvif/device_service", status: 307)), "more than 5 redirects"),
            (.deep(100_000), "within each other"),
        ] as [(ONVIFCamera.Trouble, String)]
    )
    func noDevice(_ trouble: ONVIFCamera.Trouble, _ words: String) async throws {
        let camera = try ONVIFCamera.start()
        camera.trouble("", trouble)
        let worker = try await self.worker(camera)
        let before = try #require(ProcFS.residentKilobytes(of: worker.pid))
        try worker.want()
        let state = try await worker.state(.offline)
        #expect(state.reason?.contains(words) == true, "\(state.reason ?? "")")
        #expect(state.reason?.hasPrefix(camera.address) == true)
        let peak = ProcFS.field("VmHWM", of: worker.pid)?.split(separator: " ").first.flatMap { Int($0) }
        #expect(try #require(peak) < before + 24 * 1024, "it had \(before) kB before")
        camera.heal()
        _ = try await worker.fetch()
    }

    @Test("one that went away is back with its pictures")
    func back() async throws {
        let camera = try ONVIFCamera.start()
        let worker = try await self.worker(camera)
        _ = try await worker.fetch()
        camera.goAway()
        try worker.want()
        _ = try await worker.state(.offline)
        try camera.comeBack()
        _ = try await worker.fetch()
    }

    @Test("behind NAT everything is at the configured host and port")
    func natOverride() async throws {
        let camera = try ONVIFCamera.start {
            for service in ScriptedService.allCases { $0.addresses[service] = .host("192.0.2.77:8899") }
            $0.snapshotAddress = .host("192.0.2.77:8899")
        }
        let worker = try await self.worker(camera) { $0.overridesHost = true }
        _ = try await worker.fetch()
    }

    @Test("a worker that is asked to stop gives its subscription back first")
    func leaves() async throws {
        let camera = try ONVIFCamera.start()
        let worker = try await self.worker(camera) { $0.events = .pullPoint }
        try await waitUntil("it pulls") { camera.operations.contains("PullMessages") }
        try worker.send(.stop)
        #expect(try await worker.exit(within: .seconds(5)) == WorkerExit.asked.rawValue)
        #expect(camera.subscriptions == 0 && camera.operations.last == "Unsubscribe")
    }

    @Test("a worker leaves in time although the device does not answer")
    func leavesUnheard() async throws {
        let camera = try ONVIFCamera.start()
        camera.trouble("Unsubscribe", .silence)
        let worker = try await self.worker(camera) { $0.events = .pullPoint }
        try await waitUntil("it pulls") { camera.operations.contains("PullMessages") }
        let start = MonotonicTime.now()
        try worker.send(.stop)
        #expect(try await worker.exit(within: .seconds(10)) == WorkerExit.asked.rawValue)
        #expect(MonotonicTime.now().since(start) < .seconds(5))
    }

    @Test("a movement is made on the view that it is called on, and an unknown service is none")
    func calls() async throws {
        let camera = try ONVIFCamera.start(.dome)
        let worker = try await self.worker(camera)
        _ = try await worker.next(.entities)
        let call = ServiceCall(
            service: "onvif.ptz",
            parameters: ["pan": "LEFT", "move_mode": "RelativeMove"],
            timeoutMilliseconds: 10_000
        )
        try worker.send(.call, call, sequence: 5)
        let result = try await worker.next(.result).decode(CallResult.self)
        #expect(result.status == 200, "\(result.reason)")
        #expect(camera.movements.count == 1 && camera.strangeRequests == [])
        try worker.send(.call, ServiceCall(service: "amcrest.goto_preset", timeoutMilliseconds: 1000), sequence: 6)
        #expect(try await worker.next(.result).decode(CallResult.self).status != 200)
    }
}
