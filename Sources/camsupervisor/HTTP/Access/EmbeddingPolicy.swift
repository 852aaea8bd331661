import HTTPTypes
import Shared

/// Whose pages may show what a request is answered with (`Cross-Origin-Resource-Policy`, Fetch §3.7).
///
/// A dashboard on another host has our pictures in its `<img>` and `<video>`: whoever wrote its page knows the token, since it
/// stands in the URL. Without tokens it is the browser's place that allows, and any page that it visits would see what it
/// may see; and a token in a header is a program's own.
enum EmbeddingPolicy: String, Sendable {
    case anyPage = "cross-origin"
    case ownPages = "same-origin"

    init(_ request: HTTPRequest, _ access: AccessPolicy) {
        let isTokenShown = request.path.map { RequestTarget($0)["token"] != nil } ?? false
        let isMeantForOthers = isTokenShown && !access.tokens.isEmpty || access.isSigned(request, for: nil)
        self = isMeantForOthers ? .anyPage : .ownPages
    }
}
