/// Python's `textwrap.wrap` with the switches that the filter sets.
struct WordWrap {
    let width: Int
    let breaksLongWords: Bool
    let breaksOnHyphens: Bool

    init(width: Int, breaksLongWords: Bool, breaksOnHyphens: Bool) {
        self.width = width
        self.breaksLongWords = breaksLongWords
        self.breaksOnHyphens = breaksOnHyphens
    }

    mutating func lines(of text: String, _ renderer: Renderer) throws(TemplateError) -> [String] {
        guard self.width > 0 else { throw .value("invalid width \(self.width) (must be > 0)") }
        try renderer.spend(steps: text.utf8.count)
        var chunks = self.chunks(text.scalars)[...]
        var lines: [String] = []
        while !chunks.isEmpty {
            var line: [[Unicode.Scalar]] = []
            var length = 0
            if !lines.isEmpty, Self.isSpace(chunks[chunks.startIndex]) { chunks.removeFirst() }
            while let chunk = chunks.first, length + chunk.count <= self.width {
                line.append(chunk)
                length += chunk.count
                chunks.removeFirst()
            }
            if let chunk = chunks.first, chunk.count > self.width {
                try renderer.spend(steps: chunk.count >> 3)
                self.breakWord(&chunks, &line, length)
            }
            if let last = line.last, Self.isSpace(last) { line.removeLast() }
            if !line.isEmpty { lines.append(String(line.joined())) }
        }
        return lines
    }

    private static func isSpace(_ chunk: [Unicode.Scalar]) -> Bool { chunk.allSatisfy { $0.isPythonSpace } }

    /// What is longer than a line begins on this one, or fills one alone.
    private func breakWord(
        _ chunks: inout ArraySlice<[Unicode.Scalar]>,
        _ line: inout [[Unicode.Scalar]],
        _ length: Int
    ) {
        let chunk = chunks.removeFirst()
        guard self.breaksLongWords else {
            if line.isEmpty { line.append(chunk) } else { chunks.insert(chunk, at: chunks.startIndex) }
            return
        }
        // Nothing may be left on this line; an empty part then takes its place, as in the original.
        var room = self.width - length
        if self.breaksOnHyphens, chunk.count > room {
            let head = chunk.prefix(room)
            if let hyphen = head.lastIndex(of: "-"), hyphen > 0, head[..<hyphen].contains(where: { $0 != "-" }) {
                room = hyphen + 1
            }
        }
        line.append(Array(chunk.prefix(room)))
        if room < chunk.count { chunks.insert(Array(chunk[room...]), at: chunks.startIndex) }
    }

    /// Words and the spaces between them; hyphenated words in parts.
    private func chunks(_ scalars: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
        var chunks: [[Unicode.Scalar]] = []
        var index = 0
        while index < scalars.count {
            let isSpace = scalars[index].isWrapSpace
            var end = index
            while end < scalars.count, scalars[end].isWrapSpace == isSpace { end += 1 }
            let word = Array(scalars[index..<end])
            chunks += isSpace || !self.breaksOnHyphens ? [word] : Self.parts(word)
            index = end
        }
        return chunks
    }

    /// Cuts after a hyphen that has letters on both sides, and around dashes of two or more.
    private static func parts(_ word: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
        var parts: [[Unicode.Scalar]] = []
        var start = 0
        var index = 0
        while index < word.count {
            guard word[index] == "-" else {
                index += 1
                continue
            }
            var end = index
            while end < word.count, word[end] == "-" { end += 1 }
            let isDash =
                end - index >= 2 && index > 0 && end < word.count && word[end].isWord
                && (word[index - 1].isWord || "!\"'&.,?".unicodeScalars.contains(word[index - 1]))
            if isDash {
                if index > start { parts.append(Array(word[start..<index])) }
                parts.append(Array(word[index..<end]))
                start = end
            } else if end - index == 1, Self.isHyphen(word, index) {
                parts.append(Array(word[start...index]))
                start = end
            }
            index = end
        }
        if start < word.count { parts.append(Array(word[start...])) }
        return parts
    }

    private static func isHyphen(_ word: [Unicode.Scalar], _ index: Int) -> Bool {
        func isLetter(_ index: Int) -> Bool {
            word.indices.contains(index) && word[index].isWord && !word[index].isASCIIDigit
        }
        let before =
            (isLetter(index - 1) && isLetter(index - 2))
            || (isLetter(index - 1) && index >= 2 && word[index - 2] == "-")
        return before && isLetter(index + 1)
            && (isLetter(index + 2) || (index + 2 < word.count && word[index + 2] == "-"))
    }
}

extension Unicode.Scalar {
    /// `textwrap` knows the spaces of ASCII only.
    fileprivate var isWrapSpace: Bool { self.isASCII && self.isPythonSpace && self.value < 0x1C || self == " " }
}
