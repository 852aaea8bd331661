internal import Shared

extension ValueReader where Value == String {
    /// Any single value as text, as it stands; without control characters, at most `longest` bytes.
    static func text(longest: Int = 1024) -> Self {
        Self("a text") { node, key, report in
            guard let text = node.scalar?.text else {
                report.wrongValue(node, key: key, form: "a text")
                return nil
            }
            guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
                report.error("'\(key)' must not contain line breaks or control characters", at: node.location)
                return nil
            }
            guard text.utf8.count <= longest else {
                report.error("'\(key)' is longer than \(longest) bytes", at: node.location)
                return nil
            }
            return text
        }
    }

    /// A text of at least one character.
    static func nonEmptyText(longest: Int = 1024) -> Self {
        Self.text(longest: longest).narrowed("a text that is not empty") { !$0.isEmpty }
    }
}

extension ValueReader where Value == Secret<String> {
    /// A text that no message repeats.
    static func secret(longest: Int = 1024) -> Self {
        Self("a text, kept secret") { node, key, report in
            guard node.scalar != nil else {
                report.error("'\(key)' must be a text, not \(node.kind)", at: node.location)
                return nil
            }
            return ValueReader<String>.text(longest: longest).read(node, key: key, &report).map { Secret($0) }
        }
    }

    /// A secret under a condition; the words say what must be.
    static func secret(_ form: String, longest: Int, where condition: @escaping @Sendable (String) -> Bool) -> Self {
        Self(form) { node, key, report in
            guard let secret = Self.secret(longest: longest).read(node, key: key, &report) else { return nil }
            guard condition(secret.reveal()) else {
                report.error("'\(key)' must be \(form)", at: node.location)
                return nil
            }
            return secret
        }
    }
}

extension ValueReader where Value == Bool {
    /// Home Assistant's words for yes and no.
    static var boolean: Self {
        let form = "true or false"
        return Self(form) { node, key, report in
            switch node.scalar?.text.lowercased() {
            case "1", "true", "yes", "on", "enable": return true
            case "0", "false", "no", "off", "disable": return false
            default:
                report.wrongValue(node, key: key, form: form)
                return nil
            }
        }
    }
}

extension ValueReader where Value == Int {
    /// A whole number in a range; `3` and `"3"` and `3.0` are the same.
    static func integer(_ range: ClosedRange<Int>) -> Self {
        let form = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return Self(form) { node, key, report in
            guard let number = node.scalar.flatMap({ DecimalNumber.parse($0.text) }),
                let whole = Int(exactly: number), range.contains(whole)
            else {
                report.wrongValue(node, key: key, form: form)
                return nil
            }
            return whole
        }
    }
}

extension ValueReader where Value == Double {
    /// A number in a range.
    ///
    /// - Parameter form: how the range is told.
    static func number(_ range: ClosedRange<Double>, _ form: String) -> Self {
        Self(form) { node, key, report in
            guard let number = node.scalar.flatMap({ DecimalNumber.parse($0.text) }), range.contains(number) else {
                report.wrongValue(node, key: key, form: form)
                return nil
            }
            return number
        }
    }
}

extension ValueReader where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of an enumeration's words.
    static var choice: Self {
        let words = Value.allCases.map(\.rawValue)
        let form = "one of \(words.joined(separator: ", "))"
        return Self(form) { node, key, report in
            guard let value = node.scalar.flatMap({ Value(rawValue: $0.text.lowercased()) }) else {
                let hint = node.scalar.flatMap { scalar in
                    scalar.isSecret ? nil : NearestName.hint(for: scalar.text, among: words)
                }
                report.wrongValue(node, key: key, form: form, hint: hint)
                return nil
            }
            return value
        }
    }
}
