import IPC
import Shared

/// A view above 0 as its camera's worker declared it, and what it is called here.
struct DeclaredView: Sendable {
    var number: UInt16
    /// With the name and the visibility that the operator wants.
    var declaration: ViewDeclaration
    var entity: EntityID
    var hub: ViewHub
}

/// A view above 0 as the pool keeps it.
///
/// It is watched over and told of, and no more: whether a worker is any good is judged by view 0 alone. An NVR's other channels
/// go on while one is broken.
struct SideView {
    var declared: DeclaredView
    private var report = StateReport(connection: .idle)
    private var reportedAt = MonotonicTime(nanoseconds: 0)
    private var retryAt: MonotonicTime?
    private var health: CameraHealth
    private var verdict = CameraHealth.Verdict(state: .idle)
    private var since = WallTime.now()
    /// Whether the log's last word on it is a trouble.
    var isTroubleTold = false

    init(_ declared: DeclaredView, _ freshness: Freshness) {
        self.declared = declared
        self.health = CameraHealth(freshness, restartFactor: 1)
    }

    var freshness: Freshness {
        get { self.health.freshness }
        set { self.health.freshness = newValue }
    }

    mutating func take(_ report: StateReport, at now: MonotonicTime) {
        self.report = report
        self.reportedAt = now
        self.retryAt = report.retryMilliseconds.map { now + .milliseconds(min(max(0, $0), Worker.longestRetry)) }
    }

    /// What was said of it does not hold any more.
    mutating func forgetReport(at now: MonotonicTime = .now()) {
        self.report = StateReport(connection: .idle)
        self.reportedAt = now
        self.retryAt = nil
    }

    /// Nobody looked for a while, so nothing is blamed on it.
    mutating func forgive(at now: MonotonicTime) {
        self.health.forgive(at: now)
    }

    /// How it is now.
    ///
    /// - Parameters:
    ///   - phase: of its worker.
    ///   - camera: how the camera itself is. A view of which nothing was said is away with it.
    ///   - isDeviceThere: whether what is wrong with the camera itself are its own pictures.
    /// - Returns: whether that is another state than before.
    mutating func judge(
        _ phase: WorkerSupervision.State,
        deadlyReason: WorkerSupervision.ExitReason?,
        camera: CameraHealth.Verdict,
        isDeviceThere: Bool,
        at now: MonotonicTime
    ) -> Bool {
        var seen = CameraHealth.Observation(
            phase: phase,
            report: self.report,
            deadlyReason: deadlyReason,
            isWanted: self.declared.hub.isWanted,
            awaitedSince: self.declared.hub.awaitedSince,
            newest: self.declared.hub.newest?.payload.captured
        )
        if let media = self.declared.hub.media.awaited, self.report.mediaReason == nil {
            seen.take(awaitedVideo: media.since, newest: media.newest)
        }
        let before = self.verdict.state
        self.verdict = self.health.judge(seen, at: now)
        let isCameraAway = camera.state.isWhollyAway(isDeviceThere: isDeviceThere)
        if self.report.connection == .idle, isCameraAway { self.verdict = camera }
        guard self.verdict.state != before else { return false }
        self.since = .now()
        return true
    }

    /// For the board.
    ///
    /// - Parameter camera: of the same camera itself; where nothing was said of the view, the words are the camera's.
    func status(_ camera: CameraStatus) -> ViewStatus {
        let isCameras = self.report.connection == .idle && !camera.isDeviceThere
        let name = self.declared.declaration.name
        return ViewStatus(
            number: self.declared.number,
            key: self.declared.declaration.key,
            entity: self.declared.entity,
            name: name.isEmpty ? camera.name : "\(camera.name) \(name)",
            hasMedia: self.declared.declaration.hasMedia,
            isEnabled: self.declared.declaration.isEnabledByDefault,
            state: self.verdict.state,
            connection: isCameras ? camera.connection : self.report.connection,
            reason: self.verdict.reason,
            mediaReason: self.report.mediaReason,
            stateSince: self.since,
            reportedAt: isCameras ? max(self.reportedAt, camera.reportedAt) : self.reportedAt,
            retryAt: self.verdict.state.isAway ? (isCameras ? camera.retryAt : self.retryAt) : nil,
            attributes: self.report.attributes
        )
    }
}
