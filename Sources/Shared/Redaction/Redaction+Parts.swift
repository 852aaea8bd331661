/// Secrets that are a part of what the configuration holds: a log line may repeat the part alone.
extension Redaction {
    /// Bytes of a query's value that is masked by itself.
    ///
    /// A query holds far more that is no secret (`channel=1`, `fps=25`, `res=hd`) than that is. A password of five is
    /// masked as part of its query only, as it is sent.
    package static let shortestValue = 6

    /// Longer values that are masked with their query only: cameras' URLs really use them, and log lines too.
    ///
    /// mjpg-streamer's `?action=stream` would cost the word in every line. As a password each would protect nothing.
    private static let ordinaryWords: Set<String> = [
        "camera", "capture", "current", "default", "enabled", "latest", "medium", "picture", "snapshot", "stream",
    ]

    /// The values of `user=a&pwd=b`, as they stand and decoded.
    package static func values(ofQuery query: String) -> [String] {
        query.split { "&;".contains($0) }.flatMap { parameter -> [String] in
            // A parameter without a name may be a token.
            let value = parameter.firstIndex(of: "=").map { parameter[parameter.index(after: $0)...] } ?? parameter
            let spaced = value.replacing("+", with: " ")
            return [String(value), CameraURL.percentDecoded(value), CameraURL.percentDecoded(spaced)]
        }
        .filter { self.isTelling($0) }
    }

    /// What is secret in the text of a template.
    ///
    /// What it renders to beside that only its worker knows, which masks it.
    package static func secrets(of template: URLTemplate) -> [String] {
        template.writtenURLs.flatMap { url in
            // As it stands and decoded: the text has the one, an error message perhaps the other.
            let passwords = url.password.flatMap { [$0, CameraURL.percentDecoded($0)] }
            // A part of one may be no more than the name of a parameter.
            return passwords + (url.isQueryOpen ? [] : url.query) + url.query.flatMap { self.values(ofQuery: $0) }
        }
    }

    /// What stands behind the scheme of `Bearer x` and `Basic x`, and the values of `session=x; theme=y`.
    package static func parts(ofHeader value: String) -> [String] {
        var parts: [String] = []
        if let space = value.firstIndex(of: " ") {
            parts.append(String(value[value.index(after: space)...].drop { $0 == " " }))
        }
        parts += value.split { " ;,".contains($0) }.compactMap { field in
            guard let equals = field.firstIndex(of: "=") else { return nil }
            return String(field[field.index(after: equals)...].filter { $0 != "\"" })
        }
        return parts.filter { self.isTelling($0) }
    }

    private static func isTelling(_ value: String) -> Bool {
        guard value.utf8.count >= self.shortestValue, !self.ordinaryWords.contains(value.lowercased()) else {
            return false
        }
        // A size, as in `?resolution=1280x720`.
        let sides = value.split(separator: "x", omittingEmptySubsequences: false)
        return !(sides.count == 2 && sides.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isWholeNumber) })
    }
}
