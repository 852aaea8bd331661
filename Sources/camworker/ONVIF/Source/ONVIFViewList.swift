internal import IPC
internal import Shared

/// Which profile is which view: their numbers hold for as long as this process lives.
///
/// Pure. The largest is the camera itself; the others follow in the device's order, and what the device no longer has keeps
/// its place.
struct ONVIFViewList {
    struct Entry: Hashable {
        var token: String
        var name: String
        var hasMedia: Bool
        var isEnabledByDefault: Bool
        /// Whether the device has it at present.
        var isThere = true
    }

    /// By number.
    private(set) var entries: [Entry] = []
    /// Profiles that there is no place for.
    private(set) var left = 0

    /// The profile that is the camera itself.
    static func first(of profiles: [MediaProfile]) -> MediaProfile? {
        // Of those that are alike the first: devices list their main stream before others.
        profiles.reduce(nil) { best, profile in best.map { profile.rank > $0.rank ? profile : $0 } ?? profile }
    }

    /// The token that is or will be that of the camera itself.
    func first(of profiles: [MediaProfile]) -> String? {
        if let first = self.entries.first, profiles.contains(where: { $0.token == first.token }) { return first.token }
        return Self.first(of: profiles)?.token
    }

    /// Takes what the device has.
    ///
    /// - Returns: whether the list is another one than before.
    mutating func take(_ profiles: [MediaProfile]) -> Bool {
        guard let first = self.first(of: profiles) else { return self.miss(profiles) }
        let before = self.entries
        var widths: [String?: Int] = [:]
        for profile in profiles { widths[profile.source] = max(widths[profile.source] ?? 0, profile.width) }
        func entry(_ profile: MediaProfile) -> Entry {
            Entry(
                token: profile.token,
                name: Self.shortened(profile.name),
                hasMedia: profile.coding != .jpeg,
                isEnabledByDefault: profile.width == widths[profile.source]
            )
        }
        for index in self.entries.indices { self.entries[index].isThere = false }
        self.left = 0
        for profile in self.ordered(profiles, first) {
            let entry = entry(profile)
            if let index = self.entries.firstIndex(where: { $0.token == profile.token }) {
                self.entries[index] = entry
            } else if profile.token == first, !self.entries.isEmpty {
                // The camera itself is another profile since.
                self.entries[0] = entry
            } else if self.entries.count < ViewDeclaration.most {
                self.entries.append(entry)
            } else {
                self.left += 1
            }
        }
        if !self.entries.isEmpty { self.entries[0].isEnabledByDefault = true }
        return self.entries != before
    }

    /// The camera itself, then as the device has them; of very many the largest of each lens come before others.
    private func ordered(_ profiles: [MediaProfile], _ first: String) -> [MediaProfile] {
        let main = profiles.filter { $0.token == first }
        let others = profiles.filter { $0.token != first }
        guard profiles.count > ViewDeclaration.most else { return main + others }
        let best = Set(ProfileChoice.best.chosen(of: profiles).map(\.token))
        return main + others.filter { best.contains($0.token) } + others.filter { !best.contains($0.token) }
    }

    /// What is said of those that there is no place for; `nil` when there are none.
    var complaint: String? {
        guard self.left > 0 else { return nil }
        let most = ViewDeclaration.most
        return "\(self.left) of the device's profiles are not shown, since a camera has \(most) views at most: "
            + "list them in `profiles` of another camera"
    }

    private mutating func miss(_ profiles: [MediaProfile]) -> Bool {
        let before = self.entries
        for index in self.entries.indices { self.entries[index].isThere = false }
        return self.entries != before
    }

    var declarations: [ViewDeclaration] {
        // Of one view there is nothing to be told from others.
        guard self.entries.count > 1 else {
            return self.entries.map { ViewDeclaration(key: "", name: "", hasMedia: $0.hasMedia) }
        }
        return self.entries.map {
            ViewDeclaration(
                key: $0.token,
                name: $0.name,
                hasMedia: $0.hasMedia,
                isEnabledByDefault: $0.isEnabledByDefault
            )
        }
    }

    private static func shortened(_ name: String) -> String {
        var name = name
        while name.utf8.count > ViewDeclaration.longest { name.removeLast() }
        return name
    }
}
