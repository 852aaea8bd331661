/// Draws the middle of every range, so that jitter is none and a table of delays reads as in the documents.
struct MiddleGenerator: RandomNumberGenerator {
    mutating func next() -> UInt64 { 1 << 63 }
}
