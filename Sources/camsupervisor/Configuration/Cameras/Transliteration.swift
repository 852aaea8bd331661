/// Letters beyond ASCII as Home Assistant's slugs write them (the tables of text-unidecode 1.3, which it uses), for
/// the scripts of European names: Latin, Greek, Cyrillic.
///
/// In other scripts an operator gives the id.
enum Transliteration {
    /// The ASCII letters for a scalar, lower case; `_` separates, empty leaves nothing.
    ///
    /// `nil` for other scripts.
    static func ascii(_ scalar: Unicode.Scalar) -> Substring? {
        // Combining marks: "e" and U+0301 are an "e".
        if (0x300...0x36F).contains(scalar.value) { return "" }
        for block in Self.blocks where scalar.value >= block.first {
            let index = Int(scalar.value - block.first)
            if index < block.letters.count { return block.letters[index] == "." ? "" : block.letters[index] }
        }
        return nil
    }

    private struct Block {
        var first: UInt32
        var letters: [Substring]

        /// - Parameter rows: one word for each scalar from `first` on; `.` leaves nothing.
        init(_ first: UInt32, _ rows: String) {
            self.first = first
            self.letters = rows.split { $0 == " " || $0 == "\n" }
        }
    }

    private static let blocks = [
        // Latin-1 Supplement, Latin Extended-A and -B.
        Block(
            0xA0,
            """
            _ _ c_ ps __ y_ _ ss _ _c_ a __ _ . _r_ _ deg __ 2 3 . u p _ _ 1 o __ 1_4 1_2 3_4 _ a a a a a a ae c e e
            e e i i i i d n o o o o o x o u u u u y th ss a a a a a a ae c e e e e i i i i d n o o o o o _ o u u u u
            y th y a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g g g g g h h h h i i i i i i i i i
            i ij ij j j k k k l l l l l l l l l l n n n n n n n ng ng o o o o o o oe oe r r r r r r s s s s s s s s
            t t t t t t u u u u u u u u u u u u w w y y y z z z z z z s b b b b 6 6 o c c d d d d d 3 _ e f f g g hv
            i i k k l l w n n o o o oi oi p p yr 2 2 sh sh t t t t u u y v y y z z zh zh zh zh 2 5 5 ts w _ __ __ _
            dz dz dz lj lj lj nj nj nj a a i i o o u u u u u u u u u u _ a a a a ae ae g g g g k k o o o o zh zh j
            dz dz dz g g hv w n n a a ae ae o o a a a a e e e e i i i i o o o o r r r r u u u u s s t t y y h h n d
            ou ou z z a a e e o o o o o o o o y y l n t j db qp a c c l t s z ___ ___ b u _ e e j j q q r r y y
            """
        ),
        // Greek.
        Block(
            0x370,
            """
            ___ ___ ___ ___ . _ ___ ___ ___ ___ . ___ ___ ___ _ ___ ___ ___ ___ ___ . . a _ e e i ___ o ___ u o i a
            b g d e z e th i k l m n ks o p r ___ s t u ph kh ps o i u a e e i u a b g d e z e th i k l m n x o p r
            s s t u ph kh ps o i u o u o ___ b th u u u ph p _ ___ ___ st st w w q q sp sp sh sh f f kh kh h h g g
            ch ch ti ti k r c j ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ ____
            """
        ),
        // Cyrillic.
        Block(
            0x400,
            """
            ie io dj gj e dz i yi j lj nj tsh kj i u dzh a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch
            . y . e iu ia a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch . y . e iu ia ie io dj gj ie
            dz i yi j lj nj tsh kj i u dzh
            """
        ),
        // Ukrainian ghe with upturn.
        Block(
            0x490,
            """
            g g
            """
        ),
        // Latin Extended Additional (Vietnamese among others).
        Block(
            0x1E00,
            """
            a a b b b b b b c c d d d d d d d d d d e e e e e e e e e e f f g g h h h h h h h h h h i i i i k k k k
            k k l l l l l l l l m m m m m m n n n n n n n n o o o o o o o o p p p p r r r r r r r r s s s s s s s s
            s s t t t t t t t t u u u u u u u u u u v v v v w w w w w w w w w w x x x x y y z z z z z z h t w y a s
            s s ss d a a a a a a a a a a a a a a a a a a a a a a a a e e e e e e e e e e e e e e e e i i i i o o o o
            o o o o o o o o o o o o o o o o o o o o u u u u u u u u u u u u u u y y y y y y y y ___ ___ ___ ___ ___
            ____
            """
        ),
        // Dashes and quotation marks.
        Block(
            0x2010,
            """
            _ _ _ _ __ __ __ _ . . _ . _ _ __ _ _ __ _ __ _ __ ___ _
            """
        ),
        // The numero sign.
        Block(0x2116, "no"),
    ]
}
