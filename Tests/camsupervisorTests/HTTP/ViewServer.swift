import IPC
import NIOCore
import NIOPosix
import Shared

@testable import camsupervisor

/// A server whose camera `yard` has a worker with two views: `yard_sub`, which is shown, and `yard_spare`, which is not.
struct ViewServer: Sendable {
    let server: InProcessServer
    let views: [ViewHub]
    let yard: CameraID

    init(tokens: [AccessToken] = []) async throws {
        self.server = try await InProcessServer(tokens: tokens, folder: nil)
        self.yard = try CameraID("yard")
        guard let main = self.server.hub[self.yard] else { preconditionFailure("it was configured") }
        let declared = [
            ViewDeclaration(key: "main", name: ""), ViewDeclaration(key: "sub", name: "Sub", hasMedia: true),
            ViewDeclaration(key: "spare", name: "Spare", hasMedia: false, isEnabledByDefault: false),
        ]
        guard let views = self.server.hub.declare(declared, of: main, generation: 1) else {
            preconditionFailure("nobody was there before")
        }
        self.views = views
        for (number, view) in views.enumerated() {
            view.workerReady(RecordingPort(generation: 1), number: UInt16(number))
        }
        self.publish()
    }

    /// Tells how the view `yard_sub` is.
    func publish(_ state: CameraState = .idle, reason: String? = nil) {
        guard var status = self.server.board[self.yard]?.status else { return }
        status.views = [("sub", "Sub", true), ("spare", "Spare", false)].enumerated().map { index, view in
            ViewStatus(
                number: UInt16(index + 1),
                key: view.0,
                entity: EntityID(lookingUp: "camera.yard_\(view.0)"),
                name: "yard \(view.1)",
                hasMedia: view.2,
                isEnabled: view.2,
                state: view.2 ? state : .idle,
                reason: view.2 ? reason : nil,
                stateSince: WallTime(nanoseconds: 0)
            )
        }
        self.server.board.publish(status)
        self.server.services.takeEntities()
    }

    /// Puts a picture into a view, as its worker would; one that does not grow stale, however slow the machine is.
    func show(_ picture: String, on number: Int) {
        let view = self.views[number]
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let receiver = FrameReceiver(id: ObjectIdentifier(loop), eventLoop: loop) { _ in }
        view.wait(receiver, for: FrameDemand(newerThan: view.newest?.version ?? 0))
        let sequence = (view.newest?.payload.sequence ?? 0) + 1
        let payload = FramePayload.example(sequence: sequence, captured: .now() + .seconds(3_600), view: UInt16(number))
        _ = view.frameArrived(payload, picture: ByteBuffer(string: picture), generation: 1)
    }
}
