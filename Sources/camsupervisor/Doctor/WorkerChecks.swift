import IPC

/// The running workers: which layers of confinement do not hold, and which limits are not kept.
///
/// Each worker is looked at, since one may lack what its neighbour has; what several lack is said once.
enum WorkerChecks {
    /// Cameras that are named.
    private static let mostNames = 5

    static func findings(_ cameras: [CameraDocument]) -> [DoctorFinding] {
        self.confinement(cameras) + self.limits(cameras)
    }

    private static func confinement(_ cameras: [CameraDocument]) -> [DoctorFinding] {
        let confined = cameras.filter { !$0.worker.confinement.isEmpty }
        let missing = self.grouped(confined) { camera in
            camera.worker.confinement.filter { !$0.active }.map {
                "\($0.name) is unavailable: \($0.reason ?? "no reason given")"
            }
        }
        guard missing.isEmpty else {
            return missing.map { .warning("confinement", "\($0.words)\(Self.names($0.cameras, of: confined.count))") }
        }
        // The least of all is what can be said of all.
        guard let layers = confined.map(\.worker.confinement.count).min() else { return [] }
        return [.ok("confinement", "all \(layers) layers are active")]
    }

    private static func limits(_ cameras: [CameraDocument]) -> [DoctorFinding] {
        let limited = cameras.filter { !$0.worker.limits.isEmpty }
        let missing = self.grouped(limited) { camera in
            camera.worker.limits.filter { $0.by != LimitDocument.byGroup }.map {
                "\($0.name) is \($0.by.map { "kept by \($0) only" } ?? "not kept"): \($0.reason ?? "no reason given")"
            }
        }
        guard missing.isEmpty else {
            return missing.map {
                .warning(
                    "limits",
                    "\($0.words)\(Self.names($0.cameras, of: limited.count))",
                    advice:
                        "run it as the shipped unit (Delegate=), or as the main program of a container with cgroup v2"
                )
            }
        }
        return limited.isEmpty ? [] : [.ok("limits", "of memory, cpu and processes are kept by control groups")]
    }

    /// Words and the cameras they are true of, in the order in which they come first.
    private static func grouped(
        _ cameras: [CameraDocument],
        _ words: (CameraDocument) -> [String]
    ) -> [(words: String, cameras: [String])] {
        var groups: [(words: String, cameras: [String])] = []
        for camera in cameras {
            for words in words(camera) {
                if let known = groups.firstIndex(where: { $0.words == words }) {
                    groups[known].cameras.append(camera.id)
                } else {
                    groups.append((words, [camera.id]))
                }
            }
        }
        return groups
    }

    /// Nothing when it is all of them.
    private static func names(_ cameras: [String], of count: Int) -> String {
        guard cameras.count < count else { return "" }
        let more = cameras.count > self.mostNames ? " and \(cameras.count - self.mostNames) others" : ""
        return " (\(cameras.prefix(self.mostNames).joined(separator: ", "))\(more))"
    }
}
