import IPC
import Shared

/// The text of `inspect`: nothing left out.
struct InspectionReport {
    /// Lines of a worker's log that are shown of each end; the API has fifty.
    private static let shownLogLines = 10

    /// Of the longest name on the left; attributes have the camera's own.
    private let width: Int

    static func text(_ camera: CameraDocument) -> String {
        Self(width: max(Self.usualWidth, camera.attributes.keys.map(\.count).max() ?? 0)).text(camera)
    }

    /// What the report has of its own is shorter.
    private static let usualWidth = 9

    private func text(_ camera: CameraDocument) -> String {
        let sections = [self.camera(camera), self.worker(camera.worker), self.confinement(camera.worker.confinement)]
        return (sections + [self.ends(camera.lastExits)]).joined(separator: "\n")
    }

    private func camera(_ camera: CameraDocument) -> String {
        var lines = ["\(camera.name) (\(camera.id), \(camera.platform.isEmpty ? "no platform" : camera.platform))"]
        let retry = camera.retryIn.map { "; asked again in \(Duration.seconds($0).roundedForPeople)" } ?? ""
        lines.append(
            self.line(
                "state",
                "\(camera.state) since \(camera.stateSince)\(camera.reason.map { ": \($0)" } ?? "")\(retry)"
            )
        )
        if let override = camera.override {
            let until = override.until.map { " until \($0)" } ?? ""
            lines.append(self.line("override", "\(override.kind) since \(override.since)\(until)"))
        }
        let captured = camera.frameCaptured.map { ", captured \($0)" } ?? ""
        let size = camera.frameSize.map { ", \($0)" } ?? ""
        lines.append(self.line("picture", camera.frameAge.map { "\(Self.span($0)) old\(size)\(captured)" } ?? "none"))
        lines.append(self.line("watching", "\(camera.watching)"))
        if let media = camera.media { lines.append(self.line("video", media.words)) }
        lines += (camera.recordings ?? []).map { self.line("records", $0.words) }
        lines += (camera.views ?? []).map { self.line("view", StatusReport.view($0)) }
        lines += camera.attributes.sorted { $0.key < $1.key }.map { self.line($0.key, $0.value) }
        return lines.joined(separator: "\n")
    }

    private func worker(_ worker: CameraDocument.WorkerDocument) -> String {
        let pid = worker.pid.map { ", pid \($0)" } ?? ""
        let uptime = worker.uptime.map { ", up \(Self.span($0))" } ?? ""
        var lines = [self.line("worker", "\(worker.phase)\(pid), generation \(worker.generation)\(uptime)")]
        // The most frequent first.
        let reasons = worker.restartsByReason.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let byReason = reasons.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        lines.append(self.line("restarts", byReason.isEmpty ? "none" : byReason))
        if let restartIn = worker.restartIn {
            lines.append(
                self.line("backoff", "next start in \(Self.span(restartIn))\(worker.parked ? ", parked" : "")")
            )
        } else if worker.parked {
            lines.append(self.line("backoff", "parked"))
        }
        if let used = Self.used(
            cpu: worker.cpuSeconds,
            now: worker.residentMemoryKilobytes,
            peak: worker.peakMemoryKilobytes
        ) {
            lines.append(self.line("used", used + (worker.statsAge.map { ", as of \(Self.span($0)) ago" } ?? "")))
        }
        if let frames = worker.cameraFrames, let bytes = worker.cameraBytes, let count = worker.cameraConnections {
            lines.append(
                self.line(
                    "received",
                    "\(StatusReport.count(frames, "frame")), \(bytes) bytes over \(StatusReport.count(count, "connection"))"
                )
            )
        }
        lines += worker.limits.map { self.line("limit", $0.words) }
        return lines.joined(separator: "\n")
    }

    private func confinement(_ layers: [ConfinementLayer]) -> String {
        guard !layers.isEmpty else { return self.line("confined", "no worker is ready") }
        let width = layers.map(\.name.count).max() ?? 0
        let lines = layers.map { layer in
            let name = layer.name + String(repeating: " ", count: width - layer.name.count)
            return "    \(name)  \(layer.active ? "active" : "unavailable: \(layer.reason ?? "no reason given")")"
        }
        return (["  confinement"] + lines).joined(separator: "\n")
    }

    private func ends(_ exits: [CameraDocument.ExitDocument]) -> String {
        guard !exits.isEmpty else { return self.line("ends", "none") }
        let blocks = exits.map { exit -> String in
            let pid = exit.pid.map { ", pid \($0)" } ?? ""
            var lines = [
                "    \(exit.at)  generation \(exit.generation)\(pid), after \(Self.span(exit.uptime)): \(exit.reason)"
            ]
            if let used = Self.used(cpu: exit.cpuSeconds, now: nil, peak: exit.peakMemoryKilobytes) {
                lines.append("      used \(used)" + (exit.statsAge.map { ", as of \(Self.span($0)) before" } ?? ""))
            }
            lines += exit.log.suffix(Self.shownLogLines).map { "      | \($0)" }
            return lines.joined(separator: "\n")
        }
        return (["  last ends"] + blocks).joined(separator: "\n")
    }

    private static func used(cpu: Double?, now: UInt64?, peak: UInt64?) -> String? {
        guard let cpu, let peak else { return nil }
        return "\(cpu) s CPU, \(now.map { "\($0 / 1024) MiB now, " } ?? "")\(peak / 1024) MiB at most"
    }

    private func line(_ name: String, _ value: String) -> String {
        "  \(name.padded(to: self.width))  \(value)"
    }

    private static func span(_ seconds: Double) -> String { Duration.seconds(seconds).forPeople }
}
