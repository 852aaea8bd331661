/// A small fixed-width font of our own: 5 × 9 pixels a letter, U+0020 to U+007F.
///
/// A worker reaches no font files (Landlock), and needs a dozen words.
enum BitmapFont {
    /// Pixels of a letter.
    static let width = 5
    static let height = 9
    /// Pixels from one letter to the next.
    static let advance = 6
    /// Pixels from one line to the next.
    static let lineAdvance = 12

    /// One letter: nine rows of five bits, the leftmost pixel in the highest.
    struct Glyph: Hashable, Sendable {
        fileprivate(set) var rows: [UInt8] = []

        func isLit(column: Int, row: Int) -> Bool {
            self.rows[row] >> (BitmapFont.width - 1 - column) & 1 == 1
        }
    }

    /// The letter for an ASCII character; that of `?` for all others.
    static func glyph(_ ascii: UInt8) -> Glyph {
        let index = Int(ascii) - self.first
        return self.glyphs[self.glyphs.indices.contains(index) ? index : self.questionMark]
    }

    private static let first = 0x20
    private static let questionMark = 0x3F - 0x20
    private static let lettersInBand = 16

    private static let glyphs: [Glyph] = {
        let lines = bitmapFontDrawings.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
        precondition(lines.count == 6 * Self.height, "six bands of nine rows")
        var glyphs: [Glyph] = []
        for band in 0..<6 {
            let rows = lines[(band * Self.height)..<((band + 1) * Self.height)].map { Array($0) }
            for letter in 0..<Self.lettersInBand {
                glyphs.append(Glyph(rows: rows.map { Self.bits($0, at: letter * Self.advance) }))
            }
        }
        return glyphs
    }()

    private static func bits(_ line: [UInt8], at column: Int) -> UInt8 {
        line[column..<(column + self.width)].reduce(0) { $0 << 1 | ($1 == UInt8(ascii: "#") ? 1 : 0) }
    }
}
