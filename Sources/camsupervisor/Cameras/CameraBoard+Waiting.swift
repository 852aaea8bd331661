import IPC
import Shared

extension CameraBoard {
    /// Between two looks at the board: a worker that crashed is ready again after some 20 ms.
    private static let glance = Duration.milliseconds(20)

    /// A camera as it is once its worker is there, or as it is after `patience`.
    ///
    /// A camera that is off or misconfigured is not waited for, nothing will come by itself, nor one whose next start is later. Nor is any when the service stops.
    func whenReady(_ id: CameraID, within patience: Duration) async -> Entry? {
        let deadline = MonotonicTime.now() + patience
        while true {
            guard let entry = self[id] else { return nil }
            let isExpected = entry.status.state != .off && entry.status.state != .misconfigured
            let isSoon = entry.status.worker.restartAt.map { $0 < deadline } ?? true
            guard entry.connection == nil, isExpected, isSoon, !self.isStopping, MonotonicTime.now() < deadline else {
                return entry
            }
            do {
                try await Task.sleep(for: Self.glance)
            } catch {
                return entry
            }
        }
    }
}
