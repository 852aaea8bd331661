/// A regular expression as it was written.
indirect enum RegexNode {
    case empty
    case scalar(Unicode.Scalar)
    case any
    case set(RegexSet)
    case sequence([RegexNode])
    case either([RegexNode])
    /// A group that is remembered, by number.
    case group(Int, RegexNode)
    case repeated(RegexNode, least: Int, most: Int?, isLazy: Bool)
    case anchor(RegexAnchor)
    case backReference(Int)
    case look(RegexNode, isBehind: Bool, isNegated: Bool)

    /// The number of scalars it matches, when that is always the same.
    var width: Int? {
        switch self {
        case .empty, .anchor, .look: return 0
        case .scalar, .any, .set: return 1
        case .sequence(let nodes):
            var width = 0
            for node in nodes {
                guard let one = node.width else { return nil }
                width += one
            }
            return width
        case .either(let nodes):
            let widths = nodes.map(\.width)
            guard let first = widths.first, widths.allSatisfy({ $0 == first }) else { return nil }
            return first
        case .group(_, let node): return node.width
        case .repeated(let node, let least, let most, _):
            guard least == most, let one = node.width else { return nil }
            return one * least
        case .backReference: return nil
        }
    }
}

enum RegexAnchor {
    case start
    case end
    case lineStart
    case lineEnd
    /// The end, or before a line end that is the last character.
    case nearEnd
    case wordEdge
    case notWordEdge
}

/// A set of characters: `[a-z\d]`.
struct RegexSet {
    enum Class {
        case digit
        case word
        case space
    }

    var scalars: Set<Unicode.Scalar> = []
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    var classes: [(Class, isNegated: Bool)] = []
    var isNegated = false

    func contains(_ scalar: Unicode.Scalar, ignoringCase: Bool) -> Bool {
        guard ignoringCase else { return self.holds(scalar) != self.isNegated }
        return (self.holds(scalar) || scalar.otherCases.contains { self.holds($0) }) != self.isNegated
    }

    private func holds(_ scalar: Unicode.Scalar) -> Bool {
        if self.scalars.contains(scalar) || self.ranges.contains(where: { $0 ~= scalar }) { return true }
        return self.classes.contains { kind, isNegated in
            switch kind {
            case .digit: (scalar.properties.numericType == .decimal) != isNegated
            case .word: scalar.isWord != isNegated
            case .space: scalar.isPythonSpace != isNegated
            }
        }
    }
}

extension Unicode.Scalar {
    /// The same letter in upper and lower case.
    var otherCases: [Unicode.Scalar] {
        let forms = [self.properties.lowercaseMapping, self.properties.uppercaseMapping]
        return forms.compactMap { form in
            let scalars = form.unicodeScalars
            guard scalars.count == 1, let only = scalars.first, only != self else { return nil }
            return only
        }
    }

    var folded: Unicode.Scalar {
        if self.isASCII { return 0x41...0x5A ~= self.value ? Unicode.Scalar(UInt8(self.value | 0x20)) : self }
        let lower = self.properties.lowercaseMapping.unicodeScalars
        return lower.count == 1 ? lower.first ?? self : self
    }
}
