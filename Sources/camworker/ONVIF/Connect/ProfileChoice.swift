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
            let named = Set(tokens.flatMap { Self.named($0, in: profiles) }.map(\.token))
            return compatible.filter { named.contains($0.token) }
        }
    }

    /// The profiles that are meant by a token or, as the camera's own pages show it, a name: exactly so, or with other capitals.
    static func named(_ word: String, in profiles: [MediaProfile]) -> [MediaProfile] {
        let lowercased = word.lowercased()
        let ways: [(MediaProfile) -> Bool] = [
            { $0.token == word }, { $0.name == word },
            { $0.token.lowercased() == lowercased || $0.name.lowercased() == lowercased },
        ]
        return ways.lazy.map { profiles.filter($0) }.first { !$0.isEmpty } ?? []
    }
}

// MARK: - What is wrong with it, in words

extension ProfileChoice {
    /// Names that are said again, and profiles that are listed.
    private static let mostNamed = 4
    private static let mostListed = 6
    /// Scalars of each.
    private static let longestName = 60

    /// What is named that the device does not have; `nil` while there is no such thing.
    func complaint(of profiles: [MediaProfile]) -> String? {
        guard case .tokens(let tokens) = self, !profiles.isEmpty else { return nil }
        let unknown = tokens.filter { Self.named($0, in: profiles).isEmpty }
        guard !unknown.isEmpty else { return nil }
        let names = Self.list(unknown.map { "'\(Self.shown($0))'" }, most: Self.mostNamed)
        let what = unknown.count == 1 ? "profile" : "profiles"
        return "`profiles` names \(names), and the device has no such \(what); it has \(Self.list(of: profiles))"
    }

    /// Why there is no view of a device with these profiles.
    func lack(of profiles: [MediaProfile]) -> String {
        guard !profiles.isEmpty else { return "the device has no media profile" }
        let complaint = self.complaint(of: profiles)
        if case .tokens(let tokens) = self {
            let named = tokens.flatMap { Self.named($0, in: profiles) }
            guard !named.isEmpty else { return complaint ?? "`profiles` names nothing" }
            let words = "no profile that `profiles` names can be shown, with H.264, H.265 or JPEG"
            return [words, complaint].compactMap(\.self).joined(separator: "; ")
        }
        return
            "the device has no profile that can be shown, with H.264, H.265 or JPEG; it has \(Self.list(of: profiles))"
    }

    /// By token, which tells them apart, with the name where it is another.
    private static func list(of profiles: [MediaProfile]) -> String {
        let words = profiles.map { profile in
            let token = Self.shown(profile.token)
            return profile.name == profile.token ? token : "\(token) (\(Self.shown(profile.name)))"
        }
        return Self.list(words, most: Self.mostListed)
    }

    private static func list(_ words: [String], most: Int) -> String {
        let more = words.count - most
        return (words.prefix(most) + (more > 0 ? ["\(more) more"] : [])).joined(separator: ", ")
    }

    private static func shown(_ name: String) -> String { TextExcerpt.name(name, longest: Self.longestName) }
}

extension MediaProfile {
    /// The larger the better; video before a sequence of pictures of the same size.
    var rank: Int { self.width * self.height * 2 + (self.coding == .jpeg ? 0 : 1) }
}
