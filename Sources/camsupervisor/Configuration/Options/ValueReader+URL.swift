internal import Shared

extension ValueReader where Value == CameraURL {
    /// An absolute URL of one of the schemes.
    ///
    /// No message repeats it: people write passwords into URLs.
    ///
    /// - Parameter example: one that is right, for who wrote something else.
    static func url(_ schemes: [String], example: String? = nil) -> Self {
        let form = "an absolute URL (\(schemes.joined(separator: ", ")))"
        return Self(form) { node, key, report in
            guard let text = node.scalar?.text else {
                report.error("'\(key)' must be \(form), not \(node.kind)", at: node.location)
                return nil
            }
            guard !URLTemplate.isTemplate(text) else {
                report.error(
                    "'\(key)' cannot be a template",
                    at: node.location,
                    hint: "the URLs of a generic camera can"
                )
                return nil
            }
            do throws(CameraURLError) {
                let url = try CameraURL(text)
                guard schemes.contains(url.scheme) else {
                    report.error("'\(key)' must begin with \(Self.beginnings(schemes))", at: node.location)
                    return nil
                }
                return url
            } catch {
                report.error("'\(key)': \(Self.words(for: error, schemes, example))", at: node.location)
                return nil
            }
        }
    }

    static func beginnings(_ schemes: [String]) -> String {
        let beginnings = schemes.map { "\($0)://" }
        guard let last = beginnings.last, beginnings.count > 1 else { return beginnings.joined() }
        return beginnings.dropLast().joined(separator: ", ") + " or " + last
    }

    /// What stands where a port should may be a password: `http://admin:secret/` lacks its host.
    private static func words(for error: CameraURLError, _ schemes: [String], _ example: String?) -> String {
        if error == .relative, let example { return "the URL must be absolute, like \(example)" }
        if error == .relative, schemes.first == "rtsp" {
            return "the URL must be absolute, like rtsp://192.0.2.10/live"
        }
        guard case .badPort(let text) = error, !text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return error.description
        }
        return "what follows the last ':' of the host is no port (1 to 65535)"
    }
}
