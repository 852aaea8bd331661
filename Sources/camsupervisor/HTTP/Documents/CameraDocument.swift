import IPC
import Shared

/// A camera as the API shows it.
///
/// Field names are part of the API; additions only.
struct CameraDocument: Codable, Sendable {
    var id: String
    var name: String
    var platform: String
    var state: String
    var reason: String?
    var stateSince: String
    /// Seconds until a camera that is away is asked again, at the earliest.
    var retryIn: Double?
    /// Seconds; absent when there is no frame.
    var frameAge: Double?
    var frameCaptured: String?
    var frameSize: String?
    /// Of MJPEG.
    var viewers: Int
    /// Absent for a camera without video.
    var media: MediaDocument?
    /// What is being recorded; absent when nothing is.
    var recordings: [RunningRecordingDocument]?
    /// What the operator commanded, which stands above the file.
    var override: OverrideDocument?
    var attributes: [String: String]
    var worker: WorkerDocument
    var lastExits: [ExitDocument]
    /// Its views beside the camera itself, those that are not shown too; absent when there are none.
    var views: [ViewDocument]?
    /// Of a view: the camera that it belongs to.
    var camera: String?

    enum CodingKeys: String, CodingKey {
        case id, name, platform, state, reason, viewers, media, recordings, override, attributes, worker, views, camera
        case stateSince = "state_since"
        case retryIn = "retry_in"
        case frameAge = "frame_age"
        case frameCaptured = "frame_captured"
        case frameSize = "frame_size"
        case lastExits = "last_exits"
    }

    /// Streams of all kinds that are watched, of all its views.
    var watching: Int {
        let own = self.viewers + (self.media.map { $0.viewers + $0.players } ?? 0)
        return (self.views ?? []).reduce(own) { $0 + $1.watching }
    }
    /// Seconds since the newest picture or video was captured; `nil` when there is neither.
    var newestAge: Double? { [self.frameAge, self.media?.age].compactMap(\.self).min() }

    /// What of it does not work though its pictures may come.
    var problems: String? { self.attributes[CameraStatus.problemsAttribute] }

    struct WorkerDocument: Codable, Sendable {
        var phase: String
        var pid: Int32?
        var generation: UInt32
        var started: String?
        /// Seconds since it was started.
        var uptime: Double?
        /// Starts after a failure.
        var restarts: Int
        /// Ends that another worker followed, those that were asked for too, by ``ExitKind``.
        var restartsByReason: [String: Int]
        var parked: Bool
        /// Seconds until the next start.
        var restartIn: Double?
        var cpuSeconds: Double?
        var peakMemoryKilobytes: UInt64?
        var residentMemoryKilobytes: UInt64?
        /// Seconds since it said what it uses.
        var statsAge: Double?
        var cameraFrames: UInt64?
        var cameraBytes: UInt64?
        var cameraConnections: UInt64?
        var confinement: [ConfinementLayer]
        var limits: [LimitDocument]

        enum CodingKeys: String, CodingKey {
            case phase, pid, generation, started, restarts, parked, confinement, limits
            case uptime
            case restartsByReason = "restarts_by_reason"
            case residentMemoryKilobytes = "resident_memory_kb"
            case statsAge = "stats_age"
            case restartIn = "restart_in"
            case cpuSeconds = "cpu_seconds"
            case peakMemoryKilobytes = "peak_memory_kb"
            case cameraFrames = "camera_frames"
            case cameraBytes = "camera_bytes"
            case cameraConnections = "camera_connections"
        }
    }

    struct ExitDocument: Codable, Sendable {
        var generation: UInt32
        var pid: Int32?
        var at: String
        /// ``ExitKind``; one word for programs.
        var kind: String
        var reason: String
        var exitCode: Int32?
        var signal: Int32?
        /// Seconds.
        var uptime: Double
        var cpuSeconds: Double?
        var peakMemoryKilobytes: UInt64?
        /// Seconds between its last word on what it used and its end.
        var statsAge: Double?
        var log: [String]

        enum CodingKeys: String, CodingKey {
            case generation, pid, at, reason, signal, uptime, log
            case kind
            case statsAge = "stats_age"
            case exitCode = "exit_code"
            case cpuSeconds = "cpu_seconds"
            case peakMemoryKilobytes = "peak_memory_kb"
        }
    }
}

extension CameraDocument {
    init(
        _ entry: CameraBoard.Entry,
        view: ViewHub?,
        players: Int = 0,
        recordings: [RunningRecordingDocument] = [],
        now: MonotonicTime = .now()
    ) {
        let status = entry.status
        let newest = view?.newest
        self.init(
            id: status.slug,
            name: status.name,
            platform: status.platform,
            state: status.state.rawValue,
            reason: status.reason,
            stateSince: "\(Timestamp(status.stateSince))",
            retryIn: status.retryAt.flatMap { $0 > now ? ($0.since(now).inSeconds * 10).rounded() / 10 : nil },
            frameAge: newest.map { ($0.age(at: now).inSeconds * 1_000).rounded() / 1_000 },
            frameCaptured: newest.map { "\(Timestamp($0.payload.capturedWall))" },
            frameSize: newest.map { "\($0.payload.width)x\($0.payload.height)" },
            viewers: view?.viewers ?? 0,
            media: !entry.hasVideo
                ? nil
                : view.map {
                    MediaDocument($0.media.summary, players: players, reason: entry.status.mediaReason, at: now)
                },
            recordings: recordings.isEmpty ? nil : recordings,
            override: status.override.map(OverrideDocument.init),
            attributes: status.attributes,
            worker: WorkerDocument(status.worker, restarts: status.restartsByKind, now: now),
            lastExits: status.lastExits.map(ExitDocument.init),
            camera: status.view == nil ? nil : "\(status.id)"
        )
    }

    mutating func take(views: [ViewDocument]) {
        self.views = views.isEmpty ? nil : views
    }
}

extension CameraDocument.WorkerDocument {
    fileprivate init(_ worker: CameraStatus.WorkerSummary, restarts: [ExitKind: Int], now: MonotonicTime) {
        self.init(
            phase: worker.phase,
            pid: worker.pid,
            generation: worker.generation,
            started: worker.startedAt.map { "\(Timestamp($0))" },
            uptime: worker.runningSince.map { $0.roundedAge(at: now) },
            restarts: worker.restarts,
            restartsByReason: Dictionary(uniqueKeysWithValues: restarts.map { ($0.key.rawValue, $0.value) }),
            parked: worker.isParked,
            restartIn: worker.restartAt.map { ($0.since(now).inSeconds * 10).rounded() / 10 },
            cpuSeconds: worker.stats.map { Double($0.cpuMilliseconds) / 1_000 },
            peakMemoryKilobytes: worker.stats?.peakMemoryKilobytes,
            residentMemoryKilobytes: worker.stats?.residentMemoryKilobytes,
            statsAge: worker.statsAt.map { $0.roundedAge(at: now) },
            cameraFrames: worker.stats?.frames,
            cameraBytes: worker.stats?.bytes,
            cameraConnections: worker.stats?.connections,
            confinement: worker.confinement,
            limits: worker.limits.map(LimitDocument.init)
        )
    }
}

extension CameraDocument.ExitDocument {
    fileprivate init(_ exit: LastExit) {
        var code: Int32?
        var signal: Int32?
        switch exit.status {
        case .exited(let value): code = value
        case .signalled(let value): signal = value
        case nil: break
        }
        self.init(
            generation: exit.generation,
            pid: exit.pid,
            at: "\(Timestamp(exit.at))",
            kind: exit.reason.kind.rawValue,
            reason: "\(exit.reason)",
            exitCode: code,
            signal: signal,
            uptime: (exit.uptime.inSeconds * 1_000).rounded() / 1_000,
            cpuSeconds: exit.stats.map { Double($0.cpuMilliseconds) / 1_000 },
            peakMemoryKilobytes: exit.stats?.peakMemoryKilobytes,
            statsAge: exit.statsAge.map { ($0.inSeconds * 1_000).rounded() / 1_000 },
            log: exit.log
        )
    }
}

extension MonotonicTime {
    /// Seconds since then, to a tenth.
    fileprivate func roundedAge(at now: MonotonicTime) -> Double {
        max(0, (now.since(self).inSeconds * 10).rounded() / 10)
    }
}
