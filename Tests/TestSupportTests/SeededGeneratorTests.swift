import TestSupport
import Testing

@Suite("SeededGenerator")
struct SeededGeneratorTests {
    @Test("the same seed gives the same numbers")
    func repeats() {
        var first = SeededGenerator(seed: 7)
        var second = SeededGenerator(seed: 7)
        #expect((0..<100).map { _ in first.next() } == (0..<100).map { _ in second.next() })
    }

    @Test("pieces are what they were cut from")
    func pieces() {
        var generator = SeededGenerator(seed: 1)
        let bytes = generator.bytes(1000)
        let pieces = generator.pieces(of: bytes, maximum: 7)
        #expect(Array(pieces.joined()) == bytes)
        #expect(pieces.allSatisfy { (1...7).contains($0.count) })
    }
}
