/// Finds where a JSON object or list ends, without understanding it.
struct JSONExtent {
    private var depth = 0
    private var isInText = false
    private var isEscaped = false

    /// Takes the next byte, from the opening bracket on.
    ///
    /// - Returns: whether it was the last.
    mutating func take(_ byte: UInt8) -> Bool {
        if self.isEscaped {
            self.isEscaped = false
            return false
        }
        switch byte {
        // No text of JSON holds a line end: one that was not closed ends there.
        case UInt8(ascii: "\n"): self.isInText = false
        case UInt8(ascii: "\""): self.isInText.toggle()
        case UInt8(ascii: "\\") where self.isInText: self.isEscaped = true
        case UInt8(ascii: "{") where !self.isInText, UInt8(ascii: "[") where !self.isInText: self.depth += 1
        case UInt8(ascii: "}") where !self.isInText, UInt8(ascii: "]") where !self.isInText: self.depth -= 1
        default: break
        }
        return self.depth <= 0
    }
}
