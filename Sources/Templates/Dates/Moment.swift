/// Python's `datetime`: a calendar time, with or without a zone.
final class Moment: TemplateObject, Formattable {
    enum Zone {
        case naive
        case utc
        /// Seconds east.
        case fixed(Int)
        /// The one of the installation.
        case home(ZoneRules)

        var isNaive: Bool {
            if case .naive = self { return true }
            return false
        }

        /// Whether Python holds both for one object and so subtracts by the wall clock.
        func isSame(as other: Zone) -> Bool {
            switch (self, other) {
            case (.naive, .naive), (.utc, .utc), (.home, .home): true
            case (.fixed(let left), .fixed(let right)): left == right
            default: false
            }
        }
    }

    /// Microseconds since 1970 on its own wall clock.
    let local: Int
    let zone: Zone
    /// The second of two equal local times.
    let isSecond: Bool

    private static let first = CivilDate(year: 1, month: 1, day: 1).days * 86_400_000_000
    private static let last = (CivilDate(year: 9999, month: 12, day: 31).days + 1) * 86_400_000_000 - 1

    init(local: Int, zone: Zone, isSecond: Bool = false) throws(TemplateError) {
        guard Self.first...Self.last ~= local else {
            throw TemplateError(.overflow, "date value out of range: years go from 1 to 9999")
        }
        self.local = local
        self.zone = zone
        self.isSecond = isSecond
    }

    /// - Parameter utc: Microseconds since 1970.
    convenience init(utc: Int, zone: Zone) throws(TemplateError) {
        var offset = 0
        var isSecond = false
        switch zone {
        case .naive, .utc: break
        case .fixed(let seconds): offset = seconds
        case .home(let rules):
            offset = rules.offset(Self.floor(utc, 1_000_000)).seconds
            let local = Self.floor(utc, 1_000_000) + offset
            isSecond = rules.offset(local: local, isSecond: false).seconds != offset
        }
        let (local, overflow) = utc.addingReportingOverflow(offset * 1_000_000)
        try self.init(local: overflow ? .max : local, zone: zone, isSecond: isSecond)
    }

    static func floor(_ number: Int, _ divisor: Int) -> Int {
        number / divisor - (number % divisor < 0 ? 1 : 0)
    }

    /// A moment given as a timestamp.
    static func at(_ seconds: Double, _ zone: Zone) throws(TemplateError) -> Moment {
        guard !seconds.isNaN else { throw .value("cannot convert float NaN to integer") }
        guard seconds.isFinite else { throw TemplateError(.overflow, "cannot convert float infinity to integer") }
        let whole = seconds.rounded(.down)
        guard whole.magnitude < 9e18 else { throw TemplateError(.overflow, "timestamp out of range") }
        guard whole.magnitude < 1e12 else { throw .value("year is out of range") }
        let microseconds = ((seconds - whole) * 1e6).rounded(.toNearestOrEven)
        do throws(TemplateError) {
            return try Moment(utc: Int(whole) * 1_000_000 + Int(microseconds), zone: zone)
        } catch {
            throw .value("year is out of range")
        }
    }

    /// Seconds east of UTC; `nil` without a zone.
    var offset: Int? {
        switch self.zone {
        case .naive: nil
        case .utc: 0
        case .fixed(let seconds): seconds
        case .home(let rules):
            rules.offset(local: Self.floor(self.local, 1_000_000), isSecond: self.isSecond).seconds
        }
    }

    var zoneName: String {
        switch self.zone {
        case .naive: ""
        case .utc: "UTC"
        case .fixed(let seconds): "UTC" + (seconds == 0 ? "" : Self.offsetText(seconds))
        case .home(let rules):
            rules.offset(local: Self.floor(self.local, 1_000_000), isSecond: self.isSecond).name
        }
    }

    /// Microseconds since 1970; a time without zone is one of the installation.
    func utc(_ renderer: Renderer) -> Int {
        let rules = renderer.surroundings.zone
        let offset =
            self.offset
            ?? rules.offset(local: Self.floor(self.local, 1_000_000), isSecond: self.isSecond).seconds
        return self.local - offset * 1_000_000
    }

    func moved(to zone: Zone, _ renderer: Renderer) throws(TemplateError) -> Moment {
        try Moment(utc: self.utc(renderer), zone: zone)
    }

    var date: CivilDate { CivilDate(days: Self.floor(self.local, 86_400_000_000)) }
    var timeOfDay: Int { self.local - Self.floor(self.local, 86_400_000_000) * 86_400_000_000 }

    // MARK: TemplateObject

    override var typeName: String { "datetime.datetime" }

    override var key: Mapping.Key? {
        .comparable(
            self.zone.isNaive ? "naive datetime" : "datetime",
            Double(self.local - (self.offset ?? 0) * 1_000_000)
        )
    }

    override func text(_ renderer: Renderer) throws(TemplateError) -> String { self.iso(separator: " ") }

    override func representation(_ renderer: Renderer) throws(TemplateError) -> String {
        let (date, time) = (self.date, self.timeOfDay)
        var parts = [date.year, date.month, date.day, time / 3_600_000_000, time / 60_000_000 % 60]
        let (seconds, microseconds) = (time / 1_000_000 % 60, time % 1_000_000)
        if seconds != 0 || microseconds != 0 { parts.append(seconds) }
        if microseconds != 0 { parts.append(microseconds) }
        let zone =
            switch self.zone {
            case .naive: ""
            case .utc: ", tzinfo=datetime.timezone.utc"
            case .fixed(let seconds):
                ", tzinfo=UTC\(Self.offsetText(seconds))"
            case .home: ", tzinfo=<home>"
            }
        return "datetime.datetime(\(parts.map { String($0) }.joined(separator: ", "))\(zone))"
    }

    func formatted(_ specification: String, _ renderer: Renderer) throws(TemplateError) -> String {
        try specification.isEmpty ? self.text(renderer) : DateFormat.print(self, specification, renderer)
    }

    func format(_ specification: FormatSpecification, _ renderer: Renderer) throws(TemplateError) -> String {
        try self.text(renderer)
    }

    override func attribute(_ name: String, _ renderer: Renderer) throws(TemplateError) -> Value? {
        try MomentMembers.attribute(name, of: self, renderer)
    }

    // MARK: Comparing and computing

    override func isEqual(to other: Value) -> Bool {
        guard case .object(let object) = other, let other = object as? Moment else { return false }
        guard let left = self.offset, let right = other.offset else {
            return self.zone.isNaive && other.zone.isNaive && self.local == other.local
        }
        if self.zone.isSame(as: other.zone) { return self.local == other.local }
        return self.local - left * 1_000_000 == other.local - right * 1_000_000
    }

    override func order(against other: Value) throws(TemplateError) -> Int? {
        guard case .object(let object) = other, let other = object as? Moment else { return nil }
        let difference = try self.microseconds(since: other, "compare")
        return difference < 0 ? -1 : difference == 0 ? 0 : 1
    }

    private func microseconds(since other: Moment, _ verb: String) throws(TemplateError) -> Int {
        guard self.zone.isNaive == other.zone.isNaive else {
            throw .type("can't \(verb) offset-naive and offset-aware datetimes")
        }
        if self.zone.isSame(as: other.zone) { return self.local - other.local }
        return (self.local - (self.offset ?? 0) * 1_000_000) - (other.local - (other.offset ?? 0) * 1_000_000)
    }

    override func combine(
        _ sign: BinaryOperator,
        _ other: Value,
        isRight: Bool
    ) throws(TemplateError) -> Value? {
        guard case .object(let object) = other else { return nil }
        if let span = object as? Span, sign == .add || (sign == .subtract && !isRight) {
            let delta = sign == .add ? span.microseconds : -span.microseconds
            let (local, overflow) = self.local.addingReportingOverflow(delta)
            return .object(try Moment(local: overflow ? .max : local, zone: self.zone))
        }
        guard sign == .subtract, let other = object as? Moment else { return nil }
        let difference = try self.microseconds(since: other, "subtract")
        return .object(Span(isRight ? -difference : difference))
    }
}

extension Moment {
    /// `2024-03-01T12:30:00.000500+01:00`; `separator` stands between date and time.
    func iso(separator: String) -> String {
        let time = ClockTime.text(self.timeOfDay)
        return "\(DayValue.text(self.date))\(separator)\(time)\(self.offset.map { Self.offsetText($0) } ?? "")"
    }

    /// An offset such as `+01:00`.
    static func offsetText(_ seconds: Int) -> String {
        let magnitude = abs(seconds)
        let rest = magnitude % 60 == 0 ? "" : ":" + Self.two(magnitude % 60)
        return (seconds < 0 ? "-" : "+") + Self.two(magnitude / 3600) + ":" + Self.two(magnitude / 60 % 60) + rest
    }

    static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
