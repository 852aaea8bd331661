internal import Glibc

/// Floating point numbers as text.
enum FloatText {
    /// The shortest digits that give the same number again, in Python's form: `1.0`, `1e+16`, `1e-05`, `inf`.
    static func shortest(_ number: Double) -> String {
        if number.isNaN { return "nan" }
        if number.isInfinite { return number < 0 ? "-inf" : "inf" }
        var digits: [UInt8] = []
        var exponent = 0
        Self.split(number.magnitude.description, &digits, &exponent)
        let sign = number.sign == .minus ? "-" : ""
        return sign + Self.layout(digits, exponent)
    }

    /// - Parameter exponent: Of the first digit.
    private static func layout(_ digits: [UInt8], _ exponent: Int) -> String {
        guard -4..<16 ~= exponent else {
            let rest = digits.dropFirst()
            let fraction = rest.isEmpty ? "" : "." + String(bytes: rest)
            let magnitude = exponent.magnitude
            return String(bytes: digits.prefix(1)) + fraction + (exponent < 0 ? "e-" : "e+")
                + (magnitude < 10 ? "0" : "") + String(magnitude)
        }
        if exponent < 0 {
            return "0." + String(repeating: "0", count: -exponent - 1) + String(bytes: digits)
        }
        let whole = digits.prefix(exponent + 1)
        let zeros = String(repeating: "0", count: exponent + 1 - whole.count)
        let rest = digits.dropFirst(exponent + 1)
        return String(bytes: whole) + zeros + "." + (rest.isEmpty ? "0" : String(bytes: rest))
    }

    /// The significant digits of Swift's text, which are the shortest ones too, and the power of ten of the first.
    private static func split(_ text: String, _ digits: inout [UInt8], _ exponent: inout Int) {
        let parts = text.utf8.split(separator: UInt8(ascii: "e"))
        let mantissa = parts.first.map { Array($0) } ?? []
        let point = mantissa.firstIndex(of: UInt8(ascii: ".")) ?? mantissa.count
        exponent = point - 1 + (parts.count > 1 ? Int(String(bytes: parts[1])) ?? 0 : 0)
        digits = mantissa.filter { $0 != UInt8(ascii: ".") }
        while digits.count > 1, digits.first == UInt8(ascii: "0") {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        if digits == [UInt8(ascii: "0")] { exponent = 0 }
    }

    /// C's `printf` of one number, correctly rounded.
    /// - Parameter conversion: `f`, `e`, `g` or their capitals.
    static func printed(_ number: Double, _ conversion: Character, precision: Int, isAlternate: Bool = false) -> String
    {
        let format = "%\(isAlternate ? "#" : "").*\(conversion)"
        return withVaList([Int32(clamping: precision), number]) { list in
            var room = [CChar](repeating: 0, count: precision + 350)
            let length = vsnprintf(&room, room.count, format, list)
            return String(bytes: room.prefix(Int(max(0, length))).map { UInt8(bitPattern: $0) })
        }
    }

    /// Python's `round(number, digits)`: correctly rounded, halves to even.
    static func rounded(_ number: Double, _ digits: Int) -> Double {
        guard number.isFinite else { return number }
        if digits > 330 { return number }
        if digits < -330 { return 0 * number }
        if digits >= 0 { return Double(Self.printed(number, "f", precision: digits)) ?? number }
        let power = pow(10, Double(-digits))
        return (number / power).rounded(.toNearestOrEven) * power
    }

    /// Python's `float(text)`: `nil` when that fails.
    static func parse(_ text: String) -> Double? {
        var bytes = Array(text.unicodeScalars.trimmedSpace().description.utf8)
        guard !bytes.isEmpty else { return nil }
        let words = String(bytes: bytes).lowercased()
        let unsigned = words.hasPrefix("+") || words.hasPrefix("-") ? String(words.dropFirst()) : words
        switch unsigned {
        case "inf", "infinity": return words.hasPrefix("-") ? -.infinity : .infinity
        case "nan": return .nan
        default: break
        }
        guard Self.removeUnderscores(&bytes) else { return nil }
        let allowed = bytes.allSatisfy { 0x30...0x39 ~= $0 || [0x2B, 0x2D, 0x2E, 0x65, 0x45].contains($0) }
        guard allowed, bytes.contains(where: { 0x30...0x39 ~= $0 }) else { return nil }
        if bytes.last == UInt8(ascii: ".") { bytes.append(UInt8(ascii: "0")) }
        return strictly(String(bytes: bytes))
    }

    private static func strictly(_ text: String) -> Double? {
        var text = text
        // Swift reads neither ".5" nor "5.e3" as numbers, Python does.
        if let point = text.firstIndex(of: "."), point == text.startIndex || !text[text.index(before: point)].isNumber {
            text.insert("0", at: point)
        }
        if let range = text.firstIndex(of: ".").map({ text.index(after: $0) }), range < text.endIndex,
            !text[range].isNumber
        {
            text.insert("0", at: range)
        }
        return Double(text)
    }

    /// Underscores are allowed between digits only.
    static func removeUnderscores(_ bytes: inout [UInt8]) -> Bool {
        guard bytes.contains(UInt8(ascii: "_")) else { return true }
        var kept: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            guard byte == UInt8(ascii: "_") else {
                kept.append(byte)
                continue
            }
            guard index > 0, index + 1 < bytes.count, 0x30...0x39 ~= bytes[index - 1] || bytes[index - 1] >= 0x41,
                0x30...0x39 ~= bytes[index + 1] || bytes[index + 1] >= 0x41, bytes[index + 1] != UInt8(ascii: "_")
            else { return false }
        }
        bytes = kept
        return true
    }
}

extension String.UnicodeScalarView {
    /// Without space at either end.
    func trimmedSpace() -> Substring.UnicodeScalarView {
        var view = self[...]
        while let first = view.first, first.isPythonSpace { view.removeFirst() }
        while let last = view.last, last.isPythonSpace { view.removeLast() }
        return view
    }
}

extension Substring.UnicodeScalarView {
    var description: String { String(self) }
}
