/// An absolute URL of a camera, taken apart so that what is secret in it does not print.
///
/// Taken apart by hand because people write passwords into URLs as they are: `http://admin:p@ss:w@host/` is no valid
/// RFC 3986 URL, yet every camera tool takes it. The user-info ends at the *last* `@` of the authority.
package struct CameraURL: Hashable, Sendable {
    /// Lower case: `http`, `https`, `file`, later `rtsp` and more.
    package var scheme: String
    /// Without brackets for IPv6; empty only for `file`.
    package var host: String
    /// As written; `nil` means the scheme's own.
    package var port: UInt16?
    /// From the first `/` on, without query; `/` when the URL has none.
    package var path: String
    /// Without the `?`.
    ///
    /// Cameras take credentials here (`?user=a&pwd=b`), so it is a secret.
    package var query: Secret<String>?
    /// Percent-decoded.
    package var user: Secret<String>?
    /// Percent-decoded.
    package var password: Secret<String>?

    /// Longest URL taken; libcurl's own limit is 8 MB, no camera's is above 2 kB.
    package static let maximumLength = 4096

    /// - Throws: ``CameraURLError`` with words for the operator; it repeats no secret part.
    package init(_ text: String) throws(CameraURLError) {
        guard text.utf8.count <= Self.maximumLength else { throw .tooLong }
        guard !text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7F }) else {
            throw .whitespace
        }
        guard let separator = Self.rangeOfSeparator(in: text) else { throw .relative }
        self.scheme = text[..<separator.lowerBound].lowercased()
        guard !self.scheme.isEmpty, self.scheme.utf8.allSatisfy(Self.isSchemeByte) else { throw .relative }
        let rest = text[separator.upperBound...]
        let authorityEnd = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        let authority = rest[..<authorityEnd]
        var target = rest[authorityEnd...]
        if let fragment = target.firstIndex(of: "#") { target = target[..<fragment] }
        if let mark = target.firstIndex(of: "?") {
            self.query = Secret(String(target[target.index(after: mark)...]))
            target = target[..<mark]
        } else {
            self.query = nil
        }
        self.path = target.isEmpty ? "/" : String(target)

        let hostPart: Substring
        if let at = authority.lastIndex(of: "@") {
            let userInfo = authority[..<at]
            let colon = userInfo.firstIndex(of: ":")
            self.user = Secret(Self.percentDecoded(userInfo[..<(colon ?? userInfo.endIndex)]))
            self.password = colon.map { Secret(Self.percentDecoded(userInfo[userInfo.index(after: $0)...])) }
            hostPart = authority[authority.index(after: at)...]
        } else {
            self.user = nil
            self.password = nil
            hostPart = authority
        }
        do {
            (self.host, self.port) = try Self.hostAndPort(hostPart)
        } catch {
            // No error may repeat what stands before an @, wherever that is.
            throw authority.contains("@") || !rest.contains("@") ? error : .unescapedCredentials
        }
        guard !self.host.isEmpty || self.scheme == "file" else { throw .noHost }
    }

    /// The URL to request: without user-info, query included.
    ///
    /// A secret, because of the query.
    package var requestURL: Secret<String> {
        var text = "\(self.origin)\(self.path)"
        if let query { text += "?\(query.reveal())" }
        return Secret(text)
    }

    /// `http://host:port`, with brackets around an IPv6 address.
    package var origin: String {
        let bracketed = self.host.contains(":") ? "[\(self.host)]" : self.host
        return "\(self.scheme)://\(bracketed)" + (self.port.map { ":\($0)" } ?? "")
    }

    private static func rangeOfSeparator(in text: String) -> Range<String.Index>? {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { return nil }
        return colon..<text.index(colon, offsetBy: 3)
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func hostAndPort(_ text: Substring) throws(CameraURLError) -> (String, UInt16?) {
        var host = text
        var portText: Substring?
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { throw .badHost }
            host = text[text.index(after: text.startIndex)..<close]
            let after = text[text.index(after: close)...]
            guard after.isEmpty || after.hasPrefix(":") else { throw .badHost }
            portText = after.isEmpty ? nil : after.dropFirst()
        } else if let colon = text.lastIndex(of: ":") {
            host = text[..<colon]
            portText = text[text.index(after: colon)...]
            guard !host.contains(":") else { throw .badHost }
        }
        guard let portText, !portText.isEmpty else { return (String(host).lowercased(), nil) }
        guard portText.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
            // Perhaps the front of a password that holds a slash: http://admin:hunter2/x@host/.
            throw .badPort(secretMask)
        }
        guard let port = UInt16(portText), port > 0 else { throw .badPort(String(portText)) }
        return (String(host).lowercased(), port)
    }
}

/// Why a text is no URL of a camera.
package enum CameraURLError: Error, Equatable, CustomStringConvertible {
    case tooLong
    case whitespace
    case relative
    case noHost
    case badHost
    /// With the digits; masked when it is none, for it may be half of a password.
    case badPort(String)
    /// The URL makes sense only if its user or password holds one of the characters that end a host.
    case unescapedCredentials

    package var description: String {
        switch self {
        case .tooLong: "the URL is longer than \(CameraURL.maximumLength) bytes"
        case .whitespace: "the URL contains a space or control character (write it as %20)"
        case .relative: "the URL must be absolute, like http://192.0.2.10/snapshot.jpg"
        case .noHost: "the URL has no host"
        case .badHost: "the URL's host is malformed (an IPv6 address needs brackets: [2001:db8::1])"
        case .badPort(let text): "'\(text)' is no port (1 to 65535)"
        case .unescapedCredentials:
            "a user or password in a URL cannot hold / ? or # as they are: write %2F %3F %23, "
                + "or use username and password"
        }
    }
}

extension CameraURL: CustomStringConvertible, CustomReflectable {
    /// For people: user-info and query are masked, and a login in the path with all that follows it.
    package var description: String {
        let user = self.user == nil ? "" : "\(secretMask)@"
        let origin = self.origin.dropFirst(self.scheme.count + 3)
        return "\(self.scheme)://\(user)\(origin)\(self.shownPath)" + (self.query == nil ? "" : "?\(secretMask)")
    }

    /// Recorders of XiongMai's kind have `/user=admin_password=tlJwpbo6_channel=1_stream=0.sdp`: where a password ends there
    /// nobody can tell.
    private var shownPath: String {
        var rest = self.path[...]
        while let sign = rest.firstIndex(of: "=") {
            let name = String(rest[..<sign].reversed().prefix { $0.isLetter || $0.isNumber }.reversed()).lowercased()
            if Self.loginWords.contains(where: { name.contains($0) }) { return self.path[...sign] + secretMask }
            rest = rest[rest.index(after: sign)...]
        }
        return self.path
    }

    /// What names of parameters with logins have in them.
    private static let loginWords = ["user", "usr", "login", "pass", "pwd", "auth", "token", "key"]

    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension CameraURL: Codable {
    private enum CodingKeys: String, CodingKey {
        case scheme, host, port, path, query, user, password
    }
}
