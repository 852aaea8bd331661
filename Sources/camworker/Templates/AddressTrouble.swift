internal import Shared
internal import Templates

/// Why a template gives no URL at the moment, in words that repeat nothing secret.
enum AddressTrouble: Error, Equatable, CustomStringConvertible {
    case rendering(TemplateError)
    /// The text as far as it may be shown.
    case noURL(CameraURLError, String?)
    case scheme(String, [String])
    case otherMachine
    /// To a port that no worker of this camera may connect to.
    case port(UInt16)
    /// Only this process's successor can go there; it is about to take over.
    case leaving

    var description: String {
        switch self {
        case .rendering(let error): "\(error)"
        case .noURL(let error, let text): "the template renders to \(text ?? "something that is no URL"): \(error)"
        case .scheme(let scheme, let schemes):
            "the template renders to a URL that begins with \(scheme)://, not with "
                + schemes.map { "\($0)://" }.joined(separator: " or ")
        case .otherMachine: "the template renders to another machine's file"
        case .port(let port):
            "the template renders to a URL with TCP port \(port), where no camera is expected; a port that stands in the "
                + "template's own text is allowed"
        case .leaving: "the template renders to a URL with another port; connecting from another process"
        }
    }

    /// Longest text that is shown, characters; the states that people forget have fewer.
    private static let longestShown = 24

    /// A word that is no URL says more than the rule it breaks; whatever may hold a password is not repeated.
    static func excerpt(of text: String) -> String? {
        if text.isEmpty { return "nothing" }
        let isWord = text.unicodeScalars.allSatisfy { $0.isASCII && ($0.properties.isAlphabetic || $0 == "_") }
        return isWord && text.count <= Self.longestShown ? "'\(text)'" : nil
    }
}
