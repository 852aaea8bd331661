import HTTPTypes
import Hummingbird
import IPC
import NIOCore
import NIOHTTP1
import Shared

/// Hands what cameras post to their webhooks to their workers, unread.
///
/// What it is only the worker can tell; the camera is told that it was taken, since it could do nothing about anything else.
struct NotificationService: Sendable {
    /// For a body to reach the worker: one that takes nothing for so long is stuck.
    static let standardPatience = Duration.seconds(5)

    /// What is under way between the camera and the worker; what a worker is behind with counts.
    let budget: UploadBudget
    var patience = standardPatience

    init(
        budget: UploadBudget = UploadBudget(
            limit: Limits.notificationsInFlight,
            share: Limits.notificationsOfCamera
        ),
        patience: Duration = Self.standardPatience
    ) {
        self.budget = budget
        self.patience = patience
    }

    /// Returns when the worker's socket has the whole body.
    func handOver(_ request: Request, to entry: CameraBoard.Entry, on eventLoop: any EventLoop) async throws(Problem) {
        let camera = entry.status.id
        guard let connection = entry.connection, let link = connection.link else { throw .noWorker(for: entry.status) }
        if let text = request.headers[.contentLength], let length = Int(text), length > Limits.notification {
            throw Self.tooLarge
        }
        let body = try await self.body(of: request, for: camera)
        let sent = link.sendNotification(body)
        // Not when we go: what the worker is behind with is still there then.
        sent.whenComplete { [budget] _ in budget.giveBack(body.readableBytes, for: camera) }
        do {
            try await sent.hop(to: eventLoop).within(self.patience, on: eventLoop)
        } catch is WorkerConnection.TimedOut {
            let words = "its worker has taken nothing for \(self.patience.forPeople)"
            throw Problem(.serviceUnavailable, "camera '\(camera)': \(words)", retryAfter: 1)
        } catch {
            throw .noWorker(for: entry.status)
        }
    }

    private static let tooLarge = Problem(
        .contentTooLarge,
        "a notification may be up to \(Limits.notification / 1_024) KiB"
    )

    /// The whole body; its bytes are taken out of the budget, unless there is an error.
    private func body(of request: Request, for camera: CameraID) async throws(Problem) -> ByteBuffer {
        var body = ByteBuffer()
        do {
            for try await var piece in request.body {
                guard body.readableBytes + piece.readableBytes <= Limits.notification else { throw Self.tooLarge }
                try self.budget.take(piece.readableBytes, for: camera)
                body.writeBuffer(&piece)
            }
            return body
        } catch {
            self.budget.giveBack(body.readableBytes, for: camera)
            throw Self.problem(from: error, of: camera)
        }
    }

    private static func problem(from error: any Error, of camera: CameraID) -> Problem {
        switch error {
        case let problem as Problem: return problem
        case let refusal as UploadBudget.Refusal:
            let words =
                switch refusal {
                case .full: "too many notifications of all cameras at once"
                case .shareTaken: "more notifications at once than its worker can take"
                }
            return Problem(.serviceUnavailable, "camera '\(camera)': \(words)", retryAfter: 1)
        default: return Problem(.badRequest, "the notification's body is malformed or was cut short")
        }
    }
}
