import IPC
import NIOCore
import Shared
import Testing

@testable import camsupervisor

@Suite("A worker whose camera gets another configuration")
struct AdoptedConfigurationTests {
    private func camera(
        _ url: String,
        password: String = "p",
        staleAfter: Duration = .seconds(10)
    ) throws
        -> CameraConfiguration
    {
        CameraConfiguration(
            id: try CameraID("gate"),
            name: "Gate",
            source: .generic(
                GenericConfiguration(
                    stillImageURL: try CameraAddress(url),
                    credentials: Credentials(user: Secret("u"), password: Secret(password))
                )
            ),
            staleAfter: staleAfter
        )
    }

    private func worker(_ camera: CameraConfiguration) -> Worker {
        Worker(camera: camera, hub: ViewHub(id: ViewID(camera: camera.id)), parameters: .init())
    }

    @Test("ports it learnt are forgotten when its URL changes, not when something else does")
    func learntPorts() throws {
        var worker = self.worker(try self.camera("http://192.0.2.1/a.jpg"))
        _ = worker.supervision.start(at: .now())
        #expect(worker.learn([443, 22], of: 1) == [443])
        worker.adopt(try self.camera("http://192.0.2.1/a.jpg", password: "q", staleAfter: .seconds(3)))
        #expect(worker.learntPorts.ports == [443])
        worker.adopt(try self.camera("http://192.0.2.2/a.jpg"))
        #expect(worker.learntPorts.ports == [])
    }

    @Test("what a process of the old URL still asks for is not learnt for the new one")
    func lateWish() throws {
        var worker = self.worker(try self.camera("http://192.0.2.1/a.jpg"))
        _ = worker.supervision.start(at: .now())
        worker.adopt(try self.camera("http://192.0.2.2/a.jpg"))
        #expect(worker.learn([8443], of: 1) == [])
        #expect(worker.learn([8443], of: 2) == [8443])
    }

    @Test("a picture of the old device that was still on its way is not the new one's")
    func latePicture() throws {
        var worker = self.worker(try self.camera("http://192.0.2.1/a.jpg"))
        _ = worker.supervision.start(at: .now())
        worker.hub.workerReady(RecordingPort(generation: 1))
        worker.hub.wait(EmbeddedWatcher().receiver, for: FrameDemand(newerThan: 0))
        worker.adopt(try self.camera("http://192.0.2.2/a.jpg"))
        worker.becomeAnotherCamera()
        _ = worker.supervision.restart(because: .reconfigured, at: .now())
        var generator = SystemRandomNumberGenerator()
        _ = worker.supervision.exited(generation: 1, status: .exited(0), at: .now(), using: &generator)
        #expect(worker.supervision.generation == 2)
        worker.forgetOldPictures()
        _ = worker.hub.frameArrived(.example(), picture: ByteBuffer(string: "old"), generation: 1)
        #expect(worker.hub.newest == nil)
    }

    @Test("its present process counts by what it was started with")
    func startedWith() throws {
        let old = try self.camera("http://192.0.2.1/a.jpg")
        var worker = self.worker(old)
        var new = old
        new.limits.memory = 64 << 20
        worker.adopt(new)
        #expect(worker.camera == new && worker.startedWith == old)
    }
}
