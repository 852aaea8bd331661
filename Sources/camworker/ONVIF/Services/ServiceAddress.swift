internal import Shared

/// Makes a URL of an address that a device announces, which is right in most cases.
///
/// Seen: `http://h:8106:8106/x` (Reolink behind a recorder), an empty text, `/onvif/media`, `192.0.2.1/onvif`, no path, 0.0.0.0, 127.0.0.1,
/// an address of another network, IPv6 without brackets, a password, several addresses with spaces between.
struct ServiceAddress: Hashable, Sendable {
    /// Where the device service is, as configured.
    var device: CameraURL
    /// Whether everything is at the configured host and port, whatever the device says: it is behind NAT.
    var overridesHost = false

    /// The address of a service.
    ///
    /// - Returns: that of the device service for one that says nothing: one path for all services is usual.
    func ofService(_ announced: String) -> CameraURL {
        guard var url = self.parsed(announced) else { return self.device }
        if url.path == "/", url.query == nil, !Self.hasPath(announced) { url.path = self.device.path }
        guard ["http", "https"].contains(url.scheme) else { return self.device }
        return self.moved(url)
    }

    /// The address of a stream or a picture; `nil` where there is none.
    func ofMedia(_ announced: String) -> CameraURL? {
        guard let url = self.parsed(announced) else { return nil }
        if ["http", "https"].contains(url.scheme) { return self.moved(url) }
        guard self.overridesHost || Self.isNowhere(url.host, seenFrom: self.device.host) else { return url }
        var moved = url
        moved.host = self.device.host
        return moved
    }

    /// How a host may ask who we are.
    ///
    /// At one that the device names, and nobody configured, the password never goes in clear.
    func authentication(at url: CameraURL) -> HTTPAuthentication {
        self.isConfigured(url) ? .automatic : .digest
    }

    /// Whether an address is at the configured host.
    func isConfigured(_ url: CameraURL) -> Bool { url.host == self.device.host }

    // MARK: - Where

    /// To the host and port that work.
    private func moved(_ url: CameraURL) -> CameraURL {
        var url = url
        if self.overridesHost || Self.isNowhere(url.host, seenFrom: self.device.host) {
            (url.scheme, url.host, url.port) = (self.device.scheme, self.device.host, self.device.port)
        } else if self.device.scheme == "https", url.scheme == "http" {
            // Firmware announces http whatever it was asked by, and its number whatever name it was asked by. Nothing goes
            // in clear where TLS was asked for, and TLS is known to be at the configured place alone.
            (url.scheme, url.host, url.port) = (self.device.scheme, self.device.host, self.device.port)
        }
        return url
    }

    /// Addresses that mean the device itself to the device, and nothing or ourselves to us.
    private static func isNowhere(_ host: String, seenFrom device: String) -> Bool {
        if host.isEmpty || host == "0.0.0.0" || host == "::" { return true }
        func isLoopback(_ host: String) -> Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
        func isLinkLocal(_ host: String) -> Bool { host.hasPrefix("169.254.") || host.hasPrefix("fe80:") }
        return isLoopback(host) && !isLoopback(device) || isLinkLocal(host) && !isLinkLocal(device)
    }

    private static func hasPath(_ text: String) -> Bool {
        guard let separator = text.firstRange(of: "://") else { return text.contains("/") }
        return text[separator.upperBound...].contains("/")
    }

    // MARK: - Reading

    private func parsed(_ announced: String) -> CameraURL? {
        let words = announced.split { $0.isWhitespace || $0.isNewline }.prefix(Self.mostAddresses)
        for word in words {
            if let url = self.parsed(one: String(word)) { return url }
        }
        return nil
    }

    /// Devices with several networks list an address for each.
    private static let mostAddresses = 4

    private func parsed(one text: String) -> CameraURL? {
        guard let separator = text.firstRange(of: "://") else { return self.parsed(relative: text) }
        let scheme = text[..<separator.lowerBound].lowercased()
        guard ["http", "https", "rtsp", "rtsps", "rtspu"].contains(scheme) else { return nil }
        let rest = text[separator.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        // Credentials are ours to give.
        let host = rest[..<end].split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        let repaired = Self.repaired(authority: String(host))
        if repaired.isEmpty || repaired.hasPrefix(":") {
            return self.onDevice(rest[end...])
        }
        return try? CameraURL("\(scheme)://\(repaired)\(rest[end...])")
    }

    /// A path, or an address without its scheme.
    private func parsed(relative text: String) -> CameraURL? {
        guard !text.isEmpty else { return nil }
        let first = text.prefix { $0 != "/" }
        // A path's first part is `onvif`, not `192.0.2.1` or `camera:8080`.
        if !first.isEmpty, first.contains(":") || first.split(separator: ".").count == 4 || first == self.device.host {
            return self.parsed(one: "\(self.device.scheme)://\(text)")
        }
        if text.hasPrefix("//") { return self.parsed(one: "\(self.device.scheme):\(text)") }
        return self.onDevice(text)
    }

    /// A path as it is, whatever it looks like: read as an address once more, `http://?a:b` would never come to an end.
    private func onDevice(_ path: some StringProtocol) -> CameraURL? {
        try? CameraURL("\(self.device.origin)\(path.hasPrefix("/") ? "" : "/")\(path)")
    }

    /// `h:80:80` → `h:80`; `fe80::1` → `[fe80::1]`; a port that is none falls away.
    private static func repaired(authority: String) -> String {
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { return authority }
            let port = Self.firstPort(authority[authority.index(after: close)...].split(separator: ":"))
            return authority[...close] + port
        }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        let isIPv6 =
            parts.count > 2
            && (authority.contains("::") || parts.count == 8) && authority.allSatisfy { $0.isHexDigit || $0 == ":" }
        if isIPv6 { return "[\(authority)]" }
        guard let host = parts.first else { return "" }
        return host + Self.firstPort(parts.dropFirst())
    }

    private static func firstPort(_ parts: some Sequence<Substring>) -> String {
        parts.first { UInt16($0).map { $0 > 0 } ?? false }.map { ":\($0)" } ?? ""
    }
}
