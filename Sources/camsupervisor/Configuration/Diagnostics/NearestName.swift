/// Finds the right name that a misspelt one was meant to be.
enum NearestName {
    /// No option or secret of ours is longer; a longer text is no misspelling, and its distance would cost time.
    private static let longestText = 48

    /// The nearest of `names`, or `nil` when none is near enough to be meant: a third of the letters may be wrong.
    ///
    /// Capitals, spaces, dashes and underscores count nothing: people copy the labels of a form.
    static func to(_ text: String, among names: [String]) -> String? {
        guard text.utf8.count <= Self.longestText else { return nil }
        let letters = Self.letters(of: text)
        let allowed = max(1, letters.count / 3)
        var best: (name: String, distance: Int)?
        for name in names {
            let others = Self.letters(of: name)
            // One letter more or less is one that is wrong.
            guard abs(others.count - letters.count) <= allowed else { continue }
            let distance = Self.distance(letters, others)
            if distance <= allowed, distance < (best?.distance ?? .max) { best = (name, distance) }
        }
        return best?.name ?? Self.completion(of: letters, among: names)
    }

    /// `stale` for `stale_after`: the only name that begins so.
    private static func completion(of letters: [UInt8], among names: [String]) -> String? {
        guard letters.count >= 3 else { return nil }
        let longer = names.filter { Self.letters(of: $0).starts(with: letters) }
        return longer.count == 1 ? longer.first : nil
    }

    /// The hint for it, in words.
    static func hint(for text: String, among names: [String]) -> String? {
        Self.to(text, among: names).map(Self.hint(naming:))
    }

    static func hint(naming name: String) -> String { "did you mean \"\(name)\"?" }

    private static func letters(of text: String) -> [UInt8] {
        Array(text.lowercased().utf8.filter { !" -_".utf8.contains($0) })
    }

    /// Insertions, deletions, replacements and swaps of neighbours (the optimal string alignment distance).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            for column in 1...right.count {
                let cost = left[row - 1] == right[column - 1] ? 0 : 1
                var least = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + cost)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    least = min(least, beforeLast[column - 2] + 1)
                }
                current.append(least)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
