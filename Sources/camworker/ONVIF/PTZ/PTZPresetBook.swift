internal import Shared

/// The presets of a camera's streams, and when they are looked at again.
///
/// Pure. One stream is asked for at a time, in turn: a recorder with 32 channels is asked no more often for that.
struct PTZPresetBook {
    /// People add presets with the maker's own app, and seldom.
    static let rest: Duration = .seconds(15 * 60)
    /// Bytes of what is shown; beyond it presets are left out at the end.
    private static let longestWords = 1_000

    private(set) var presets: [String: [PTZPreset]] = [:]
    private var profiles: [String] = []
    private var turn = 0
    /// When the next is asked for; `nil` where none can be.
    private(set) var deadline: MonotonicTime?

    /// The device is known, for the first time or anew.
    ///
    /// - Parameters:
    ///   - profiles: tokens of the streams that can be moved.
    ///   - presets: by token, as far as they came.
    mutating func begin(_ profiles: [String], _ presets: [String: [PTZPreset]], at now: MonotonicTime) {
        self.profiles = profiles
        self.presets = presets
        self.deadline = profiles.isEmpty ? nil : now + Self.rest
    }

    /// The stream that is to be asked for now.
    mutating func next(at now: MonotonicTime) -> String? {
        guard let deadline, now >= deadline, !self.profiles.isEmpty else { return nil }
        self.deadline = now + Self.rest
        self.turn += 1
        return self.profiles[self.turn % self.profiles.count]
    }

    /// - Returns: whether they are others than before.
    mutating func note(_ presets: [PTZPreset], of profile: String) -> Bool {
        defer { self.presets[profile] = presets }
        return self.presets[profile] != presets
    }

    /// As an attribute: their names, or tokens of those without; `nil` where nothing is known.
    func words(of profile: String) -> String? {
        guard let presets = self.presets[profile] else { return nil }
        var words = ""
        for preset in presets {
            let word = preset.name.isEmpty ? preset.token : preset.name
            guard words.utf8.count + word.utf8.count + 2 <= Self.longestWords else { break }
            words += words.isEmpty ? word : ", \(word)"
        }
        return words
    }
}
