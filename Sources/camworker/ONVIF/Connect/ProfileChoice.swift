internal import Shared

extension ProfileChoice {
    /// The chosen ones in the device's order.
    func chosen(of profiles: [MediaProfile]) -> [MediaProfile] {
        let compatible = profiles.filter { $0.coding?.isCompatible == true }
        switch self {
        case .all: return compatible
        case .best:
            var best: [String?: MediaProfile] = [:]
            for profile in compatible {
                // The first of those that are alike: devices list their main stream first.
                guard let other = best[profile.source] else {
                    best[profile.source] = profile
                    continue
                }
                if profile.rank > other.rank { best[profile.source] = profile }
            }
            return compatible.filter { best[$0.source]?.token == $0.token }
        case .tokens(let tokens):
            // Names too: that is what the camera's own pages show.
            return compatible.filter { tokens.contains($0.token) || tokens.contains($0.name) }
        }
    }
}

extension MediaProfile {
    /// The larger the better; video before a sequence of pictures of the same size.
    var rank: Int { self.width * self.height * 2 + (self.coding == .jpeg ? 0 : 1) }
}
