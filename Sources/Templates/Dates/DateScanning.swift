/// Python's `strptime`: the format becomes a regular expression, as in the original.
struct DateScanning {
    private static let directives: [Unicode.Scalar: String] = [
        "d": #"(?P<d>3[0-1]|[1-2]\d|0[1-9]|[1-9]| [1-9])"#, "f": #"(?P<f>[0-9]{1,6})"#,
        "H": #"(?P<H>2[0-3]|[0-1]\d|\d)"#, "I": #"(?P<I>1[0-2]|0[1-9]|[1-9])"#,
        "j": #"(?P<j>36[0-6]|3[0-5]\d|[1-2]\d\d|0[1-9]\d|00[1-9]|[1-9]\d|0[1-9]|[1-9])"#,
        "m": #"(?P<m>1[0-2]|0[1-9]|[1-9])"#, "M": #"(?P<M>[0-5]\d|\d)"#, "S": #"(?P<S>6[0-1]|[0-5]\d|\d)"#,
        "w": #"(?P<w>[0-6])"#, "u": #"(?P<u>[1-7])"#, "y": #"(?P<y>\d\d)"#, "Y": #"(?P<Y>\d\d\d\d)"#,
        "z": #"(?P<z>[+-]\d\d:?[0-5]\d(:?[0-5]\d(\.\d{1,6})?)?|Z)"#,
        "A": "(?P<A>wednesday|thursday|saturday|tuesday|monday|friday|sunday)",
        "a": "(?P<a>mon|tue|wed|thu|fri|sat|sun)",
        "B": "(?P<B>september|february|november|december|january|october|august|march|april|june|july|may)",
        "b": "(?P<b>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", "p": "(?P<p>am|pm)", "Z": "(?P<Z>utc|gmt)",
        "%": "%",
    ]
    private static let composed: [Unicode.Scalar: String] = [
        "c": "%a %b %d %H:%M:%S %Y", "x": "%m/%d/%y", "X": "%H:%M:%S",
    ]
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

    private let fields: [String: String]

    static func read(_ text: String, _ format: String, _ renderer: Renderer) throws(TemplateError) -> Moment {
        let program = try RegexProgram(try Self.pattern(format), ignoresCase: true)
        try renderer.spend(steps: program.instructions.count)
        let matcher = RegexMatcher(program, text, renderer)
        guard let match = try matcher.match(at: 0) else {
            throw .value("time data '\(text)' does not match format '\(format)'")
        }
        guard match.end == matcher.text.count else { throw .value("unconverted data remains") }
        var fields: [String: String] = [:]
        for (name, number) in program.names { fields[name] = matcher.group(number, of: match)?.lowercased() }
        return try Self(fields: fields).moment()
    }

    private static func pattern(_ format: String, level: Int = 0) throws(TemplateError) -> String {
        var pattern = ""
        var rest = format.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar.isPythonSpace {
                rest = rest.drop { $0.isPythonSpace }
                pattern += #"\s+"#
            } else if scalar == "%" {
                guard let mark = rest.popFirst() else { throw .value("stray % in format '\(format)'") }
                if let part = Self.directives[mark] {
                    pattern += part
                } else if let part = Self.composed[mark], level == 0 {
                    pattern += try Self.pattern(part, level: 1)
                } else if "GVUW".unicodeScalars.contains(mark) {
                    throw TemplateError(.unsupported, "strptime() does not know weeks (%\(mark)) here")
                } else {
                    throw .value("'\(mark)' is a bad directive in format '\(format)'")
                }
            } else {
                if #"\.^$*+?(){}[]|"#.unicodeScalars.contains(scalar) { pattern += "\\" }
                pattern.unicodeScalars.append(scalar)
            }
        }
        return pattern
    }

    private func number(_ name: String) -> Int? {
        self.fields[name].flatMap { Int($0.unicodeScalars.trimmedSpace().description) }
    }

    private func moment() throws(TemplateError) -> Moment {
        var date = CivilDate(year: self.year, month: self.month, day: self.number("d") ?? 1)
        if let day = self.number("j"), self.fields["d"] == nil {
            date = CivilDate(days: CivilDate(year: self.year, month: 1, day: 1).days + day - 1)
        }
        guard date.isValid else { throw .value("day is out of range for month") }
        let fraction = self.fields["f"].map { $0 + String(repeating: "0", count: 6 - $0.utf8.count) }
        let second = self.number("S") ?? 0
        guard second < 60 else { throw .value("second must be in 0..59") }
        let seconds = (date.days * 24 + self.hour) * 3600 + (self.number("M") ?? 0) * 60 + second
        let microsecond = fraction.flatMap { Int($0) } ?? 0
        return try Moment(local: seconds * 1_000_000 + microsecond, zone: self.zone)
    }

    private var year: Int {
        if let year = self.number("y") { return year < 69 ? 2000 + year : 1900 + year }
        return self.number("Y") ?? 1900
    }

    private var month: Int {
        if let name = self.fields["b"] ?? self.fields["B"] {
            return (Self.months.firstIndex { name.hasPrefix($0) } ?? 0) + 1
        }
        return self.number("m") ?? 1
    }

    private var hour: Int {
        guard let hour = self.number("I") else { return self.number("H") ?? 0 }
        return hour % 12 + (self.fields["p"] == "pm" ? 12 : 0)
    }

    private var zone: Moment.Zone {
        guard let text = self.fields["z"] else { return .naive }
        guard text != "z" else { return .utc }
        let digits = text.filter { $0.isNumber }.compactMap { $0.wholeNumberValue }
        let minutes = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3]
        let seconds = digits.count >= 6 ? digits[4] * 10 + digits[5] : 0
        let offset = minutes * 60 + seconds
        return offset == 0 ? .utc : .fixed(text.hasPrefix("-") ? -offset : offset)
    }
}
