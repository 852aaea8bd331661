import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("The worker of a probe, against a fake camera")
struct ProbeWorkerTests {
    /// A worker that was asked to look, and is confined.
    private static func asked(
        _ camera: AmcrestCamera,
        within time: Duration = .seconds(30)
    ) async throws -> DrivenWorker {
        let worker = try DrivenWorker(arguments: ["--probe"])
        try worker.send(.hello, SupervisorHello(camera: try CameraID("probe"), generation: DrivenWorker.generation))
        let amcrest = AmcrestConfiguration(
            server: try CameraURL("http://127.0.0.1:\(camera.port)/"),
            credentials: Credentials(user: Secret(camera.user), password: Secret(camera.password))
        )
        let request = ProbeRequest(
            .amcrest(amcrest, wholeDevice: true),
            timeMilliseconds: Int(time.wholeNanoseconds / 1_000_000)
        )
        try worker.send(.probe, request, sequence: 5)
        let ready = try await worker.next(.ready).decode(Ready.self)
        #expect(ConfinementLayer.required.allSatisfy { name in ready.confinement.contains { $0.name == name } })
        return worker
    }

    private static func answer(of worker: DrivenWorker) async throws -> CallResult {
        let message = try await worker.next(.result)
        #expect(message.sequence == 5)
        return try message.decode(CallResult.self)
    }

    @Test("it answers with a report, and leaves when it is told to")
    func whole() async throws {
        let camera = try AmcrestCamera.start(.recorder)
        let worker = try await Self.asked(camera)
        let response = try #require(try await Self.answer(of: worker).response)
        let report = try CallResult.report(AmcrestReport.self, in: response)
        #expect(report.model == "NVR5216-16P-4KS2" && report.channels.count == 4 && report.unanswered == [])
        try worker.send(.stop)
        #expect(try await worker.exit() == 0)
        #expect(camera.strangeRequests == [] && camera.peakConnections == 1)
    }

    @Test("at the end of its time it answers with what has come, or that nothing has")
    func time() async throws {
        let camera = try AmcrestCamera.start()
        camera.trouble("", .silence)
        let nothing = try await Self.answer(of: try await Self.asked(camera, within: .seconds(1)))
        #expect(nothing == CallResult(status: 502, reason: "there was no time for more than 1 s of answers"))
        camera.heal()
        camera.trouble("storageDevice.cgi", .silence)
        let some = try await Self.answer(of: try await Self.asked(camera, within: .seconds(5)))
        let report = try CallResult.report(AmcrestReport.self, in: try #require(some.response))
        #expect(report.model == "IP8M-T2599E" && report.storage == nil)
        #expect(report.unanswered == ["there was no time for more than 5 s of answers"])
    }

    @Test("a camera that leads elsewhere is not followed, and where to is said")
    func redirect() async throws {
        let camera = try AmcrestCamera.start()
        let port = try FreePort.take()
        camera.trouble("", .answer(.redirect(to: "https://127.0.0.1:\(port)/")))
        let result = try await Self.answer(of: try await Self.asked(camera))
        // Where the kernel knows no ports the redirect is followed, to nobody.
        #expect(result.status == 502 && result.reason.contains("\(port)"), "\(result.reason)")
    }

    @Test("it ends when nobody wants its answer any more")
    func orphaned() async throws {
        let camera = try AmcrestCamera.start()
        camera.trouble("", .silence)
        let worker = try await Self.asked(camera)
        worker.hangUp()
        #expect(try await worker.exit() == 0)
    }

    @Test("what is no probe is refused")
    func configure() async throws {
        let worker = try DrivenWorker(arguments: ["--probe"])
        try worker.greet(try Configurations.camera(.demo(DemoConfiguration())))
        #expect(try await worker.exit() == WorkerExit.protocol.rawValue)
    }
}
