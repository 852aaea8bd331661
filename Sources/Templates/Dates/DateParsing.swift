/// Times in the forms that Home Assistant reads: ISO 8601, and looser ones with a space or single digits.
struct DateParsing {
    private var rest: Substring.UnicodeScalarView

    /// - Returns: `nil` when the text has another form.
    /// - Throws: `value` when it has the form, but there is no such day or time.
    static func moment(_ text: String) throws(TemplateError) -> Moment? {
        var strict = Self(rest: text.unicodeScalars[...])
        if let moment = try? strict.iso() { return moment }
        var loose = Self(rest: text.unicodeScalars[...])
        return try loose.loose()
    }

    private mutating func digits(_ range: ClosedRange<Int>) -> Int? {
        let digits = self.rest.prefix { $0.isASCIIDigit }.prefix(range.upperBound)
        guard range ~= digits.count else { return nil }
        self.rest = self.rest.dropFirst(digits.count)
        return Int(String(digits))
    }

    private mutating func skip(_ scalars: String) -> Bool {
        guard let first = self.rest.first, scalars.unicodeScalars.contains(first) else { return false }
        self.rest.removeFirst()
        return true
    }

    /// What the fast parser (`ciso8601`) takes: a date of any precision, basic or extended, and a time of any precision.
    private mutating func iso() throws(TemplateError) -> Moment? {
        guard let year = self.digits(4...4) else { return nil }
        var date = CivilDate(year: year, month: 1, day: 1)
        let isExtended = self.skip("-")
        if self.skip("W") { return nil }
        guard let month = self.digits(2...2) else { return nil }
        date.month = month
        var hasDay = false
        if isExtended ? self.skip("-") : !self.rest.isEmpty {
            guard let day = self.digits(2...2) else { return nil }
            date.day = day
            hasDay = true
        }
        guard isExtended || hasDay, date.isValid else { return nil }
        guard !self.rest.isEmpty else { return try Moment(local: date.days * 86_400_000_000, zone: .naive) }
        guard hasDay, self.skip("T ") else { return nil }
        guard let time = self.isoTime() else { return nil }
        guard let zone = self.zone(), self.rest.isEmpty else { return nil }
        return try Moment(local: date.days * 86_400_000_000 + time, zone: zone)
    }

    private mutating func isoTime() -> Int? {
        guard let hour = self.digits(2...2) else { return nil }
        var minute = 0
        var second = 0
        var microsecond = 0
        let isExtended = self.skip(":")
        if isExtended || self.rest.first?.isASCIIDigit == true {
            guard let value = self.digits(2...2) else { return nil }
            minute = value
            if isExtended ? self.skip(":") : self.rest.first?.isASCIIDigit == true {
                guard let value = self.digits(2...2) else { return nil }
                second = value
                if self.skip(".,") {
                    guard let value = self.fraction() else { return nil }
                    microsecond = value
                }
            }
        }
        // 24:00 is the next midnight in ISO 8601.
        let isMidnight = hour == 24 && minute == 0 && second == 0 && microsecond == 0
        guard isMidnight || hour < 24, minute < 60, second < 60 else { return nil }
        return ((hour * 60 + minute) * 60 + second) * 1_000_000 + microsecond
    }

    private mutating func fraction() -> Int? {
        let digits = self.rest.prefix { $0.isASCIIDigit }
        guard !digits.isEmpty else { return nil }
        self.rest = self.rest.dropFirst(digits.count)
        let six = String(digits.prefix(6))
        return Int(six + String(repeating: "0", count: 6 - six.utf8.count))
    }

    private mutating func zone() -> Moment.Zone? {
        guard let sign = self.rest.first else { return .naive }
        self.rest.removeFirst()
        if sign == "Z" || sign == "z" { return .utc }
        guard sign == "+" || sign == "-" || sign == "\u{2212}", let hours = self.digits(2...2) else { return nil }
        _ = self.skip(":")
        let minutes = self.rest.isEmpty ? 0 : self.digits(2...2)
        guard let minutes, hours < 24, minutes < 60 else { return nil }
        let seconds = (hours * 60 + minutes) * 60
        return seconds == 0 ? .utc : .fixed(sign == "+" ? seconds : -seconds)
    }

    /// The form `2024-3-1 9:05[:06[.5]] [+01:00]`.
    private mutating func loose() throws(TemplateError) -> Moment? {
        guard let year = self.digits(4...4), self.skip("-"), let month = self.digits(1...2), self.skip("-"),
            let day = self.digits(1...2), self.skip("T "), let hour = self.digits(1...2), self.skip(":"),
            let minute = self.digits(1...2)
        else { return nil }
        var second = 0
        var microsecond = 0
        if self.skip(":") {
            guard let value = self.digits(1...2) else { return nil }
            second = value
            if self.skip(".") {
                let digits = self.rest.prefix { $0.isASCIIDigit }.prefix(6)
                guard !digits.isEmpty else { return nil }
                guard let value = self.fraction() else { return nil }
                microsecond = value
            }
        }
        guard let zone = self.looseZone() else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard date.isValid, hour < 24, minute < 60, second < 60 else { throw .value("there is no such day or time") }
        let seconds = date.days * 86_400 + (hour * 60 + minute) * 60 + second
        return try Moment(local: seconds * 1_000_000 + microsecond, zone: zone)
    }

    private mutating func looseZone() -> Moment.Zone? {
        guard !self.rest.isEmpty else { return .naive }
        if self.skip("Z") { return self.rest.isEmpty ? .utc : nil }
        let sign = self.rest.first
        guard self.skip("+-"), let hours = self.digits(2...2) else { return nil }
        let hasMinutes = self.skip(":") || !self.rest.isEmpty
        let minutes = hasMinutes ? self.digits(2...2) : 0
        guard let minutes, self.rest.isEmpty else { return nil }
        let seconds = (hours * 60 + minutes) * 60
        return .fixed(sign == "-" ? -seconds : seconds)
    }

    /// `9:05` or `09:05:06`; `nil` for anything else.
    static func timeOfDay(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int(trimming: String($0)) }
        guard parts.count >= 2, let hour = parts[0], let minute = parts[1] else { return nil }
        guard let second = parts.count > 2 ? parts[2] : 0 else { return nil }
        guard 0..<24 ~= hour, 0..<60 ~= minute, 0..<60 ~= second else { return nil }
        return ((hour * 60 + minute) * 60 + second) * 1_000_000
    }
}

extension Int {
    fileprivate init?(trimming text: String) {
        self.init(text.unicodeScalars.trimmedSpace().description)
    }
}
