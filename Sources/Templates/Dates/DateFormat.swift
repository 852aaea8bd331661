internal import Glibc

/// Python's `strftime`, which is the C library's with `%f`, `%z` and `%Z` done before.
enum DateFormat {
    static func print(_ moment: Moment, _ format: String, _ renderer: Renderer) throws(TemplateError) -> String {
        try renderer.spend(bytes: format.utf8.count * 4)
        let prepared = Self.prepared(moment, format)
        guard !prepared.isEmpty else { return "" }
        var parts = Self.parts(moment)
        // A marker in front tells an empty result from one that did not fit.
        let marked = "x" + prepared
        var size = max(256, marked.utf8.count * 4)
        while true {
            try renderer.check(stringBytes: size)
            var room = [CChar](repeating: 0, count: size)
            let length = strftime(&room, size, marked, &parts)
            if length > 0 { return String(bytes: room[1..<length].map { UInt8(bitPattern: $0) }) }
            size *= 4
        }
    }

    private static func parts(_ moment: Moment) -> tm {
        let (date, time) = (moment.date, moment.timeOfDay)
        var parts = tm()
        parts.tm_year = Int32(date.year - 1900)
        parts.tm_mon = Int32(date.month - 1)
        parts.tm_mday = Int32(date.day)
        parts.tm_hour = Int32(time / 3_600_000_000)
        parts.tm_min = Int32(time / 60_000_000 % 60)
        parts.tm_sec = Int32(time / 1_000_000 % 60)
        parts.tm_wday = Int32((date.weekday + 1) % 7)
        parts.tm_yday = Int32(date.dayOfYear - 1)
        parts.tm_isdst = -1
        return parts
    }

    private static func prepared(_ moment: Moment, _ format: String) -> String {
        var out = ""
        var rest = format.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            // What follows would be the end for C.
            if scalar == "\0" { return out }
            guard scalar == "%", let mark = rest.first else {
                // A single `%` at the end stays.
                out += scalar == "%" ? "%%" : String(scalar)
                continue
            }
            rest.removeFirst()
            switch mark {
            case "f":
                out += String(1_000_000 + moment.timeOfDay % 1_000_000).dropFirst()
            case "z": out += moment.offset.map { Self.zone($0, separator: "") } ?? ""
            case "Z":
                out += moment.zoneName.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
            case ":" where rest.first == "z":
                rest.removeFirst()
                out += moment.offset.map { Self.zone($0, separator: ":") } ?? ""
            default:
                out += "%"
                out.unicodeScalars.append(mark)
            }
        }
        return out
    }

    private static func zone(_ seconds: Int, separator: String) -> String {
        let magnitude = abs(seconds)
        var parts = [Moment.two(magnitude / 3600), Moment.two(magnitude / 60 % 60)]
        if magnitude % 60 != 0 { parts.append(Moment.two(magnitude % 60)) }
        return (seconds < 0 ? "-" : "+") + parts.joined(separator: separator)
    }
}
