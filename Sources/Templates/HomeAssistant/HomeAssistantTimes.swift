/// Functions of times.
enum HomeAssistantTimes {
    private static func home(_ renderer: Renderer) -> Moment.Zone { .home(renderer.surroundings.zone) }

    private static func now(_ renderer: Renderer) throws(TemplateError) -> Moment {
        renderer.record.usesTime = true
        return try Moment(utc: renderer.surroundings.now, zone: Self.home(renderer))
    }

    static let clock: [Function] = [
        Function("now") { (call) throws(TemplateError) in .object(try Self.now(call.renderer)) },
        Function("utcnow") { (call) throws(TemplateError) in
            call.renderer.record.usesTime = true
            return .object(try Moment(utc: call.renderer.surroundings.now, zone: .utc))
        },
    ]

    /// Both filters and functions.
    static let clockFilters: [Function] = [
        Function("today_at", ["time_str"], required: 0) { (call) throws(TemplateError) in
            let day = try Self.now(call.renderer).date.days * 86_400_000_000
            var time = 0
            if let value = call.given(0), try call.renderer.isTrue(value) {
                let text = try call.renderer.text(value)
                guard let parsed = DateParsing.timeOfDay(text) else {
                    throw .value("could not convert \(value.typeName) to datetime: '\(text)'")
                }
                time = parsed
            }
            return .object(try Moment(local: day + time, zone: Self.home(call.renderer)))
        },
        Function("relative_time", ["value"]) { (call) throws(TemplateError) in
            let now = try Self.now(call.renderer)
            guard let moment = Self.moment(call[0]) else { return call[0] }
            let age = now.utc(call.renderer) - moment.utc(call.renderer)
            return age < 0 ? call[0] : .string(Self.age(Double(age) / 1e6))
        },
        Function("time_since", ["value", "precision"], required: 1) { (call) throws(TemplateError) in
            let now = try Self.now(call.renderer)
            guard let moment = Self.moment(call[0]) else { return call[0] }
            let age = now.utc(call.renderer) - moment.utc(call.renderer)
            return age < 0 ? call[0] : .string(Self.precise(age, try call.integer(1, 1)))
        },
        Function("time_until", ["value", "precision"], required: 1) { (call) throws(TemplateError) in
            let now = try Self.now(call.renderer)
            guard let moment = Self.moment(call[0]) else { return call[0] }
            let left = moment.utc(call.renderer) - now.utc(call.renderer)
            return left < 0 ? call[0] : .string(Self.precise(left, try call.integer(1, 1)))
        },
    ]

    private static func moment(_ value: Value) -> Moment? {
        guard case .object(let object) = value else { return nil }
        return object as? Moment
    }

    /// The largest unit only, rounded as Home Assistant does.
    private static func age(_ seconds: Double) -> String {
        var delta = seconds
        var rounded = delta.rounded(.toNearestOrEven)
        var selected = "year"
        for (unit, factor) in [("second", 60.0), ("minute", 60), ("hour", 24), ("day", 30), ("month", 12)] {
            if rounded < factor {
                selected = unit
                break
            }
            delta /= factor
            rounded = delta.rounded(.toNearestOrEven)
        }
        return Self.count(Int(rounded), selected)
    }

    private static func count(_ number: Int, _ unit: String) -> String { "\(number) \(unit)\(number == 1 ? "" : "s")" }

    /// The `precision` largest units, all for 0; the last one rounded.
    private static func precise(_ microseconds: Int, _ precision: Int) -> String {
        let sizes = [
            ("year", 31_536_000), ("month", 2_592_000), ("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1),
        ]
        var left = microseconds / 1_000_000
        var parts: [String] = []
        for (index, (unit, size)) in sizes.enumerated() {
            guard left >= size || index == sizes.count - 1 else { continue }
            let isLast = precision > 0 && parts.count == precision - 1
            let number = isLast ? Int((Double(left) / Double(size)).rounded(.toNearestOrEven)) : left / size
            if number > 0 || parts.isEmpty { parts.append(Self.count(number, unit)) }
            left %= size
            if isLast || left == 0 { break }
        }
        return parts.joined(separator: " ")
    }

    // MARK: Timestamps

    private static func timestamp(_ value: Value, _ zone: Moment.Zone) throws(TemplateError) -> Moment {
        if case .undefined(let undefined) = value { throw .type(undefined.message) }
        guard let seconds = Arithmetic.float(value) else {
            throw .type("'\(value.typeName)' object cannot be interpreted as an integer")
        }
        return try Moment.at(seconds, zone)
    }

    /// Filters only.
    static let timestamps: [Function] = [
        Function("timestamp_custom", ["value", "date_format", "local", "default"], required: 1) {
            (call) throws(TemplateError) in
            try Forgiving.attempt(call, "timestamp_custom", default: 3) { () throws(TemplateError) in
                let zone = try call.isTrue(2, true) ? Self.home(call.renderer) : .utc
                let format = try call.string(1, "%Y-%m-%d %H:%M:%S")
                return .string(try DateFormat.print(try Self.timestamp(call[0], zone), format, call.renderer))
            }
        },
        Function("timestamp_local", ["value", "default"], required: 1) { (call) throws(TemplateError) in
            try Forgiving.attempt(call, "timestamp_local", default: 1) { () throws(TemplateError) in
                .string(try Self.timestamp(call[0], Self.home(call.renderer)).iso(separator: "T"))
            }
        },
        Function("timestamp_utc", ["value", "default"], required: 1) { (call) throws(TemplateError) in
            try Forgiving.attempt(call, "timestamp_utc", default: 1) { () throws(TemplateError) in
                .string(try Self.timestamp(call[0], .utc).iso(separator: "T"))
            }
        },
    ]

    /// Both filters and functions.
    static let conversions: [Function] = [
        Function("as_timestamp", ["value", "default"], required: 1) { (call) throws(TemplateError) in
            try Forgiving.attempt(call, "as_timestamp", default: 1) { () throws(TemplateError) in
                var parsed = Self.moment(call[0])
                if parsed == nil { parsed = try DateParsing.moment(try call.text()) }
                guard let moment = parsed else { throw .value("not a valid date/time.") }
                return .float(Double(moment.utc(call.renderer)) / 1e6)
            }
        },
        Function("as_datetime", ["value", "default"], required: 1) { (call) throws(TemplateError) in
            try Self.asMoment(call)
        },
        Function("as_local", ["dattim"]) { (call) throws(TemplateError) in
            guard let moment = Self.moment(call[0]) else {
                if case .undefined(let undefined) = call[0] { throw undefined.error }
                throw TemplateError(.attribute, "'\(call[0].typeName)' object has no attribute 'tzinfo'")
            }
            return .object(try moment.moved(to: Self.home(call.renderer), call.renderer))
        },
        Function("as_timedelta", ["value"]) { (call) throws(TemplateError) in
            guard let text = call[0].string else {
                throw .type("expected string or bytes-like object, got '\(call[0].typeName)'")
            }
            return try DurationParsing.span(text, call.renderer).map { .object($0) } ?? .none
        },
    ]

    private static func asMoment(_ call: Call) throws(TemplateError) -> Value {
        do throws(TemplateError) {
            return .object(try Moment.at(try Conversion.float(call[0]), .utc))
        } catch {
            guard error.kind == .type || error.kind == .value else { throw error }
        }
        do throws(TemplateError) {
            if let text = call[0].string, let moment = try DateParsing.moment(text) { return .object(moment) }
        } catch {
            guard error.kind == .value else { throw error }
        }
        if let standard = call.given(1) { return standard }
        guard call[0].string == nil else { return .none }
        throw try Forgiving.noDefault("as_datetime", call[0], call.renderer)
    }

    /// Functions only.
    static let makers: [Function] = [
        Function(
            "timedelta",
            ["days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks"],
            required: 0
        ) { (call) throws(TemplateError) in
            let sizes = [86_400e6, 1e6, 1, 1000, 60e6, 3600e6, 604_800e6]
            var whole = 0
            var fraction = 0.0
            for (index, size) in sizes.enumerated() {
                guard let value = call.given(index) else { continue }
                if let number = value.integer {
                    let (product, overflow) = number.multipliedReportingOverflow(by: Int(size))
                    let (sum, sumOverflow) = whole.addingReportingOverflow(product)
                    guard !overflow, !sumOverflow else { throw TemplateError(.overflow, "the time span is too long") }
                    whole = sum
                } else if case .float(let number) = value {
                    fraction += number * size
                } else {
                    if case .undefined(let undefined) = value { throw .type(undefined.message) }
                    throw .type("unsupported type for timedelta component: \(value.typeName)")
                }
            }
            let rest = try Span(rounding: fraction).microseconds
            let (sum, overflow) = whole.addingReportingOverflow(rest)
            guard !overflow else { throw TemplateError(.overflow, "the time span is too long") }
            return .object(Span(sum))
        },
        Function("strptime", ["string", "fmt", "default"], required: 2) { (call) throws(TemplateError) in
            try Forgiving.attempt(call, "strptime", default: 2) { () throws(TemplateError) in
                guard let text = call[0].string, let format = call[1].string else {
                    throw .type("strptime() argument 1 must be str, not \(call[0].typeName)")
                }
                return .object(try DateScanning.read(text, format, call.renderer))
            }
        },
    ]
}
