internal import Shared

/// A GET to the camera, or a POST.
struct HTTPRequest: Hashable {
    var url: CameraURL
    /// What is posted; `nil` for a GET.
    var body: Body?
    /// Those of the configuration; the URL's own win (design §11 D1).
    var credentials: Credentials?
    var authentication = HTTPAuthentication.automatic
    var verifyTLS = true
    /// The configuration's headers; kept to the first host and port like the credentials.
    var headers: [HTTPHeader] = []
    /// What the last answer said about itself, to ask only for a newer one.
    var validators: Validators?
    /// Until the whole answer has come; `nil` for a stream, whose silence is watched instead.
    var totalTime: Duration?
    /// Largest body, bytes; `nil` for a stream, whose parts are bounded instead.
    var largestBody: Int?

    /// `ETag` and `Last-Modified` as the camera sent them.
    struct Validators: Hashable {
        var entityTag: String?
        var lastModified: String?

        /// Longest validator kept, bytes; real ones have under 80.
        private static let longest = 256

        /// `nil` when the camera gave none that can be trusted.
        ///
        /// A picture that changed in the second in which it was sent may change again in it, and `Last-Modified` would
        /// not say so (RFC 9110 §8.8.2.2): it counts only when the camera's own clock had moved on.
        init?(_ head: HTTPResponseHead) {
            self.entityTag = head.entityTag.flatMap { $0.utf8.count <= Self.longest ? $0 : nil }
            if let date = head.date, let modified = head.lastModified, date != modified,
                modified.utf8.count <= Self.longest
            {
                self.lastModified = modified
            }
            if self.entityTag == nil, self.lastModified == nil { return nil }
        }
    }

    /// What a POST carries.
    struct Body: Hashable {
        let text: Secret<String>
        /// The header's value.
        let contentType: String

        /// Bytes: SOAP of ours has 3 kB, and what a device has us say again may make it longer.
        static let largest = 256 * 1024

        /// - Returns: `nil` for a text that is too long to be sent, or a type that would be two headers.
        init?(_ text: Secret<String>, contentType: String) {
            guard text.reveal().utf8.count <= Self.largest,
                contentType.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
            else { return nil }
            self.text = text
            self.contentType = contentType
        }
    }

    /// Whether what a camera said about the one's login holds for the other.
    func hasSameLogin(as other: HTTPRequest) -> Bool {
        self.url.origin == other.url.origin && self.effectiveCredentials == other.effectiveCredentials
    }

    /// The user and password to use: the URL's own, else the configuration's.
    var effectiveCredentials: Credentials? {
        guard self.url.user != nil || self.url.password != nil else { return self.credentials }
        return Credentials(user: self.url.user ?? Secret(""), password: self.url.password ?? Secret(""))
    }
}
