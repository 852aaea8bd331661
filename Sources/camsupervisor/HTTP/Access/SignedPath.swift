import FoundationEssentials
import Shared

/// What a signature holds for, as the claims of a JSON Web Token (RFC 7519), in Home Assistant's names.
struct SignedPath: Sendable, Hashable {
    /// Who signed, and whose right it therefore is.
    enum Issuer: Sendable, Hashable {
        /// Somebody at the control socket.
        case control
        /// Somebody on this machine, while there were no tokens.
        case host
        /// A token, by its name.
        case token(String)
    }

    /// The name of the parameter.
    static let parameter = "authSig"
    /// Parameters that anybody may add or change, as in Home Assistant: the size of a picture.
    static let free: Set<String> = ["width", "height"]

    var issuer: Issuer
    var path: String
    /// All others, sorted.
    var parameters: [[String]]
    /// Seconds since 1970.
    var issued: Int
    var expires: Int

    /// What a target asks for, its signature left out.
    static func parameters(of target: RequestTarget) -> [[String]] {
        target.parameters.filter { $0[0] != Self.parameter && !Self.free.contains($0[0]) }
            .sorted { $0.lexicographicallyPrecedes($1) }
    }
}

extension RequestTarget {
    /// Its path and signature, without what anybody may add; `nil` for one that has none.
    var signedAlone: String? { self[SignedPath.parameter].map { "\(self.path)?\(SignedPath.parameter)=\($0)" } }
}

// MARK: - As text

extension SignedPath {
    /// `{"alg":"HS256","typ":"JWT"}`: the one that is written, and taken.
    private static let header = Self.base64URL(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8))
    /// Bytes of a token that are looked at: those of a path that is as long as a request may have.
    private static let longest = 8 * 1024
    private static let bounds = JSONBounds(bytes: longest, depth: 4, values: 200)

    /// - Parameter key: that of the issuer.
    func token(_ key: SigningKey.Derived) -> String {
        let claims: JSONValue = [
            "iss": .text(self.issuer.text), "path": .text(self.path),
            "params": .list(self.parameters.map { names in JSONValue.list(names.map { JSONValue.text($0) }) }),
            "iat": .integer(self.issued), "exp": .integer(self.expires),
        ]
        let signed = "\(Self.header).\(Self.base64URL(JSONWriter.bytes(of: claims)))"
        return "\(signed).\(Self.base64URL(key.code(of: Array(signed.utf8))))"
    }

    /// - Parameter key: that of an issuer; `nil` for one that there is not.
    /// - Returns: `nil` for what nobody has signed.
    init?(_ token: String, key: (Issuer) -> SigningKey.Derived?) {
        guard token.utf8.count <= Self.longest else { return nil }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == Self.header, let code = Self.bytes(base64URL: parts[2]),
            let text = Self.bytes(base64URL: parts[1]),
            let claims = try? JSONReader.read(text, within: Self.bounds).object,
            let issuer = claims["iss"]?.text.flatMap(Issuer.init(text:)), let key = key(issuer),
            key.isCode(code, of: Array("\(parts[0]).\(parts[1])".utf8)),
            let path = claims["path"]?.text, case .integer(let issued)? = claims["iat"],
            case .integer(let expires)? = claims["exp"], let parameters = claims["params"]?.list
        else { return nil }
        self.init(
            issuer: issuer,
            path: path,
            parameters: parameters.map { ($0.list ?? []).compactMap(\.text) },
            issued: issued,
            expires: expires
        )
    }

    /// RFC 4648 §5, without padding.
    private static func base64URL(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func bytes(base64URL text: Substring) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        let usual = String(text).replacing("-", with: "+").replacing("_", with: "/") + padding
        return Data(base64Encoded: usual).map { [UInt8]($0) }
    }
}

extension SignedPath.Issuer {
    private static let prefix = "token:"

    fileprivate var text: String {
        switch self {
        case .control: "control"
        case .host: "host"
        case .token(let name): Self.prefix + name
        }
    }

    fileprivate init?(text: String) {
        switch text {
        case "control": self = .control
        case "host": self = .host
        default:
            guard text.hasPrefix(Self.prefix) else { return nil }
            self = .token(String(text.dropFirst(Self.prefix.count)))
        }
    }
}
