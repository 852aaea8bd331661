/// Python's `float()` and `int()`.
enum Conversion {
    static func float(_ value: Value) throws(TemplateError) -> Double {
        switch value {
        case .undefined(let undefined): throw undefined.error
        case .float(let number): return number
        case .string(let text):
            guard let number = FloatText.parse(text) else {
                throw .value("could not convert string to float: \(PythonQuotes.quoted(text))")
            }
            return number
        default: break
        }
        guard let number = value.integer else {
            throw .type("float() argument must be a string or a real number, not '\(value.typeName)'")
        }
        return Double(number)
    }

    static func integer(_ value: Value, base: Int = 10) throws(TemplateError) -> Int {
        switch value {
        case .undefined(let undefined): throw undefined.error
        case .float(let number): return try Self.truncated(number)
        case .string(let text): return try Self.parse(text, base)
        default: break
        }
        guard let number = value.integer else {
            throw .type("int() argument must be a string or a real number, not '\(value.typeName)'")
        }
        return number
    }

    static func truncated(_ number: Double) throws(TemplateError) -> Int {
        guard !number.isNaN else { throw .value("cannot convert float NaN to integer") }
        guard number.isFinite else { throw TemplateError(.overflow, "cannot convert float infinity to integer") }
        guard let whole = Int(exactly: number.rounded(.towardZero)) else { throw Arithmetic.tooLarge }
        return whole
    }

    private static func parse(_ text: String, _ base: Int) throws(TemplateError) -> Int {
        guard base == 0 || 2...36 ~= base else { throw .value("int() base must be >= 2 and <= 36, or 0") }
        let invalid = TemplateError.value("invalid literal for int() with base \(base): \(PythonQuotes.quoted(text))")
        var bytes = Array(text.unicodeScalars.trimmedSpace().description.lowercased().utf8)
        var isNegative = false
        if let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            isNegative = first == UInt8(ascii: "-")
            bytes.removeFirst()
        }
        var radix = base
        let prefixes: [UInt8: Int] = [UInt8(ascii: "x"): 16, UInt8(ascii: "o"): 8, UInt8(ascii: "b"): 2]
        if bytes.count > 2, bytes[0] == UInt8(ascii: "0"), let named = prefixes[bytes[1]], base == 0 || base == named {
            radix = named
            bytes.removeFirst(2)
            if bytes.first == UInt8(ascii: "_") { bytes.removeFirst() }
        } else if base == 0 {
            guard bytes.first != UInt8(ascii: "0") || bytes.allSatisfy({ $0 == 0x30 || $0 == 0x5F }) else {
                throw invalid
            }
            radix = 10
        }
        guard FloatText.removeUnderscores(&bytes), let first = bytes.first, first != 0x2D, first != 0x2B else {
            throw invalid
        }
        let digits = (isNegative ? "-" : "") + String(bytes: bytes)
        if let number = Int(digits, radix: radix) { return number }
        let isNumber = bytes.allSatisfy { byte in
            let digit = 0x30...0x39 ~= byte ? Int(byte) - 0x30 : 0x61...0x7A ~= byte ? Int(byte) - 0x57 : 99
            return digit < radix
        }
        throw isNumber ? Arithmetic.tooLarge : invalid
    }
}
