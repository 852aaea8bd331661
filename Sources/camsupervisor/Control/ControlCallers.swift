import CLinux
import IPC
import Logging
import NIOCore
import Shared
import Synchronization

/// Tells workers from other callers of the control socket, which has the same user as they (design §7).
///
/// A confined worker gets no Unix socket to knock with, unless `allow_unix_resolver` says so; it is refused in any case.
final class ControlCallers: Sendable {
    /// Lines about it in a minute; a worker may knock as often as it likes.
    private static let linesPerMinute = 5

    private let board: CameraBoard
    private let logger: Logger
    private let budget = Mutex(LogBudget(lines: linesPerMinute, per: .seconds(60)))

    init(board: CameraBoard, logger: Logger) {
        self.board = board
        self.logger = logger
    }

    func origin(of channel: any Channel) -> RequestOrigin {
        let origin = PeerCredentials.origin(of: channel)
        guard case .control(_, let pid) = origin else { return origin }
        let workers = self.board.workers
        guard let leader = Self.worker(behind: pid, among: Set(workers.map(\.pid))) else { return origin }
        let camera = workers.first { $0.pid == leader }?.camera
        self.tell(of: pid, camera, at: .now())
        return .worker
    }

    /// Says that a worker knocked, and how often others were refused without a line.
    func tell(of pid: Int32, _ camera: CameraID?, at now: MonotonicTime) {
        let decision = self.budget.withLock { $0.take(at: now) }
        guard decision.passes else { return }
        let others = decision.suppressedBefore
        let sum = others == 0 ? "" : " (\(others) others since the last such line)"
        self.logger.log(
            .workerIntrusion,
            .error,
            "a worker knocks at the control socket, which no honest one does; it is refused\(sum)",
            ["camera": camera.map { "\($0)" } ?? "unknown", "pid": "\(pid)", "count": "\(others + 1)"]
        )
    }

    /// The worker that a process is or belongs to: workers are our only children, and each leads a process group.
    ///
    /// By the board first: under the unit's `ProtectProc=invisible` a worker, which is not dumpable, is not to be seen in
    /// `/proc`, not even by us of the same user (tried). By `/proc` besides, for one that the board does not know yet.
    private static func worker(behind pid: Int32, among workers: Set<Int32>) -> Int32? {
        let ourselves = getpid()
        return [pid, getpgid(pid)].first { $0 > 0 && (workers.contains($0) || linux_parent_of($0) == ourselves) }
    }
}
