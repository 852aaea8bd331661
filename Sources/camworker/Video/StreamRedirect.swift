internal import Shared

/// Where a stream's camera may send us.
///
/// libav follows redirects by itself, RTSP's without an end and with the user and the password of the first host (read in
/// 5.1); so it is stopped at each, and we follow by the rules that hold for HTTP cameras.
///
/// Pure.
enum StreamRedirect {
    /// As for HTTP cameras.
    static let most = CurlTransfer.mostRedirects

    enum Refusal: Error, Equatable, Sendable, CustomStringConvertible {
        case tooMany
        /// Where to is no URL of a stream; why.
        case noStream(String)
        /// To a port that this process may not connect to; its successor perhaps (``PortReach``).
        case port(UInt16)

        var description: String {
            switch self {
            case .tooMany: "more than \(StreamRedirect.most) redirects"
            case .noStream(let why): "redirected to something that is no stream: \(why)"
            case .port(let port):
                "sent to TCP port \(port), where no camera is expected (its URL may name it: then it is)"
            }
        }
    }

    /// What `location` means in an answer of `source`.
    static func target(of location: String, from source: CameraURL) throws(Refusal) -> CameraURL {
        guard let text = CurlURL.resolved(location, against: source.requestURL.reveal()) else {
            throw .noStream("the location is no URL")
        }
        let target: CameraURL
        do throws(CameraURLError) {
            target = try CameraURL(text)
        } catch {
            throw .noStream("\(error)")
        }
        guard self.kinds.contains(where: { $0.contains(source.scheme) && $0.contains(target.scheme) }) else {
            throw .noStream("\(target.scheme)://")
        }
        return target
    }

    /// From one to another of the same kind; to a file of this machine never.
    private static let kinds: [Set<String>] = [["rtsp", "rtsps"], ["http", "https"]]
}
