/// Upper and lower case as Python makes them.
enum LetterCase {
    static func lower(_ text: String) -> String {
        guard text.unicodeScalars.contains("\u{3A3}") else { return text.lowercased() }
        let scalars = text.scalars
        var lowered = ""
        for (index, scalar) in scalars.enumerated() {
            lowered +=
                scalar == "\u{3A3}" && Self.isWordEnd(index, scalars)
                ? "\u{3C2}" : scalar.properties.lowercaseMapping
        }
        return lowered
    }

    /// Whether the sigma at `index` ends a word, where it has another shape.
    private static func isWordEnd(_ index: Int, _ scalars: [Unicode.Scalar]) -> Bool {
        let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
        let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
        return before?.properties.isCased == true && after?.properties.isCased != true
    }

    static func capitalized(_ text: String) -> String {
        guard let first = text.unicodeScalars.first else { return "" }
        return first.properties.titlecaseMapping + Self.lower(String(text.unicodeScalars.dropFirst()))
    }

    /// Python's `str.title`: a letter after anything that is no letter begins a word.
    static func titled(_ text: String) -> String {
        var titled = ""
        var isInWord = false
        for scalar in text.unicodeScalars {
            titled += isInWord ? scalar.properties.lowercaseMapping : scalar.properties.titlecaseMapping
            isInWord = scalar.properties.isCased
        }
        return titled
    }

    static func swapped(_ text: String) -> String {
        var swapped = ""
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            swapped += properties.isUppercase ? properties.lowercaseMapping : properties.uppercaseMapping
        }
        return swapped
    }

    static func isLower(_ text: String) -> Bool {
        let cased = text.unicodeScalars.filter { $0.properties.isCased }
        return !cased.isEmpty && cased.allSatisfy { $0.properties.isLowercase }
    }

    static func isUpper(_ text: String) -> Bool {
        let cased = text.unicodeScalars.filter { $0.properties.isCased }
        return !cased.isEmpty && cased.allSatisfy { $0.properties.isUppercase }
    }

    static func isTitle(_ text: String) -> Bool {
        var isInWord = false
        var hasCased = false
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            if properties.isUppercase || properties.generalCategory == .titlecaseLetter {
                guard !isInWord else { return false }
                isInWord = true
                hasCased = true
            } else if properties.isLowercase {
                guard isInWord else { return false }
                hasCased = true
            } else {
                isInWord = false
            }
        }
        return hasCased
    }
}
