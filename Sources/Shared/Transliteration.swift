/// Letters beyond ASCII as Home Assistant's slugs write them (each decomposed by NFKD, then by the tables of
/// text-unidecode 1.3), for the scripts of European names: Latin, Greek, Cyrillic; and signs that stand beside them.
///
/// In other scripts an operator gives the id.
enum Transliteration {
    /// The ASCII for a scalar, in lower case; `_` separates, `,` is a comma, empty leaves nothing.
    ///
    /// `nil` for other scripts.
    static func ascii(_ scalar: Unicode.Scalar) -> Substring? {
        // Pictures, which the tables do not have.
        if scalar.value > 0xFFFF { return "" }
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
        // Latin-1 Supplement, Latin Extended-A and -B, phonetic letters, modifiers, combining marks.
        Block(
            0xA0,
            """
            _ _ c_ ps __ y_ _ ss _ _c_ a __ _ . _r_ _ deg __ 2 3 _ m p _ _ 1 o __ 1_4 1_2 3_4 _ a a a a a a ae c e e e
            e i i i i d n o o o o o x o u u u u y th ss a a a a a a ae c e e e e i i i i d n o o o o o _ o u u u u y
            th y a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g g g g g h h h h i i i i i i i i i i
            ij ij j j k k k l l l l l l l_ l_ l l n n n n n n n ng ng o o o o o o oe oe r r r r r r s s s s s s s s t
            t t t t t u u u u u u u u u u u u w w y y y z z z z z z s b b b b 6 6 o c c d d d d d 3 _ e f f g g hv i i
            k k l l w n n o o o oi oi p p yr 2 2 sh sh t t t t u u y v y y z z zh zh zh zh 2 5 5 ts w _ __ __ _ dz dz
            dz lj lj lj nj nj nj a a i i o o u u u u u u u u u u _ a a a a ae ae g g g g k k o o o o zh z j dz dz dz g
            g hv w n n a a ae ae o o a a a a e e e e i i i i o o o o r r r r u u u u s s t t y y h h n d ou ou z z a a
            e e o o o o o o o o y y l n t j db qp a c c l t s z ___ ___ b u _ e e j j q q r r y y a a a b o c d d e _
            _ e e e e j g g g g u y h h i i i l l l lz w w m n n n o oe o f r r r r r r r r r s s j s s t t u u v _ w
            y y z z z z _ _ _ c _ b e g h j k l q _ _ dz dz dz ts ts tc fn ls lz ww __ h h h h j r r r r w y . _ _ . _
            _ . _ _ _ _ _ v _ v . _ _ _ , _ _ _ _ _ _ . _ v _ _ _ _ _ _ _ _ r x g l s x _ . . . . . . . v _ _ ___ ___
            ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ ____ . . . . . . . . . . . . . . . . . . . . . . .
            . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . .
            . . . ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ . . . a e i o u c d h m r t v x
            """
        ),
        // Greek.
        Block(
            0x370,
            """
            ___ ___ ___ ___ . , ___ ___ ___ ___ _ ___ ___ ___ _ ___ ___ ___ ___ ___ _ _ a _ e e i ___ o ___ u o i a b
            g d e z e th i k l m n ks o p r ___ s t u ph kh ps o i u a e e i u a b g d e z e th i k l m n x o p r s s
            t u ph kh ps o i u o u o ___ b th u u u ph p _ ___ ___ st st w w q q sp sp sh sh f f kh kh h h g g ch ch
            ti ti k r s j th e ___ ___ ___ s ___ ___ ___ ___ ___ ____
            """
        ),
        // Cyrillic.
        Block(
            0x400,
            """
            e e dj g e dz i i j lj nj tsh k i u dzh a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch . y .
            e iu ia a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch . y . e iu ia e e dj g ie dz i i j lj
            nj tsh k i u dzh o o e e ie ie e e ie ie o o io io ks ks ps ps f f y y y y u u o o o o ot ot q q _1000_ .
            . . . ___ _100_000_ _1_000_000_ ___ ___ _ _ r r g g g g g g zh zh z z k k k k k k k k n n ng ng p p kh kh
            s s t t u u u u kh kh tts tts ch ch ch ch h h ch ch ch ch _ zh zh k k ___ ___ n n ___ ___ ch ch ___ ___
            ___ a a a a ae ae e e _ _ _ _ zh zh z z dz dz i i i i o o o o o o e e u u u u u u ch ch ___ ___ y y ___
            ___ ___ ___ ___ ____
            """
        ),
        // Latin Extended Additional (Vietnamese among others), Greek with all its accents.
        Block(
            0x1E00,
            """
            a a b b b b b b c c d d d d d d d d d d e e e e e e e e e e f f g g h h h h h h h h h h i i i i k k k k k
            k l l l l l l l l m m m m m m n n n n n n n n o o o o o o o o p p p p r r r r r r r r s s s s s s s s s s
            t t t t t t t t u u u u u u u u u u v v v v w w w w w w w w w w x x x x y y z z z z z z h t w y a_ s s s
            ss d a a a a a a a a a a a a a a a a a a a a a a a a e e e e e e e e e e e e e e e e i i i i o o o o o o o
            o o o o o o o o o o o o o o o o o u u u u u u u u u u u u u u y y y y y y y y ___ ___ ___ ___ ___ ____ a a
            a a a a a a a a a a a a a a e e e e e e ___ ___ e e e e e e ___ ___ e e e e e e e e e e e e e e e e i i i
            i i i i i i i i i i i i i o o o o o o ___ ___ o o o o o o ___ ___ u u u u u u u u ___ u ___ u ___ u ___ u
            o o o o o o o o o o o o o o o o a a e e e e i i o o u u o o ___ ___ a a a a a a a a a a a a a a a a e e e
            e e e e e e e e e e e e e o o o o o o o o o o o o o o o o a a a a a ___ a a a a a a a _ i _ _ _ e e e ___
            e e e e e e e _ _ _ i i i i ___ ___ i i i i i i ___ _ _ _ u u u u r r u u u u u u r _ _ _ ___ ___ o o o
            ___ o o o o o o o _ _ ____
            """
        ),
        // Spaces, dashes, quotation marks, small digits, currencies.
        Block(
            0x2000,
            """
            _ _ _ _ _ _ _ _ _ _ _ _ . . . . _ _ _ _ __ __ __ _ . . , . _ _ ,, _ _ __ _ __ _ __ ___ _ _ __ . . . . . _
            _0 _00 . . . _ __ ___ _ _ _ _ __ __ _ _ _ _ ___ __ _ __ __ __ __ __ 7 pp __ __ ___ ___ ___ ___ ___ ___ ___
            ___ ___ . ___ ___ ___ ___ ___ ___ ___ _ ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ . . . . . . 0 i . . 4 5 6
            7 8 9 _ ___ _ _ _ n 0 1 2 3 4 5 6 7 8 9 _ ___ _ _ _ ___ a e o x _ h k l m n p s t ___ ___ ___ ecu cl cr ff
            l mil n pts rs w ns d eur k t dr ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ ___ ___
            """
        ),
        // Signs made of letters (the numero sign among them), fractions, Roman numerals.
        Block(
            0x2100,
            """
            a_c a_s c degc . c_o c_u e . degf g h h h h h i i l l . n no . . p q r r r . . sm tel tm . z . o . z . k a
            b c . e e f . m o . b g d i . fax p g g p ___ ___ ___ ___ ___ d d e i j ___ ___ ___ ___ ___ ___ 1_7 1_9
            1_10 1_3 2_3 1_5 2_5 3_5 4_5 1_6 5_6 1_8 3_8 5_8 7_8 1_ i ii iii iv v vi vii viii ix x xi xii l c d m i ii
            iii iv v vi vii viii ix x xi xii l c d m _d d_ _____ _ ___ ___ ___ ___ ___ 0_3 ___ ___ ___ ___ ___ ___
            """
        ),
        // Wide letters and digits, as keyboards of the Far East write them.
        Block(
            0xFF00,
            """
            ___ _ _ _ _ _ _ . _ _ _ _ , _ _ _ 0 1 2 3 4 5 6 7 8 9 _ _ _ _ _ _ _ a b c d e f g h i j k l m n o p q r s
            t u v w x y z _ _ _ _ _ _ a b c d e f g h i j k l m n o p q r s t u v w x y z _ _ _ _
            """
        ),
    ]
}
