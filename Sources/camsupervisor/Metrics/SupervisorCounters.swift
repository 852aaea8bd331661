import IPC
import Shared
import Synchronization

/// What the whole supervisor counts, from any thread.
final class SupervisorCounters: Sendable {
    let startedAt: WallTime
    let bytesFromWorkers = Atomic<UInt64>(0)
    let bytesToWorkers = Atomic<UInt64>(0)
    let requests = RequestDurations()
    private let uploads = Mutex<[CameraID: UInt64]>([:])
    private let notifications = Mutex<[CameraID: UInt64]>([:])
    private let configuration: Mutex<ConfigurationRecord>

    init(startedAt: WallTime = .now()) {
        self.startedAt = startedAt
        self.configuration = Mutex(ConfigurationRecord(lastSuccess: startedAt))
    }

    /// Prometheus' own two facts about a configuration.
    struct ConfigurationRecord: Sendable {
        var lastReloadSucceeded = true
        var lastSuccess: WallTime
    }

    /// A picture that a worker accepted.
    func countUpload(for camera: CameraID) {
        self.uploads.withLock { $0[camera, default: 0] += 1 }
    }

    func uploads(for camera: CameraID) -> UInt64 {
        self.uploads.withLock { $0[camera] ?? 0 }
    }

    /// A body that a camera posted and its worker was handed.
    func countNotification(for camera: CameraID) {
        self.notifications.withLock { $0[camera, default: 0] += 1 }
    }

    func notifications(for camera: CameraID) -> UInt64 {
        self.notifications.withLock { $0[camera] ?? 0 }
    }

    /// The camera is gone from the configuration.
    func forget(_ camera: CameraID) {
        self.uploads.withLock { $0[camera] = nil }
        self.notifications.withLock { $0[camera] = nil }
    }

    var configurationRecord: ConfigurationRecord { self.configuration.withLock { $0 } }

    /// A configuration was applied, or could not be.
    func reloaded(successfully: Bool, at time: WallTime = .now()) {
        self.configuration.withLock { record in
            record.lastReloadSucceeded = successfully
            if successfully { record.lastSuccess = time }
        }
    }
}
