/// One input of the fuzzer: `content type LF`, two control bytes, and the body.
struct FuzzInput {
    /// What stands before the first line end; `nil` when that is nothing.
    var contentType: String?
    /// Chooses the size limit.
    var limit: Int
    /// Chooses where the body is cut.
    var cuts: UInt8
    var body: [UInt8]

    private static let limits = [16 * 1024 * 1024, 2000, 700, 64]

    /// - Returns: `nil` when the input is too short to say anything.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let newline = bytes.prefix(1024).firstIndex(of: UInt8(ascii: "\n")), bytes.count >= newline + 3 else {
            return nil
        }
        self.contentType = newline == 0 ? nil : String(decoding: bytes[..<newline], as: UTF8.self)
        self.limit = Self.limits[Int(bytes[newline + 1]) % Self.limits.count]
        self.cuts = bytes[newline + 2]
        self.body = Array(bytes[(newline + 3)...])
    }

    /// The body in pieces of one byte to a few hundred; the same for the same input.
    ///
    /// Not more than about a hundred pieces, which would only be slow.
    func pieces() -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var state = UInt32(self.cuts) &* 2_654_435_761 | 1
        let largest = max(self.cuts < 128 ? 1 : Int(self.cuts), self.body.count / 64)
        var start = 0
        while start < self.body.count {
            state = state &* 1_664_525 &+ 1_013_904_223
            let end = min(self.body.count, start + 1 + Int(state >> 16) % largest)
            pieces.append(self.body[start..<end])
            start = end
        }
        return pieces
    }
}

/// Ends the run, and so makes the input a finding, unless `holds`.
///
/// `precondition` would do, but says nothing in an optimised build.
func invariant(_ holds: @autoclosure () -> Bool, _ broken: @autoclosure () -> String, line: UInt = #line) {
    guard !holds() else { return }
    fatalError("invariant broken: \(broken()) (line \(line))")
}

/// Calls `test` with the fuzzer's bytes.
func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int, _ test: (UnsafeBufferPointer<UInt8>) -> Void) -> CInt {
    test(UnsafeBufferPointer(start: start, count: count))
    return 0
}

/// Whether a text for people is what it promises: one printable line of bounded length.
func isPresentable(_ text: String, longest: Int) -> Bool {
    text.unicodeScalars.count <= longest && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
}
