// Python's strings are sequences of Unicode scalars, and equal only when they have the same ones. Swift's are sequences
// of grapheme clusters and equal when they look alike, so nothing here may use `Character`, `==` or `<` of two texts.

extension String {
    func isSame(as other: String) -> Bool {
        self.utf8.count == other.utf8.count && self.utf8.elementsEqual(other.utf8)
    }

    /// UTF-8 has the order of the scalars, which is Python's.
    func precedes(_ other: String) -> Bool { self.utf8.lexicographicallyPrecedes(other.utf8) }

    /// Number of scalars.
    var length: Int {
        var count = 0
        for byte in self.utf8 where byte & 0xC0 != 0x80 { count += 1 }
        return count
    }

    var scalars: [Unicode.Scalar] { Array(self.unicodeScalars) }

    init(_ scalars: some Sequence<Unicode.Scalar>) {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        self.init(text)
    }

    init(bytes: some Collection<UInt8>) { self.init(decoding: bytes, as: UTF8.self) }
}

extension Unicode.Scalar {
    /// Python's `str.isspace` of one character, which is also what `strip` and `split` cut at.
    var isPythonSpace: Bool {
        switch self.value {
        case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0: true
        case 0..<0x80: false
        default: self.properties.generalCategory == .spaceSeparator || self.value == 0x2028 || self.value == 0x2029
        }
    }

    /// Where `splitlines` cuts.
    var isLineEnd: Bool {
        switch self.value {
        case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    var isASCIIDigit: Bool { 0x30...0x39 ~= self.value }

    /// Python's `isalpha`: the letter categories, not Unicode's wider property.
    var isPythonLetter: Bool {
        switch self.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    var isPythonAlphanumeric: Bool { self.isPythonLetter || self.properties.numericType != nil }

    /// What `\w` matches.
    var isWord: Bool { self == "_" || self.isPythonAlphanumeric }
}
