/// Numbers as people write them.
enum DecimalNumber {
    /// `3`, `-0.5`, `.5`, `1e3`; none of the `nan`, `inf` and `0x1p3` that `Double` takes too.
    static func parse(_ text: some StringProtocol) -> Double? {
        let allowed = "0123456789+-.eE".utf8
        guard text.utf8.contains(where: { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            text.utf8.allSatisfy({ allowed.contains($0) }), let number = Double(text), number.isFinite
        else { return nil }
        return number
    }
}
