/// Python's `timedelta`.
final class Span: TemplateObject {
    let microseconds: Int

    init(_ microseconds: Int) { self.microseconds = microseconds }

    /// - Throws: When it is longer than Python's own limit of 999999999 days, or than 292,000 years.
    convenience init(rounding microseconds: Double) throws(TemplateError) {
        guard !microseconds.isNaN else { throw .value("cannot convert float NaN to integer") }
        guard let whole = Int(exactly: microseconds.rounded(.toNearestOrEven)) else {
            throw TemplateError(.overflow, "the time span is too long")
        }
        self.init(whole)
    }

    var seconds: Double { Double(self.microseconds) / 1e6 }

    private var days: Int { Moment.floor(self.microseconds, 86_400_000_000) }
    private var rest: Int { self.microseconds - self.days * 86_400_000_000 }

    override var typeName: String { "datetime.timedelta" }
    override var isTrue: Bool { self.microseconds != 0 }
    override var key: Mapping.Key? { .comparable("timedelta", Double(self.microseconds)) }

    override func text(_ renderer: Renderer) throws(TemplateError) -> String {
        let (days, rest) = (self.days, self.rest)
        let dayText = days == 0 ? "" : "\(days) day\(abs(days) == 1 ? "" : "s"), "
        let seconds = rest / 1_000_000
        let time = "\(seconds / 3600):\(Moment.two(seconds / 60 % 60)):\(Moment.two(seconds % 60))"
        return dayText + time + ClockTime.fraction(rest % 1_000_000)
    }

    override func representation(_ renderer: Renderer) throws(TemplateError) -> String {
        var parts: [String] = []
        if self.days != 0 { parts.append("days=\(self.days)") }
        if self.rest / 1_000_000 != 0 { parts.append("seconds=\(self.rest / 1_000_000)") }
        if self.rest % 1_000_000 != 0 { parts.append("microseconds=\(self.rest % 1_000_000)") }
        return "datetime.timedelta(\(parts.isEmpty ? "0" : parts.joined(separator: ", ")))"
    }

    override func attribute(_ name: String, _ renderer: Renderer) throws(TemplateError) -> Value? {
        switch name {
        case "days": .int(self.days)
        case "seconds": .int(self.rest / 1_000_000)
        case "microseconds": .int(self.rest % 1_000_000)
        case "total_seconds": .object(BoundMethod(name, self) { [self] (_, _) in .float(self.seconds) })
        default: nil
        }
    }

    override func isEqual(to other: Value) -> Bool {
        guard case .object(let object) = other, let other = object as? Span else { return false }
        return self.microseconds == other.microseconds
    }

    override func order(against other: Value) throws(TemplateError) -> Int? {
        guard case .object(let object) = other, let other = object as? Span else { return nil }
        return self.microseconds < other.microseconds ? -1 : self.microseconds == other.microseconds ? 0 : 1
    }

    override func negated() throws(TemplateError) -> Value? { .object(Span(-self.microseconds)) }

    override func combine(
        _ sign: BinaryOperator,
        _ other: Value,
        isRight: Bool
    ) throws(TemplateError) -> Value? {
        if case .object(let object) = other, let other = object as? Span {
            return try isRight ? other.combine(sign, with: self) : self.combine(sign, with: other)
        }
        switch (sign, other) {
        case (.multiply, .int), (.multiply, .bool):
            let (product, overflow) = self.microseconds.multipliedReportingOverflow(by: other.integer ?? 0)
            guard !overflow else { throw TemplateError(.overflow, "the time span is too long") }
            return .object(Span(product))
        case (.multiply, .float(let factor)): return .object(try Span(rounding: Double(self.microseconds) * factor))
        case (.divide, .int), (.divide, .float), (.divide, .bool):
            guard !isRight else { return nil }
            let divisor = Arithmetic.float(other) ?? 0
            guard divisor != 0 else { throw TemplateError(.zeroDivision, "division by zero") }
            return .object(try Span(rounding: Double(self.microseconds) / divisor))
        case (.floorDivide, .int), (.floorDivide, .bool):
            guard !isRight else { return nil }
            guard let divisor = other.integer, divisor != 0 else {
                throw TemplateError(.zeroDivision, "integer division or modulo by zero")
            }
            let quotient = self.microseconds / divisor
            let isUneven = self.microseconds % divisor != 0 && (self.microseconds < 0) != (divisor < 0)
            return .object(Span(isUneven ? quotient - 1 : quotient))
        default: return nil
        }
    }

    private func combine(_ sign: BinaryOperator, with other: Span) throws(TemplateError) -> Value? {
        switch sign {
        case .add, .subtract:
            let (sum, overflow) =
                sign == .add
                ? self.microseconds.addingReportingOverflow(other.microseconds)
                : self.microseconds.subtractingReportingOverflow(other.microseconds)
            guard !overflow else { throw TemplateError(.overflow, "the time span is too long") }
            return .object(Span(sum))
        case .divide, .floorDivide, .remainder:
            guard other.microseconds != 0 else { throw TemplateError(.zeroDivision, "division by zero") }
            if sign == .divide { return .float(Double(self.microseconds) / Double(other.microseconds)) }
            var quotient = self.microseconds / other.microseconds
            if self.microseconds % other.microseconds != 0, (self.microseconds < 0) != (other.microseconds < 0) {
                quotient -= 1
            }
            if sign == .floorDivide { return .int(quotient) }
            return .object(Span(self.microseconds - quotient * other.microseconds))
        case .multiply, .power: return nil
        }
    }
}
