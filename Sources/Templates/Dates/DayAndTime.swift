/// Python's `date`, as `now().date()` gives it.
final class DayValue: TemplateObject {
    let date: CivilDate

    init(_ date: CivilDate) { self.date = date }

    static func text(_ date: CivilDate) -> String {
        let year = String(date.year)
        return String(repeating: "0", count: max(0, 4 - year.utf8.count)) + year + "-" + Moment.two(date.month) + "-"
            + Moment.two(date.day)
    }

    override var typeName: String { "datetime.date" }
    override var key: Mapping.Key? { .comparable("date", Double(self.date.days)) }
    override func text(_ renderer: Renderer) throws(TemplateError) -> String { Self.text(self.date) }

    override func representation(_ renderer: Renderer) throws(TemplateError) -> String {
        "datetime.date(\(self.date.year), \(self.date.month), \(self.date.day))"
    }

    /// Midnight without a zone, which knows the same methods.
    var midnight: Moment {
        get throws(TemplateError) { try Moment(local: self.date.days * 86_400_000_000, zone: .naive) }
    }

    override func attribute(_ name: String, _ renderer: Renderer) throws(TemplateError) -> Value? {
        switch name {
        case "isoformat": .object(BoundMethod(name, self) { [self] (_, _) in .string(Self.text(self.date)) })
        case "year", "month", "day", "weekday", "isoweekday", "isocalendar", "strftime", "toordinal", "timetuple":
            try MomentMembers.attribute(name, of: self.midnight, renderer)
        default: nil
        }
    }

    override func isEqual(to other: Value) -> Bool {
        guard case .object(let object) = other, let other = object as? DayValue else { return false }
        return self.date == other.date
    }

    override func order(against other: Value) throws(TemplateError) -> Int? {
        guard case .object(let object) = other, let other = object as? DayValue else { return nil }
        return self.date.days < other.date.days ? -1 : self.date == other.date ? 0 : 1
    }

    override func combine(
        _ sign: BinaryOperator,
        _ other: Value,
        isRight: Bool
    ) throws(TemplateError) -> Value? {
        guard case .object(let object) = other else { return nil }
        if let other = object as? DayValue, sign == .subtract {
            let days = self.date.days - other.date.days
            return .object(Span((isRight ? -days : days) * 86_400_000_000))
        }
        guard let span = object as? Span, sign == .add || (sign == .subtract && !isRight) else { return nil }
        let days = Moment.floor(span.microseconds, 86_400_000_000)
        let date = CivilDate(days: self.date.days + (sign == .add ? days : -days))
        guard date.isValid else { throw TemplateError(.overflow, "date value out of range") }
        return .object(DayValue(date))
    }
}

/// Python's `time`, as `now().time()` gives it.
final class ClockTime: TemplateObject {
    /// Since midnight.
    let microseconds: Int

    init(_ microseconds: Int) { self.microseconds = microseconds }

    static func fraction(_ microseconds: Int) -> String {
        guard microseconds > 0 else { return "" }
        let digits = String(microseconds)
        return "." + String(repeating: "0", count: 6 - digits.utf8.count) + digits
    }

    static func text(_ time: Int) -> String {
        let seconds = time / 1_000_000
        return [seconds / 3600, seconds / 60 % 60, seconds % 60].map { Moment.two($0) }.joined(separator: ":")
            + Self.fraction(time % 1_000_000)
    }

    override var typeName: String { "datetime.time" }
    override var key: Mapping.Key? { .comparable("time", Double(self.microseconds)) }
    override func text(_ renderer: Renderer) throws(TemplateError) -> String { Self.text(self.microseconds) }

    override func representation(_ renderer: Renderer) throws(TemplateError) -> String {
        let seconds = self.microseconds / 1_000_000
        var parts = [seconds / 3600, seconds / 60 % 60]
        if self.microseconds % 60_000_000 != 0 { parts.append(seconds % 60) }
        if self.microseconds % 1_000_000 != 0 { parts.append(self.microseconds % 1_000_000) }
        return "datetime.time(\(parts.map { String($0) }.joined(separator: ", ")))"
    }

    override func attribute(_ name: String, _ renderer: Renderer) throws(TemplateError) -> Value? {
        switch name {
        case "isoformat": .object(BoundMethod(name, self) { [self] (_, _) in .string(Self.text(self.microseconds)) })
        case "hour", "minute", "second", "microsecond", "strftime":
            try MomentMembers.attribute(name, of: try Moment(local: self.microseconds, zone: .naive), renderer)
        default: nil
        }
    }

    override func isEqual(to other: Value) -> Bool {
        guard case .object(let object) = other, let other = object as? ClockTime else { return false }
        return self.microseconds == other.microseconds
    }

    override func order(against other: Value) throws(TemplateError) -> Int? {
        guard case .object(let object) = other, let other = object as? ClockTime else { return nil }
        return self.microseconds < other.microseconds ? -1 : self.microseconds == other.microseconds ? 0 : 1
    }
}
