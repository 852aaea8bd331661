import Shared

/// Names and ids in a configuration that is proposed.
///
/// Pure.
enum ProposedName {
    /// What firmware calls a channel, or a device, that nobody has named.
    private static let usual: Set<String> = [
        "ipc", "cam", "camera", "channel", "ch", "ip camera", "ipcamera", "network camera", "onvif", "nvr", "xvr",
        "dvr",
    ]

    /// Whether somebody thought of it, and something can be called by it.
    static func isGiven(_ name: String) -> Bool {
        let word = name.lowercased().trimmingSuffix { $0.isNumber || $0.isWhitespace || $0 == "_" || $0 == "-" }
        return !self.usual.contains(String(word)) && !Slug.make(name).isEmpty
    }

    /// A slug that is not taken.
    ///
    /// - Parameter suffix: what will be put behind it.
    static func id(_ name: String?, besides taken: Set<String>, for suffix: String = "") -> String {
        // For the suffix, and `_2`, `_256`.
        let room = CameraID.maximumLength - suffix.utf8.count - 4
        let slug = String(Slug.make(name ?? "").prefix(room).trimmingSuffix { $0 == "_" })
        let base = slug.isEmpty ? "camera" : slug
        guard taken.contains(base) else { return base }
        return (2...256).lazy.map { "\(base)_\($0)" }.first { !taken.contains($0) } ?? base
    }
}

extension StringProtocol {
    fileprivate func trimmingSuffix(while isCut: (Character) -> Bool) -> SubSequence {
        guard let last = self.lastIndex(where: { !isCut($0) }) else { return self.prefix(0) }
        return self[...last]
    }
}
