import Shared

/// A configuration file without what is in it: which options are given, and the values of those that can hold no secret.
///
/// By a list of what may be shown and not of what may not: a password under a misspelt key is a password.
struct ConfigurationOutline {
    /// Options whose values are words, numbers and times of ours.
    private static let open: Set<String> = [
        "platform", "framerate", "width", "height", "stale_after", "when_stale", "verify_ssl", "buffer", "timeout",
        "limit_refetch_to_url_change", "authentication", "may", "interval", "scan_interval", "listen",
        "snapshot_auth", "nat_override", "adjust_clock", "events", "enable_webhooks", "https",
    ]
    /// Maps of which every value is open.
    private static let openMaps: Set<String> = ["supervision", "defaults", "limits"]

    /// Ids of cameras, which are keys too.
    let cameras: Set<String>

    init(cameras: [CameraID]) {
        self.cameras = Set(cameras.map(\.slug))
    }

    private static let known = Set(OptionTable.all.flatMap { $0.options.map(\.key) }).union(Self.open)

    /// - Parameter bytes: a file as it stands on disk.
    func text(of bytes: [UInt8], file: String) -> String {
        do {
            return self.lines(try NodeParser.parse(bytes, file: file), under: "", isOpen: false, depth: 0)
                .joined(separator: "\n") + "\n"
        } catch {
            return "unreadable at line \(error.location.line), column \(error.location.column)\n"
        }
    }

    private func lines(_ node: Node, under key: String, isOpen: Bool, depth: Int) -> [String] {
        let indent = String(repeating: "  ", count: depth)
        switch node.content {
        case .scalar: return [indent + self.value(node, isOpen: isOpen)]
        case .broken: return [indent + secretMask]
        case .sequence(let nodes):
            return nodes.flatMap { node in
                let lines = self.lines(node, under: key, isOpen: isOpen, depth: depth + 1)
                guard let first = lines.first else { return [indent + "-"] }
                return [indent + "- " + first.drop { $0 == " " }] + lines.dropFirst()
            }
        case .mapping(let pairs):
            return pairs.flatMap { self.lines($0, isOpen: isOpen, depth: depth) }
        }
    }

    private func lines(_ pair: Node.Pair, isOpen: Bool, depth: Int) -> [String] {
        let name = pair.key.scalar?.text ?? ""
        let isKnown = Self.known.contains(name) || self.cameras.contains(name)
        let key = String(repeating: "  ", count: depth) + (isKnown ? name : "(another key)") + ":"
        let opens = isKnown && (isOpen || Self.open.contains(name) || Self.openMaps.contains(name))
        if case .scalar = pair.value.content { return ["\(key) \(self.value(pair.value, isOpen: opens))"] }
        return [key] + self.lines(pair.value, under: name, isOpen: opens, depth: depth + 1)
    }

    private func value(_ node: Node, isOpen: Bool) -> String {
        if let tag = node.tag, tag.hasPrefix("!") { return "\(tag.prefix(20).printableText) \(secretMask)" }
        guard let text = node.scalar?.text else { return "(nothing)" }
        return isOpen ? text.prefix(80).printableText : secretMask
    }
}

extension Substring {
    fileprivate var printableText: String { String(self).printable }
}
