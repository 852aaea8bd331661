import Shared

/// A request's path and query, taken apart once.
struct RequestTarget: Sendable {
    /// Without the query, still percent-encoded; our paths have nothing to decode.
    let path: Substring
    private let query: Substring?

    init(_ target: String) {
        let mark = target.firstIndex(of: "?")
        self.path = target[..<(mark ?? target.endIndex)]
        self.query = mark.map { target[target.index(after: $0)...] }
    }

    /// The first parameter of that name, decoded; an empty value is an empty text.
    subscript(name: String) -> String? {
        guard let query else { return nil }
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts[0] == name else { continue }
            guard parts.count == 2 else { return "" }
            return CameraURL.percentDecoded(parts[1].replacing("+", with: " "))
        }
        return nil
    }

    /// All of them, names and values decoded, in their order.
    var parameters: [[String]] {
        (self.query ?? "").split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (parts.count == 2 ? parts : parts + [""]).map {
                CameraURL.percentDecoded($0.replacing("+", with: " "))
            }
        }
    }

    /// For logs: a webhook's id, a stream's ticket, a token's value and a signature masked.
    var withoutSecrets: String {
        // By its parts, as the router does: a doubled slash is no way past the mask.
        let parts = self.path.split(separator: "/")
        let kind = parts.count > 2 && parts[0].lowercased() == "api" ? parts[1].lowercased() : ""
        let path =
            switch kind {
            case "webhook": "/api/webhook/\(secretMask)"
            case "hls": (["/api/hls", secretMask] + parts.dropFirst(3).map(String.init)).joined(separator: "/")
            default: String(self.path)
            }
        guard let query else { return path }
        let pairs = query.split(separator: "&").map { pair -> String in
            for name in ["token=", "\(SignedPath.parameter)="] where pair.hasPrefix(name) { return name + secretMask }
            return String(pair)
        }
        return "\(path)?\(pairs.joined(separator: "&"))"
    }
}
