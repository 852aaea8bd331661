import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("An Amcrest camera over TLS")
struct AmcrestTLSTests {
    private static func front(of camera: AmcrestCamera) async throws -> (TLSFront, CameraURL) {
        let folder = try TemporaryFolder()
        let front = try await TLSFront.start(CertificatePair(in: folder), to: camera.port)
        return (front, try CameraURL("https://127.0.0.1:\(front.port)/"))
    }

    @Test(
        "commands, events and pictures come by it with verify_ssl: false, in the way of asking who we are that was configured",
        arguments: [(HTTPAuthentication.automatic, "Digest"), (.digest, "Digest"), (.basic, "Basic")]
    )
    func accepted(_ authentication: HTTPAuthentication, _ scheme: String) async throws {
        let camera = try AmcrestCamera.start()
        camera.authenticate(by: .either(DigestScript(user: camera.user, password: camera.password)))
        let (front, server) = try await Self.front(of: camera)
        let setting = try await AmcrestWorkerTests.Setting(camera) {
            $0.server = server
            $0.verifyTLS = false
            $0.authentication = authentication
            $0.binarySensors = [.motionDetected]
            $0.sensors = [.sdcard]
        }
        try await setting.state("sdcard", is: "50.00")
        try await setting.attached()
        try await setting.state("motion_detected", is: "off")
        camera.emit(.start("VideoMotion"))
        try await setting.state("motion_detected", is: "on")
        #expect(AmcrestPicture(try await setting.worker.fetch())?.subtype == 0)
        #expect(try await setting.call("amcrest.enable_recording") == .done)
        #expect(Set(camera.requests.compactMap(\.authenticationScheme)) == [scheme])
        #expect(camera.strangeRequests == [])
        withExtendedLifetime(front) {}
    }

    @Test("a certificate that nobody trusts is refused by default, and the state says what helps")
    func refused() async throws {
        let camera = try AmcrestCamera.start()
        let (front, server) = try await Self.front(of: camera)
        let setting = try await AmcrestWorkerTests.Setting(camera) { $0.server = server }
        try setting.worker.want()
        let state = try await setting.worker.state(.offline)
        #expect(state.reason?.contains("TLS: the certificate is not trusted") == true, "\(state.reason ?? "")")
        #expect(state.reason?.contains("`verify_ssl: false` accepts it") == true, "\(state.reason ?? "")")
        #expect(camera.requests.isEmpty)
        withExtendedLifetime(front) {}
    }

    @Test("a way that the camera does not offer is refused, and nothing is sent in another")
    func wrongWay() async throws {
        let camera = try AmcrestCamera.start()
        let (front, server) = try await Self.front(of: camera)
        let setting = try await AmcrestWorkerTests.Setting(camera) {
            $0.server = server
            $0.verifyTLS = false
            $0.authentication = .basic
        }
        _ = try await setting.worker.state(.refused)
        #expect(Set(camera.requests.compactMap(\.authenticationScheme)) == ["Basic"])
        withExtendedLifetime(front) {}
    }
}
