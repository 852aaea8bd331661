/// How a device wants to know who asks: by a token in the message, or by HTTP.
///
/// Pure. An order with both is two logins where both are refused, and cameras lock accounts. So the first question goes
/// without either: a device that answers it with a challenge for Digest is asked by HTTP alone. All others have both: those
/// that give no challenge see the token only, and for one of Basic the password need not go in clear where a token does.
struct LoginWay: Hashable {
    enum Way: Hashable {
        case unknown
        case both
        /// Without a token.
        case http
    }

    private(set) var way = Way.unknown
    /// Whether it let us in so.
    private var isProven = false

    /// A question without a login was answered, or not.
    ///
    /// - Parameters:
    ///   - wantsDigest: whether it was a challenge for Digest.
    ///   - isOpenToAll: whether an answer says nothing, since everybody has it.
    /// - Returns: whether it is to be asked again with one.
    mutating func foundOut(_ reply: ConnectFlow.Reply, wantsDigest: Bool, isOpenToAll: Bool) -> Bool {
        switch reply {
        case .answer where isOpenToAll: return false
        case .trouble(let trouble) where isOpenToAll && trouble.isUnsupported && !wantsDigest: return false
        case .trouble where wantsDigest: self.way = .http
        // Firmware says anything, or nothing, where a token is missing.
        case .answer, .trouble, .silence: self.way = .both
        }
        return true
    }

    /// An order with a login was answered, or not.
    ///
    /// - Parameter isChallenge: whether HTTP's login was refused, or not looked at.
    /// - Returns: whether it is to be asked again, since no login was looked at.
    mutating func answered(_ reply: ConnectFlow.Reply, isChallenge: Bool) -> Bool {
        guard self.way == .http else { return false }
        switch reply {
        case .answer: self.isProven = true
        case .trouble(let trouble) where trouble.isRefusal && !isChallenge:
            // Another service, which wants a token.
            self.way = .both
            return true
        case .trouble, .silence: break
        }
        return false
    }

    /// It does not let us in.
    mutating func refused() {
        // Some give a challenge and want a token all the same: those have both the next time.
        self.way = self.way == .http && !self.isProven ? .both : .unknown
        self.isProven = false
    }
}
