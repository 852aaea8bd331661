import IPC
import Shared

/// The text of `status`, for tired eyes: one line per camera, the reason under it when something is wrong.
enum StatusReport {
    static func table(_ cameras: [CameraDocument]) -> String {
        guard !cameras.isEmpty else { return "no cameras are configured" }
        let header = ["CAMERA", "STATE", "NEWEST", "SIZE", "WATCHING", "WORKER", "RESTARTS"]
        let rows = cameras.map { camera in
            [
                camera.id, camera.state, Self.age(camera.newestAge), camera.frameSize ?? camera.media?.size ?? "-",
                "\(camera.watching)", Self.worker(camera.worker), "\(camera.worker.restarts)",
            ]
        }
        let widths = header.indices.map { column in
            ([header] + rows).map { $0[column].count }.max() ?? 0
        }
        func line(_ cells: [String]) -> String {
            let padded = cells.enumerated().map { column, cell in
                column == cells.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }
            return padded.joined(separator: "  ")
        }
        var lines = [line(header)]
        for (camera, row) in zip(cameras, rows) {
            lines.append(line(row))
            if let reason = camera.reason { lines.append("  └ \(reason)\(Self.retry(camera))") }
            if let problems = camera.problems { lines.append("  └ \(problems)") }
            lines += (camera.recordings ?? []).map { "  └ records \($0.words)" }
        }
        return lines.joined(separator: "\n")
    }

    static func detail(_ camera: CameraDocument) -> String {
        let rows = Self.rows(camera)
        let width = rows.map(\.name.count).max() ?? 0
        var lines = ["\(camera.name) (\(camera.id), \(camera.platform))"]
        lines += rows.map { "  \($0.name.padded(to: width))  \($0.value)" }
        if let log = camera.lastExits.first?.log, !log.isEmpty {
            lines.append("  last words of the last worker:")
            lines += log.suffix(10).map { "    \($0)" }
        }
        return lines.joined(separator: "\n")
    }

    private static func rows(_ camera: CameraDocument) -> [(name: String, value: String)] {
        var rows: [(String, String)] = [
            (
                "state",
                "\(camera.state) since \(camera.stateSince)\(camera.reason.map { ": \($0)" } ?? "")\(Self.retry(camera))"
            ),
            (
                "picture",
                "\(Self.age(camera.frameAge))\(camera.frameSize.map { ", \($0)" } ?? "")"
                    + (camera.frameCaptured.map { ", captured \($0)" } ?? "")
            ), ("watching", "\(camera.watching)"),
            (
                "worker",
                "\(Self.worker(camera.worker)), generation \(camera.worker.generation), "
                    + "\(Self.count(camera.worker.restarts, "restart"))\(camera.worker.parked ? ", parked" : "")"
            ),
        ]
        if let media = camera.media { rows.append(("video", media.words)) }
        rows += (camera.recordings ?? []).map { ("records", $0.words) }
        rows += (camera.views ?? []).map { ("view", Self.view($0)) }
        if let override = camera.override {
            let until = override.until.map { " until \($0)" } ?? ""
            let words =
                "\(override.kind) since \(override.since)\(until), whatever the file says; "
                + "`camsupervisor start \(camera.id)` takes it back"
            rows.append(("override", words))
        }
        if let cpu = camera.worker.cpuSeconds, let memory = camera.worker.peakMemoryKilobytes {
            rows.append(("used", "\(cpu) s CPU, \(memory / 1024) MiB at most"))
        }
        if let frames = camera.worker.cameraFrames, let connections = camera.worker.cameraConnections {
            rows.append(("camera", "\(Self.count(frames, "frame")), \(Self.count(connections, "connection"))"))
        }
        rows += camera.attributes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        let missing = camera.worker.confinement.filter { !$0.active }
        if !camera.worker.confinement.isEmpty {
            let words =
                missing.isEmpty
                ? "all \(camera.worker.confinement.count) layers active"
                : missing.map { "\($0.name) is not active: \($0.reason ?? "no reason given")" }.joined(separator: "; ")
            rows.append(("confined", words))
        }
        if !camera.worker.limits.isEmpty {
            rows.append(("limits", camera.worker.limits.map(\.words).joined(separator: ", ")))
        }
        rows += camera.lastExits.map { ("exit", "\($0.at) after \(Self.seconds($0.uptime)): \($0.reason)") }
        return rows.map { (name: $0.0, value: $0.1) }
    }

    static func view(_ view: ViewDocument) -> String {
        guard view.enabled else { return "\(view.id) (\(view.name)), not shown: 'entities:' enables it" }
        var parts = ["\(view.id) (\(view.name)), \(view.state)\(view.reason.map { ": \($0)" } ?? "")"]
        if let age = view.frameAge { parts.append(Self.age(age)) }
        parts += [view.frameSize, view.watching > 0 ? "\(view.watching) watching" : nil].compactMap(\.self)
        return parts.joined(separator: ", ")
    }

    private static func age(_ seconds: Double?) -> String {
        seconds.map { "\(Self.seconds($0)) old" } ?? "none"
    }

    private static func seconds(_ seconds: Double) -> String {
        Duration.seconds(seconds).forPeople
    }

    /// `1 frame`, `2 frames`.
    static func count(_ count: some BinaryInteger, _ thing: String) -> String {
        "\(count) \(thing)\(count == 1 ? "" : "s")"
    }

    private static func retry(_ camera: CameraDocument) -> String {
        camera.retryIn.map { "; asked again in \(Duration.seconds($0).roundedForPeople)" } ?? ""
    }

    private static func worker(_ worker: CameraDocument.WorkerDocument) -> String {
        if let restartIn = worker.restartIn { return "\(worker.phase), next start in \(Self.seconds(restartIn))" }
        return worker.phase + (worker.pid.map { " (pid \($0))" } ?? "")
    }
}
