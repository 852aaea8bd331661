internal import Shared

/// A camera's options as they stand in the file, without what may be secret in them: for its diagnostics.
///
/// By a list of what may be shown and not of what may not, as in ``ConfigurationOutline``; in Home Assistant's words.
enum ShownOptions {
    /// Home Assistant's.
    static let mask = "**REDACTED**"

    /// Options whose values are words, numbers and times of ours.
    private static let open: Set<String> = [
        "platform", "name", "framerate", "width", "height", "stale_after", "when_stale", "verify_ssl", "buffer",
        "timeout",
        "limit_refetch_to_url_change", "authentication", "interval", "scan_interval", "rtsp_transport", "field",
        "use_wallclock_as_timestamps", "preload_stream", "recording_lookback", "allow_unix_resolver", "limits", "host",
        "port",
        "https", "channel", "resolution", "heartbeat", "binary_sensors", "sensors", "switches", "control_light",
        "motion_interval", "entities", "profiles", "snapshot_auth", "nat_override", "adjust_clock", "events",
        "enable_webhooks",
    ]
    /// What an Amcrest camera's stream is taken from, where others have a URL.
    private static let words: Set<String> = ["snapshot", "mjpeg", "rtsp"]
    private static let urls: Set<String> = ["still_image_url", "stream_source", "mjpeg_url", "url", "webhook_url"]
    private static let known = Set(OptionTable.all.flatMap { $0.options.map(\.key) })

    /// - Parameter options: the camera's map, resolved.
    static func of(_ options: Node) -> [String: JSONValue] {
        var shown: [String: JSONValue] = [:]
        for pair in options.pairs ?? [] {
            let key = pair.key.scalar?.text ?? ""
            // A password under a misspelt key is a password, and the key may be one.
            let name = self.known.contains(key) ? key : "another_key"
            if key == "host", pair.value.scalar?.text.contains(where: { "@/?#".contains($0) }) == true {
                // A login or a URL was pasted there; the camera is misconfigured, and this is shown all the same.
                shown[name] = .text(self.mask)
            } else if self.open.contains(key) {
                shown[name] = self.value(pair.value)
            } else if let text = pair.value.scalar?.text, self.words.contains(text), key == "stream_source" {
                shown[name] = .text(text)
            } else if self.urls.contains(key), let text = pair.value.scalar?.text {
                // A template may make the secret parts of a URL anywhere in it.
                let url = text.contains("{") ? nil : try? CameraURL(text)
                shown[name] = .text(url?.masked ?? self.mask)
            } else {
                shown[name] = .text(self.mask)
            }
        }
        return shown
    }

    private static func value(_ node: Node) -> JSONValue {
        switch node.content {
        case .scalar(let scalar):
            if node.isNull { return .null }
            return scalar.isSecret || scalar.text.contains("://") || scalar.text.contains("@")
                ? .text(self.mask) : self.value(scalar)
        case .sequence(let nodes): return .list(nodes.map(self.value))
        case .mapping(let pairs):
            let members = pairs.map { pair -> (String, JSONValue) in
                let key = pair.key.scalar?.text ?? ""
                return self.known.contains(key) ? (key, self.value(pair.value)) : ("another_key", .text(self.mask))
            }
            return .object(Dictionary(members) { first, _ in first })
        case .broken: return .text(self.mask)
        }
    }

    private static func value(_ scalar: Node.Scalar) -> JSONValue {
        guard scalar.isPlain else { return .text(scalar.text) }
        if let number = Int(scalar.text) { return .integer(number) }
        switch scalar.text {
        case "true", "True": return true
        case "false", "False": return false
        default: return .text(scalar.text.printable)
        }
    }
}

extension CameraURL {
    /// As Home Assistant's diagnostics write it: where it leads to, and that there is a login, a path and a query.
    var masked: String {
        let login = self.user == nil ? "" : self.password == nil ? "****@" : "****:****@"
        let place = self.origin.dropFirst(self.scheme.utf8.count + 3)
        let path = self.path == "/" ? "/" : "/****"
        return "\(self.scheme)://\(login)\(place)\(path)" + (self.query == nil ? "" : "?****=****")
    }
}
