internal import IPC
internal import Shared
internal import Templates

/// What a camera's templates are rendered with: the states that the supervisor has sent, the time and the host's zone.
///
/// One per worker; used on its loop alone.
final class TemplateDesk {
    private var states = KnownStates()
    private let zone: ZoneRules
    private let wall: () -> WallTime
    /// Secrets of the URLs that were made last, for everything that this process says.
    private var secrets = RenderedSecrets()

    /// - Parameters:
    ///   - zone: the process's own has to have been asked for before the confinement is closed.
    ///   - wall: the time that templates see.
    init(zone: ZoneRules = .system, wall: @escaping () -> WallTime = { .now() }) {
        self.zone = zone
        self.wall = wall
    }

    func take(_ states: TemplateStates) {
        self.states.take(states)
    }

    func render(_ template: Template) throws(TemplateError) -> Rendering {
        let surroundings = Surroundings(
            states: self.states.snapshot,
            now: Int(self.wall().nanoseconds / 1_000),
            zone: self.zone
        )
        return try template.render(in: surroundings)
    }

    /// When the next minute begins, which is when Home Assistant renders templates again that depend on the time.
    func nextMinute(after now: MonotonicTime) -> MonotonicTime {
        let minute: UInt64 = 60 * 1_000_000_000
        return now + .nanoseconds(Int64(minute - self.wall().nanoseconds % minute))
    }

    /// Makes sure that nothing secret in a rendered URL leaves this process.
    ///
    /// - Parameter key: the option that its template stands in.
    func hide(_ url: CameraURL, of key: String) {
        if self.secrets.add(url, of: key) { WorkerLog.hide(self.secrets.redaction) }
    }

    /// A report without what is secret in rendered URLs; what is secret in the configuration the supervisor masks.
    func presentable(_ report: StateReport) -> StateReport {
        guard let redaction = self.secrets.redaction else { return report }
        var report = report
        report.reason = report.reason.map { redaction.apply(to: $0) }
        report.mediaReason = report.mediaReason.map { redaction.apply(to: $0) }
        return report
    }
}
