import Testing

@testable import camworker

@Suite("First in, first out")
struct FifoTests {
    private final class Large {}

    @Test("what goes in comes out in order, however the two take turns", arguments: [1, 2, 3, 31, 32, 33, 100])
    func order(burst: Int) {
        var fifo = Fifo<Int>()
        var (next, expected) = (0, 0)
        for round in 1...20 {
            for _ in 0..<burst {
                fifo.append(next)
                next += 1
            }
            for _ in 0..<min(fifo.count, burst - round % 2) {
                let front = fifo.first
                let taken = fifo.popFirst()
                #expect(front == expected && taken == expected)
                expected += 1
            }
            #expect(fifo.count == next - expected)
        }
        while fifo.popFirst() != nil { expected += 1 }
        #expect(expected == next && fifo.isEmpty && fifo.count == 0 && fifo.first == nil)
    }

    @Test("what was taken is let go of at once")
    func memory() {
        var fifo = Fifo<Large>()
        fifo.append(Large())
        fifo.append(Large())
        weak let first = fifo.first
        #expect(first != nil)
        _ = fifo.popFirst()
        #expect(first == nil)
    }
}
