import Testing

@testable import camworker

@Suite("The bitmap font and what text becomes")
struct BitmapFontTests {
    @Test("every printable character has a letter of its own")
    func distinct() {
        let glyphs = (UInt8(0x20)...0x7E).map { BitmapFont.glyph($0) }
        #expect(Set(glyphs).count == glyphs.count)
        for glyph in glyphs { #expect(glyph.rows.count == BitmapFont.height) }
        #expect(glyphs[0].rows.allSatisfy { $0 == 0 })
    }

    @Test("what it does not have is a question mark", arguments: [UInt8(0), 0x1F, 0x80, 0xFF])
    func unknown(byte: UInt8) {
        #expect(BitmapFont.glyph(byte) == BitmapFont.glyph(UInt8(ascii: "?")))
    }

    @Test("is drawn the right way round")
    func orientation() {
        let letter = BitmapFont.glyph(UInt8(ascii: "L"))
        #expect(letter.isLit(column: 0, row: 0))
        #expect(!letter.isLit(column: 4, row: 0))
        #expect(letter.isLit(column: 4, row: 6))
    }

    @Test(
        "accents are dropped and the rest becomes a question mark",
        arguments: [
            ("Front door", "Front door"), ("Vörgärten Straße", "Vorgarten Strasse"), ("Łódź", "Lodz"),
            ("e\u{301}te\u{301}", "ete"), ("“yard” – gate…", "\"yard\" - gate..."), ("玄関", "??"), ("🎥", "?"),
            ("a\nb\tc", "a b c"), ("Æther Œuvre", "AEther OEuvre"), ("\u{7}", "?"), ("", ""),
        ]
    )
    func folding(text: String, expected: String) {
        #expect(String(decoding: LatinFolding.ascii(text), as: UTF8.self) == expected)
    }

    @Test("text of any length is cut")
    func bounded() {
        #expect(LatinFolding.ascii(String(repeating: "…", count: 10_000)).count <= LatinFolding.maximumLength + 2)
    }
}
