internal import Shared

/// What came of a transfer, for whoever asked for it.
///
/// Pure.
enum TransferOutcome: Hashable {
    /// A success; its body was read to the end.
    case body
    /// What we asked about is still as we know it (304).
    case unchanged
    /// The receiver had enough of the body; no failure.
    case stopped
    /// The camera will not let us in: a matter of user and password.
    case refused(String)
    /// Nothing came, and why in words, without the URL.
    case unavailable(String)

    /// How a transfer ended.
    struct End {
        /// The newest head; status 0 when none came.
        var head: HTTPResponseHead
        /// What kept the answer from coming whole.
        var error: CurlError?
        /// Whether the receiver ended it; of an error page that says nothing, its status does.
        var isStopped = false
        /// Whether only a newer answer than the known one was asked for.
        var hadValidators = false
        /// Whether we had a user and password to offer.
        var hadCredentials = false
        /// Where redirects led that our user, password and headers may not follow to: `http://host:port`.
        var elsewhere: String?
    }

    init(_ end: End) {
        if let error = end.error {
            self = .unavailable(Self.placed(error.reason, end))
        } else if end.head.isSuccess {
            self = end.isStopped ? .stopped : .body
        } else if end.head.status == 304, end.hadValidators {
            self = .unchanged
        } else {
            let status = HTTPStatus(code: end.head.status, hadCredentials: end.hadCredentials)
            if !status.isRefusal {
                self = .unavailable(Self.placed(status.reason, end))
            } else if let elsewhere = end.elsewhere {
                self = .unavailable(
                    "it redirects to \(elsewhere), where user, password and headers are not sent, and which answered "
                        + "\(status.code); put that URL into the configuration"
                )
            } else {
                self = .refused(status.reason)
            }
        }
    }

    /// Says who it was, when it was not the camera itself.
    private static func placed(_ reason: String, _ end: End) -> String {
        end.elsewhere.map { "it redirects to \($0), and there: \(reason)" } ?? reason
    }
}
