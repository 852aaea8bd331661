/// What a `datetime` has: numbers and methods.
enum MomentMembers {
    static func attribute(_ name: String, of moment: Moment, _ renderer: Renderer) throws(TemplateError) -> Value? {
        let time = moment.timeOfDay
        switch name {
        case "year": return .int(moment.date.year)
        case "month": return .int(moment.date.month)
        case "day": return .int(moment.date.day)
        case "hour": return .int(time / 3_600_000_000)
        case "minute": return .int(time / 60_000_000 % 60)
        case "second": return .int(time / 1_000_000 % 60)
        case "microsecond": return .int(time % 1_000_000)
        case "fold": return .int(moment.isSecond ? 1 : 0)
        case "tzinfo": return moment.zone.isNaive ? Value.none : .string(moment.zoneName)
        default: return self.methods[name].map { .object(BoundFunction($0, .object(moment))) }
        }
    }

    private static func method(
        _ name: String,
        _ parameters: [String] = [],
        _ body: @escaping @Sendable (Moment, Call) throws(TemplateError) -> Value
    ) -> Function {
        Function(name, ["self"] + parameters, required: 1) { (call) throws(TemplateError) in
            guard case .object(let object) = call[0], let moment = object as? Moment else {
                throw .type("'\(name)' needs a datetime")
            }
            return try body(moment, call)
        }
    }

    private static let methods: [String: Function] = Dictionary(
        [
            Self.method("strftime", ["format"]) { (moment, call) throws(TemplateError) in
                guard call.given(1) != nil else { throw .type("strftime() is missing the argument 'format'") }
                return try call.renderer.string(try DateFormat.print(moment, try call.string(1), call.renderer))
            },
            Self.method("isoformat", ["sep", "timespec"]) { (moment, call) throws(TemplateError) in
                .string(try Self.iso(moment, try call.string(1, "T"), try call.string(2, "auto")))
            },
            Self.method("timestamp") { (moment, call) in .float(Double(moment.utc(call.renderer)) / 1e6) },
            Self.method("date") { (moment, _) in .object(DayValue(moment.date)) },
            Self.method("time") { (moment, _) in .object(ClockTime(moment.timeOfDay)) },
            Self.method("weekday") { (moment, _) in .int(moment.date.weekday) },
            Self.method("isoweekday") { (moment, _) in .int(moment.date.weekday + 1) },
            Self.method("toordinal") { (moment, _) in .int(moment.date.days + 719_163) },
            Self.method("isocalendar") { (moment, call) throws(TemplateError) in
                try call.renderer.tuple(Self.week(moment.date).map { .int($0) })
            },
            Self.method("tzname") { (moment, _) in moment.zone.isNaive ? .none : .string(moment.zoneName) },
            Self.method("utcoffset") { (moment, _) in
                moment.offset.map { .object(Span($0 * 1_000_000)) } ?? .none
            },
            Self.method("astimezone", ["tz"]) { (moment, call) throws(TemplateError) in
                guard call.some(1) == nil else {
                    throw TemplateError(.unsupported, "astimezone() takes no zone here; as_local is the filter for it")
                }
                return .object(try moment.moved(to: .home(call.renderer.surroundings.zone), call.renderer))
            },
            Self.method("replace", ["year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo"]) {
                (moment, call) throws(TemplateError) in
                try Self.replaced(moment, call)
            },
        ].map { ($0.name, $0) }
    ) { $1 }

    private static func iso(
        _ moment: Moment,
        _ separator: String,
        _ precision: String
    ) throws(TemplateError) -> String {
        guard separator.length == 1 else { throw .type("isoformat() argument 1 must be a unicode character") }
        let time = moment.timeOfDay
        let whole = ClockTime.text(time - time % 1_000_000)
        let digits = String(1_000_000 + time % 1_000_000).dropFirst()
        let text: String
        switch precision {
        case "auto": return moment.iso(separator: separator)
        case "hours": text = String(whole.prefix(2))
        case "minutes": text = String(whole.prefix(5))
        case "seconds": text = whole
        case "milliseconds": text = whole + "." + digits.prefix(3)
        case "microseconds": text = whole + "." + digits
        default: throw .value("Unknown timespec value")
        }
        return DayValue.text(moment.date) + separator + text + (moment.offset.map { Moment.offsetText($0) } ?? "")
    }

    /// Year, week and day as in ISO 8601.
    static func week(_ date: CivilDate) -> [Int] {
        let thursday = CivilDate(days: date.days - date.weekday + 3)
        return [thursday.year, (thursday.dayOfYear - 1) / 7 + 1, date.weekday + 1]
    }

    private static func replaced(_ moment: Moment, _ call: Call) throws(TemplateError) -> Value {
        let time = moment.timeOfDay
        let date = CivilDate(
            year: try call.integer(1, moment.date.year),
            month: try call.integer(2, moment.date.month),
            day: try call.integer(3, moment.date.day)
        )
        let hour = try call.integer(4, time / 3_600_000_000)
        let minute = try call.integer(5, time / 60_000_000 % 60)
        let second = try call.integer(6, time / 1_000_000 % 60)
        let microsecond = try call.integer(7, time % 1_000_000)
        guard date.isValid, 0..<24 ~= hour, 0..<60 ~= minute, 0..<60 ~= second, 0..<1_000_000 ~= microsecond else {
            throw .value("a part of the date or time is out of range")
        }
        var zone = moment.zone
        if let value = call.given(8) {
            guard value.isNone else { throw TemplateError(.unsupported, "replace() can only remove the zone here") }
            zone = .naive
        }
        let seconds = (date.days * 86_400 + hour * 3600 + minute * 60 + second)
        return .object(try Moment(local: seconds * 1_000_000 + microsecond, zone: zone, isSecond: moment.isSecond))
    }
}
