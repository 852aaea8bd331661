/// Runs a regular expression over a text, going back where it went wrong; every move is a step of the template.
struct RegexMatcher {
    /// Where something matched: offsets in scalars, by group; -1 where a group took no part.
    struct Match {
        var offsets: [Int]

        var start: Int { self.offsets[0] }
        var end: Int { self.offsets[1] }
    }

    private enum Undo {
        case branch(Int, Int)
        case offset(Int, Int)
        case mark(Int, Int)
    }

    let program: RegexProgram
    let text: [Unicode.Scalar]
    let renderer: Renderer

    init(_ program: RegexProgram, _ text: String, _ renderer: Renderer) {
        self.program = program
        self.text = text.scalars
        self.renderer = renderer
    }

    /// The first match from `start` on.
    /// - Parameter mustTake: At `start` itself it may not be empty.
    func search(from start: Int, mustTake: Bool = false) throws(TemplateError) -> Match? {
        guard start <= self.text.count else { return nil }
        for index in start...self.text.count {
            if let match = try self.match(at: index, mustTake: mustTake && index == start) { return match }
        }
        return nil
    }

    func match(at start: Int, mustTake: Bool = false, mustEnd: Bool = false) throws(TemplateError) -> Match? {
        var offsets = [Int](repeating: -1, count: 2 * (self.program.groupCount + 1))
        let least = mustTake ? start + 1 : start
        guard let end = try self.run(0, start, &offsets, least: least, mustEnd: mustEnd) else { return nil }
        offsets[0] = start
        offsets[1] = end
        return Match(offsets: offsets)
    }

    /// All of them, from left to right.
    func all() throws(TemplateError) -> [Match] {
        var matches: [Match] = []
        var start = 0
        var mustTake = false
        while let match = try self.search(from: start, mustTake: mustTake) {
            matches.append(match)
            try self.renderer.check(elements: matches.count)
            start = match.end
            mustTake = match.end == match.start
        }
        return matches
    }

    func group(_ number: Int, of match: Match) -> String? {
        let (start, end) = (match.offsets[2 * number], match.offsets[2 * number + 1])
        guard start >= 0, end >= start else { return nil }
        return String(self.text[start..<end])
    }

    // MARK: Running

    private func run(
        _ first: Int,
        _ start: Int,
        _ offsets: inout [Int],
        least: Int,
        mustEnd: Bool
    ) throws(TemplateError) -> Int? {
        var undo: [Undo] = []
        var marks = [Int](repeating: -1, count: self.program.markCount)
        var (next, position) = (first, start)
        while true {
            try self.renderer.step()
            var fits = true
            switch self.program.instructions[next] {
            case .match:
                if position >= least, !mustEnd || position == self.text.count { return position }
                fits = false
            case .jump(let target): next = target
            case .split(let target, let other):
                undo.append(.branch(other, position))
                next = target
            case .save(let slot):
                undo.append(.offset(slot, offsets[slot]))
                offsets[slot] = position
                next += 1
            case .mark(let mark):
                undo.append(.mark(mark, marks[mark]))
                marks[mark] = position
                next += 1
            case .progress(let mark, let otherwise):
                next = marks[mark] == position ? otherwise : next + 1
            case .look(let isNegated, let behind, let target):
                fits = try self.look(next + 1, position - (behind ?? 0), &offsets) != isNegated
                next = target
            case let instruction:
                fits = self.take(instruction, &position, offsets)
                next += 1
            }
            guard fits || Self.goBack(&undo, &next, &position, &offsets, &marks) else { return nil }
        }
    }

    private static func goBack(
        _ undo: inout [Undo],
        _ next: inout Int,
        _ position: inout Int,
        _ offsets: inout [Int],
        _ marks: inout [Int]
    ) -> Bool {
        while let last = undo.popLast() {
            switch last {
            case .branch(let target, let place):
                (next, position) = (target, place)
                return true
            case .offset(let slot, let old): offsets[slot] = old
            case .mark(let mark, let old): marks[mark] = old
            }
        }
        return false
    }

    private func look(_ first: Int, _ start: Int, _ offsets: inout [Int]) throws(TemplateError) -> Bool {
        guard start >= 0 else { return false }
        return try self.run(first, start, &offsets, least: 0, mustEnd: false) != nil
    }

    /// One character, or none.
    private func take(_ instruction: RegexProgram.Instruction, _ position: inout Int, _ offsets: [Int]) -> Bool {
        switch instruction {
        case .anchor(let anchor): return self.holds(anchor, position)
        case .backReference(let number): return self.repeats(number, &position, offsets)
        default: break
        }
        guard position < self.text.count else { return false }
        let scalar = self.text[position]
        position += 1
        switch instruction {
        case .scalar(let wanted): return self.program.ignoresCase ? scalar.folded == wanted : scalar == wanted
        case .set(let set): return set.contains(scalar, ignoringCase: self.program.ignoresCase)
        default: return true
        }
    }

    private func repeats(_ number: Int, _ position: inout Int, _ offsets: [Int]) -> Bool {
        let (start, end) = (offsets[2 * number], offsets[2 * number + 1])
        guard start >= 0, end >= start, position + end - start <= self.text.count else { return false }
        for index in start..<end {
            let (left, right) = (self.text[index], self.text[position + index - start])
            guard left == right || (self.program.ignoresCase && left.folded == right.folded) else { return false }
        }
        position += end - start
        return true
    }

    private func holds(_ anchor: RegexAnchor, _ position: Int) -> Bool {
        let count = self.text.count
        switch anchor {
        case .start: return position == 0
        case .end: return position == count
        case .lineStart: return position == 0 || self.text[position - 1] == "\n"
        case .lineEnd: return position == count || self.text[position] == "\n"
        case .nearEnd: return position == count || (position == count - 1 && self.text[position] == "\n")
        case .wordEdge, .notWordEdge:
            let before = position > 0 && self.text[position - 1].isWord
            let after = position < count && self.text[position].isWord
            return (before != after) == (anchor == .wordEdge)
        }
    }
}
