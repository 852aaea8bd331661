/// Why a command came to nothing.
enum AmcrestTrouble: Error, Hashable, CustomStringConvertible {
    /// The camera answered, and will not.
    case camera(AmcrestAnswer.Refusal)
    /// 401.
    case refused(String)
    /// Nothing came.
    case unavailable(String)
    /// The camera says OK to a setting and keeps another; what it keeps.
    case notKept(String)
    /// It was not asked: the camera is away or refuses us, or too much waits.
    case notAsked(String)

    var description: String {
        switch self {
        case .camera(let refusal): "\(refusal)"
        case .notKept(let words): "the camera says OK, and \(words)"
        case .refused(let reason), .unavailable(let reason), .notAsked(let reason): reason
        }
    }
}
