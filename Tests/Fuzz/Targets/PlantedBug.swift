/// Proof that the fuzzer would find what it is for: with `-D PLANTED_BUG` a target reads one byte beyond its buffer
/// once the parser has come to a state that no seed reaches.
enum PlantedBug {
    static func trigger(when isReached: Bool, _ bytes: [UInt8]) {
        #if PLANTED_BUG
        guard isReached, !bytes.isEmpty else { return }
        // A copy of exact size: arrays have room behind their last element, where nothing would be noticed.
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = copy.initialize(from: bytes)
        defer { copy.deallocate() }
        var sum = 0
        for index in 0...bytes.count {
            // SAFETY: none; that is the point.
            sum &+= Int(unsafe copy[index])
        }
        precondition(sum >= 0)
        #endif
    }
}
