import Shared

/// What a service is, and what it takes: validation, `/api/services` and the documentation are made of it.
struct ServiceSchema: Sendable, Hashable {
    struct Field: Sendable, Hashable {
        /// What a value may be.
        enum Kind: Sendable, Hashable {
            case text(longest: Int)
            case number(ClosedRange<Double>, unit: String?)
            case whole(ClosedRange<Int>, unit: String?)
            /// Seconds, or a time with a unit or colons; passed on as seconds.
            case period(ClosedRange<Duration>)
            case flag
            case choice([String])
        }

        var name: String
        var kind: Kind
        /// One sentence.
        var words: String
        var isRequired = false
        /// What holds when it is not given; shown, and filled in.
        var usual: JSONValue?
        var example: JSONValue?
    }

    /// Fields of which one has to say something.
    struct Alternatives: Sendable, Hashable {
        var fields: [String]
        /// The word that is as good as none.
        var nothing: JSONValue
        /// Only where this field has one of these values.
        var field: String
        var values: [JSONValue]
        /// For whoever said nothing.
        var words: String

        func areMissing(in parameters: [String: JSONValue]) -> Bool {
            guard let value = parameters[self.field], self.values.contains(value) else { return false }
            return self.fields.allSatisfy { parameters[$0] ?? self.nothing == self.nothing }
        }
    }

    /// What it is called on.
    enum Target: Sendable, Hashable {
        /// Entities of these domains.
        case entities(domains: [String])
        /// Any entity.
        case anything

        func takes(_ entity: EntityID) -> Bool {
            switch self {
            case .entities(let domains): domains.contains(String(entity.domain))
            case .anything: true
            }
        }
    }

    var domain: String
    var service: String
    /// For people: `Turn on`.
    var title: String
    var words: String
    var target: Target
    var fields: [Field] = []
    /// Whether it answers anything, and then nothing else: it is called with `?return_response`.
    var answers = false
    /// The field that says for how many seconds it lasts: so much longer its answer is waited for.
    var durationField: String?
    var alternatives: Alternatives?
    /// Cameras without video are not meant by `all`.
    var needsVideo = false

    var name: String { "\(self.domain).\(self.service)" }
}

extension ServiceSchema {
    /// How long a call lasts by its own parameters, beyond what any call may take.
    ///
    /// - Parameter parameters: an hour is the most that they are believed.
    func duration(_ parameters: [String: JSONValue]) -> Duration {
        guard let value = self.durationField.flatMap({ parameters[$0] })?.asNumber, value > 0 else { return .zero }
        return .seconds(min(value, 3_600))
    }

    /// The parameters of a call, what was not given filled in.
    ///
    /// - Parameter given: all but the target.
    func validated(_ given: [String: JSONValue]) throws(InvalidCall) -> [String: JSONValue] {
        let names = self.fields.map(\.name)
        for name in given.keys.sorted() where !names.contains(name) {
            // Home Assistant's words.
            let hint = NearestName.hint(for: name, among: names).map { " (\($0))" } ?? ""
            throw InvalidCall("extra keys not allowed @ data['\(name.prefix(40))']\(hint)")
        }
        var parameters: [String: JSONValue] = [:]
        for field in self.fields {
            if let value = given[field.name], value != .null {
                parameters[field.name] = try field.validated(value)
            } else if field.isRequired {
                throw InvalidCall("required key not provided @ data['\(field.name)']")
            } else {
                parameters[field.name] = field.usual
            }
        }
        if let alternatives, alternatives.areMissing(in: parameters) { throw InvalidCall(alternatives.words) }
        return parameters
    }
}

extension ServiceSchema.Field {
    /// The value in the form that it is passed on; texts are taken for numbers and flags, as Home Assistant does.
    fileprivate func validated(_ value: JSONValue) throws(InvalidCall) -> JSONValue {
        switch self.kind {
        case .text(let longest):
            guard let text = value.asText, text.utf8.count <= longest else {
                throw self.refusal("a text of at most \(longest) bytes", value)
            }
            return .text(text)
        case .number(let range, let unit):
            guard let number = value.asNumber, range.contains(number) else {
                throw self.refusal(
                    "a number from \(range.lowerBound) to \(range.upperBound)\(Self.behind(unit))",
                    value
                )
            }
            return .number(number)
        case .whole(let range, let unit):
            guard let number = value.asNumber, let whole = Int(exactly: number), range.contains(whole) else {
                let words = "a whole number from \(range.lowerBound) to \(range.upperBound)\(Self.behind(unit))"
                throw self.refusal(words, value)
            }
            return .integer(whole)
        case .period(let range):
            guard let text = value.asText, let time = try? TimePeriod.parse(text, isPlain: false), range.contains(time)
            else { throw self.refusal(Self.words(for: range), value) }
            return .number(time / .seconds(1))
        case .flag:
            guard let flag = value.asFlag else { throw self.refusal("true or false", value) }
            return .bool(flag)
        case .choice(let choices):
            guard let text = value.asText, choices.contains(text) else {
                throw self.refusal("one of \(choices.joined(separator: ", "))", value)
            }
            return .text(text)
        }
    }

    private func refusal(_ wanted: String, _ value: JSONValue) -> InvalidCall {
        let text = value.asText.map { "'\($0.prefix(40))'" } ?? value.kind
        return InvalidCall("\(self.name) is \(wanted), not \(text) @ data['\(self.name)']")
    }

    /// What a period may be.
    static func words(for range: ClosedRange<Duration>) -> String {
        "a time from \(TimePeriod.shown(range.lowerBound)) to \(TimePeriod.shown(range.upperBound)), as seconds or like '30 s'"
    }

    private static func behind(_ unit: String?) -> String { unit.map { " \($0)" } ?? "" }
}

extension JSONValue {
    fileprivate var asText: String? {
        switch self {
        case .text(let text): text
        case .integer(let number): "\(number)"
        case .number(let number): "\(number)"
        case .null, .bool, .list, .object: nil
        }
    }

    fileprivate var asNumber: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        case .text(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
        case .null, .bool, .list, .object: nil
        }
    }

    /// In the words of Home Assistant's `cv.boolean`.
    fileprivate var asFlag: Bool? {
        switch self {
        case .bool(let flag): return flag
        case .integer(let number): return number == 1 ? true : number == 0 ? false : nil
        case .text(let text):
            switch text.lowercased() {
            case "1", "true", "yes", "on", "enable": return true
            case "0", "false", "no", "off", "disable": return false
            default: return nil
            }
        case .null, .number, .list, .object: return nil
        }
    }
}
