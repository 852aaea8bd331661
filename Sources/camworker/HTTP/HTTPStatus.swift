/// An HTTP status that is no success, in words for the operator.
struct HTTPStatus: Hashable {
    var code: Int
    /// Whether we had a user and password to offer.
    var hadCredentials: Bool

    /// The camera will not let us in: a matter of user and password.
    var isRefusal: Bool { self.code == 401 || self.code == 403 }

    var reason: String { "the camera answered \(self.code) (\(self.meaning))" }

    private var meaning: String {
        switch self.code {
        case 401:
            self.hadCredentials ? "it refuses the user name or password" : "it wants a user name and password"
        case 403: "this user may not do that, or is locked out"
        case 404: "there is nothing at this path"
        case 405, 501: "it does not know GET for this path"
        case 408, 504: "it ran out of time"
        case 429: "too many requests"
        case 503: "it is busy"
        case 200..<300: "that is no picture"
        case 300..<400: "a redirect without a place to go"
        case 400..<500: "it does not like the request"
        case 500..<600: "an error inside of the camera"
        default: "no HTTP status"
        }
    }
}
