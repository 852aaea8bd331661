/// What differs between two texts, line by line, with a little of what does not.
package struct LineDifference: CustomStringConvertible {
    package var description: String

    /// Lines shown around a difference.
    private static let context = 3
    /// Longest description: a failure text is read by people.
    private static let maximumLines = 80

    package init(from expected: String, to found: String) {
        let old = expected.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let new = found.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let marked = Self.marked(old, new)
        var shown = Set<Int>()
        for (index, line) in marked.enumerated() where line.mark != " " {
            shown.formUnion(max(0, index - Self.context)...min(marked.count - 1, index + Self.context))
        }
        var lines: [String] = []
        var last = -1
        for index in shown.sorted() {
            if index != last + 1 { lines.append("@@ line \(marked[index].number) @@") }
            lines.append("\(marked[index].mark)\(Self.visible(marked[index].text))")
            last = index
        }
        if lines.count > Self.maximumLines {
            lines = lines.prefix(Self.maximumLines) + ["… and \(lines.count - Self.maximumLines) lines more"]
        }
        self.description = lines.joined(separator: "\n")
    }

    private struct MarkedLine {
        var mark: Character
        var text: String
        /// Its line in the text it stands in.
        var number: Int
    }

    private static func marked(_ old: [String], _ new: [String]) -> [MarkedLine] {
        var removed = Set<Int>()
        var inserted = Set<Int>()
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var lines: [MarkedLine] = []
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            if left < old.count, removed.contains(left) {
                lines.append(MarkedLine(mark: "-", text: old[left], number: left + 1))
                left += 1
            } else if right < new.count, inserted.contains(right) {
                lines.append(MarkedLine(mark: "+", text: new[right], number: right + 1))
                right += 1
            } else {
                lines.append(MarkedLine(mark: " ", text: old[left], number: left + 1))
                left += 1
                right += 1
            }
        }
        return lines
    }

    /// Spaces at the end and control characters, made visible: they are what one overlooks.
    private static func visible(_ line: String) -> String {
        var text = ""
        for scalar in line.unicodeScalars {
            text += scalar.value < 0x20 && scalar != "\t" ? scalar.escaped(asASCII: true) : String(scalar)
        }
        guard let last = text.last, last == " " else { return text }
        return text.dropLast() + "·"
    }
}
