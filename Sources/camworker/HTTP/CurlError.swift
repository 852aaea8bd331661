internal import CCurl
internal import CLinux
internal import Shared

/// Why a transfer brought nothing.
///
/// Says which URL, what happened, and what can be done.
enum CurlError: Error, Hashable {
    /// libcurl could not do it; `detail` is its own word, when it has one, `systemError` the errno of connecting, or 0.
    case failed(code: UInt32, detail: String, systemError: Int32)
    case headersTooLong
    case bodyTooLong(limit: Int)
    case tooManyRedirects
    /// A redirect to something that is no HTTP URL.
    case badRedirect(String)
    /// What was posted was to be posted again elsewhere: `http://host:port`.
    ///
    /// There is that in it which lets in whoever has it.
    case postRedirected(String)
    /// A redirect to a port that no worker of this camera may connect to.
    case closedPort(UInt16)

    /// In words, without the URL.
    var reason: String {
        switch self {
        case .failed(let code, let detail, let systemError): Self.words(CURLcode(code), detail, systemError)
        case .headersTooLong:
            "the answer's headers exceed \(HTTPResponseHead.largest / 1024) KiB"
        case .bodyTooLong(let limit): "the answer is longer than \(limit / (1024 * 1024)) MiB"
        case .tooManyRedirects: "more than \(CurlTransfer.mostRedirects) redirects"
        case .badRedirect(let why): "redirected to something else than http or https: \(why)"
        case .postRedirected(let place):
            "it redirects to \(place), where requests with a password are not sent; put that place into the configuration"
        case .closedPort(let port):
            "redirected to TCP port \(port), where no camera is expected (its URL may name it: then it is)"
        }
    }

    private static func words(_ code: CURLcode, _ detail: String, _ systemError: Int32) -> String {
        let detail = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
        switch code {
        // libcurl's own words repeat the URL's host, and how long it took.
        case CURLE_COULDNT_RESOLVE_HOST: return "the host name cannot be resolved"
        case CURLE_COULDNT_CONNECT:
            guard systemError != 0 else { return "cannot connect (\(detail))" }
            return "cannot connect: \(String(cString: strerror(systemError)))"
        case CURLE_OPERATION_TIMEDOUT: return "no answer in time (\(detail))"
        case CURLE_PEER_FAILED_VERIFICATION:
            return "TLS: the certificate is not trusted (\(detail)); `verify_ssl: false` accepts it"
        case CURLE_SSL_CONNECT_ERROR: return "TLS: \(detail)"
        case CURLE_GOT_NOTHING: return "the camera closed the connection without an answer"
        case CURLE_PARTIAL_FILE: return "the answer was cut short (\(detail))"
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR: return "the connection broke (\(detail))"
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY: return "that is no HTTP answer (\(detail))"
        default: return detail
        }
    }
}
