import HTTPTypes
import IPC
import NIOCore
import NIOPosix
import Shared
import Testing

@testable import camsupervisor

@Suite("StillService: what is served when no new picture comes")
struct StillServiceTests {
    private let loop = MultiThreadedEventLoopGroup.singleton.next()

    private struct Situation {
        var entry: CameraBoard.Entry
        var service: StillService
    }

    /// A camera without a worker, whose newest picture is so old.
    private func situation(age: Duration, staleAfter: Duration, patience: Duration) throws -> Situation {
        let camera = CameraConfiguration(
            id: try CameraID("yard"),
            name: "Yard",
            source: .mjpeg(.init(mjpegURL: try CameraURL("http://host/a"))),
            staleAfter: staleAfter
        )
        let hub = FrameHub(cameras: [camera])
        let view = try #require(hub[camera.id])
        let port = RecordingPort(generation: 1)
        view.workerReady(port)
        view.wait(FrameReceiver(id: ObjectIdentifier(port), eventLoop: self.loop) { _ in }, for: .init(newerThan: 0))
        let captured = MonotonicTime.now().advanced(by: .zero - age)
        let payload = FramePayload.example(captured: captured)
        #expect(view.frameArrived(payload, picture: ByteBuffer(string: "picture"), generation: 1))
        let status = CameraStatus(id: camera.id, name: "Yard", platform: "mjpeg", stateSince: .now())
        let entry = CameraBoard.Entry(configuration: camera, status: status)
        var service = StillService(hub: hub, board: CameraBoard([entry]))
        service.patience = patience
        return Situation(entry: entry, service: service)
    }

    private func still(_ situation: Situation, _ target: String = "/x") async throws -> Result<Frame, Problem> {
        let request = try StillRequest(RequestTarget(target))
        do throws(Problem) {
            return .success(try await situation.service.still(of: situation.entry, for: request, on: self.loop))
        } catch {
            return .failure(error)
        }
    }

    @Test("a picture that is not stale is better than none, and served when no new one comes")
    func fallback() async throws {
        let situation = try self.situation(age: .seconds(5), staleAfter: .seconds(60), patience: .milliseconds(100))
        let frame = try await self.still(situation).get()
        #expect(frame.age(at: .now()) >= .seconds(5))
        // Who names an age gets none that is older.
        let refusal = try await self.still(situation, "/x?max_age=3")
        #expect(throws: Problem.self) { try refusal.get() }
    }

    @Test("a camera that is away, and may have another address by now, is asked before its last picture is served")
    func otherAddress() async throws {
        var situation = try self.situation(age: .seconds(5), staleAfter: .seconds(60), patience: .milliseconds(200))
        situation.entry.status.state = .offline
        try #require(situation.service.hub[situation.entry.status.id]).addressMayHaveChanged()
        let start = MonotonicTime.now()
        _ = try await self.still(situation).get()
        #expect(MonotonicTime.now().since(start) >= .milliseconds(200), "as long as it is waited for")
    }

    @Test("a camera that is switched off has no picture, however young the last one and old the one that is asked for")
    func off() async throws {
        var situation = try self.situation(age: .zero, staleAfter: .seconds(60), patience: .milliseconds(100))
        situation.entry.status.state = .off
        for target in ["/x", "/x?max_age=600"] {
            guard case .failure(let problem) = try await self.still(situation, target) else {
                Issue.record("a picture of a camera that is off was served for \(target)")
                continue
            }
            #expect(problem.status == .serviceUnavailable && problem.detail.contains("is off"), "\(problem)")
        }
    }

    @Test("one that grows stale while the new one is waited for is not served as if it were live")
    func growsStale() async throws {
        let situation = try self.situation(age: .seconds(59.5), staleAfter: .seconds(60), patience: .seconds(1))
        guard case .failure(let problem) = try await self.still(situation) else {
            Issue.record("a stale picture was served")
            return
        }
        #expect(problem.status == .serviceUnavailable && problem.detail.contains("the last one was captured at"))
    }
}
