/// How a device writes the addresses it gives: real ones get them wrong in all these ways.
package enum ScriptedAddress: Sendable, Hashable {
    /// As they are.
    case right
    case withoutPath
    /// `http://127.0.0.1:8000:8000/…`.
    case portTwice
    /// Another host, which leads nowhere or elsewhere; with or without a port of its own.
    case host(String)
    case relative
    case empty
    case text(String)

    /// `origin` is `http://127.0.0.1:8000`.
    func text(origin: String, path: String) -> String {
        switch self {
        case .right: return origin + path
        case .withoutPath: return origin
        case .portTwice:
            let port = origin.split(separator: ":").last ?? ""
            return "\(origin):\(port)\(path)"
        case .host(let host): return "\(origin.prefix { $0 != ":" })://\(host)\(path)"
        case .relative: return path
        case .empty: return ""
        case .text(let text): return text
        }
    }
}
