/// Time spans in the forms that Home Assistant reads: `1 day, 02:03:04.5`, ISO 8601 and PostgreSQL's.
enum DurationParsing {
    private static let standard =
        #"^(?:(?P<days>-?\d+) (days?, )?)?(?P<sign>-?)((?:(?P<hours>\d+):)(?=\d+:\d+))?"#
        + #"(?:(?P<minutes>\d+):)?(?P<seconds>\d+)(?:[\.,](?P<microseconds>\d{1,6})\d{0,6})?$"#
    private static let iso =
        #"^(?P<sign>[-+]?)P(?:(?P<days>\d+([\.,]\d+)?)D)?"#
        + #"(?:T(?:(?P<hours>\d+([\.,]\d+)?)H)?(?:(?P<minutes>\d+([\.,]\d+)?)M)?(?:(?P<seconds>\d+([\.,]\d+)?)S)?)?$"#
    private static let postgres =
        #"^(?:(?P<days>-?\d+) (days? ?))?(?:(?P<sign>[-+])?(?P<hours>\d+):(?P<minutes>\d\d):"#
        + #"(?P<seconds>\d\d)(?:\.(?P<microseconds>\d{1,6}))?)?$"#

    /// - Returns: `nil` when the text has none of the forms.
    static func span(_ text: String, _ renderer: Renderer) throws(TemplateError) -> Span? {
        for (source, isISO) in [(Self.standard, false), (Self.iso, true), (Self.postgres, false)] {
            let program = try RegexProgram(source)
            try renderer.spend(steps: program.instructions.count)
            let matcher = RegexMatcher(program, text, renderer)
            guard let match = try matcher.match(at: 0) else { continue }
            func field(_ name: String) -> Double {
                guard let number = program.names[name], var text = matcher.group(number, of: match) else { return 0 }
                if name == "microseconds" { text += String(repeating: "0", count: 6 - text.utf8.count) }
                return Double(String(text.map { $0 == "," ? "." : $0 })) ?? 0
            }
            let isNegative = program.names["sign"].flatMap { matcher.group($0, of: match) } == "-"
            let sign: Double = isNegative ? -1 : 1
            let rest = (field("hours") * 3600 + field("minutes") * 60 + field("seconds")) * 1e6 + field("microseconds")
            let days = field("days") * 86_400e6
            return try Span(rounding: (isISO ? days * sign : days) + sign * rest)
        }
        return nil
    }
}
