extension ScriptedDeviceState {
    var systemDateAndTime: String {
        let (date, zone) = (self.dateAndTime(self.now), self.timeZone.xmlEscaped)
        return """
            <tds:SystemDateAndTime><tt:DateTimeType>\(self.clockKind)</tt:DateTimeType>\
            <tt:DaylightSavings>false</tt:DaylightSavings><tt:TimeZone><tt:TZ>\(zone)</tt:TZ></tt:TimeZone>\
            \(self.saysUTC ? Self.element("tt:UTCDateTime", date) : "")\
            \(Self.element("tt:LocalDateTime", date))</tds:SystemDateAndTime>
            """
    }

    private func dateAndTime(_ seconds: Double) -> String {
        let parts = XMLTime.parts(seconds)
        return """
            <tt:Time><tt:Hour>\(parts[3])</tt:Hour><tt:Minute>\(parts[4])</tt:Minute>\
            <tt:Second>\(parts[5])</tt:Second></tt:Time><tt:Date><tt:Year>\(parts[0])</tt:Year>\
            <tt:Month>\(parts[1])</tt:Month><tt:Day>\(parts[2])</tt:Day></tt:Date>
            """
    }

    mutating func setSystemDateAndTime(_ body: ReceivedElement) -> ONVIFReply {
        let kind = body["DateTimeType"]?.text ?? ""
        if let zone = body["TimeZone"]?["TZ"]?.text { self.timeZone = zone }
        // ONVIF Core, §8.3.4: by hand it takes a time to go with it.
        if kind == "Manual" {
            guard let given = body["UTCDateTime"], let seconds = Self.seconds(given) else {
                return .fault(.invalid("ter:InvalidDateTime", "An invalid date or time was specified"))
            }
            self.clockOffset += seconds - self.now
        }
        self.clockKind = kind
        return Self.response(.device, "SetSystemDateAndTime")
    }

    private static func seconds(_ given: ReceivedElement) -> Double? {
        func number(_ part: String, _ name: String) -> Int? { given.descendant(part, name).flatMap { Int($0.text) } }
        let parts = [
            number("Date", "Year"), number("Date", "Month"), number("Date", "Day"), number("Time", "Hour"),
            number("Time", "Minute"), number("Time", "Second"),
        ].compactMap(\.self)
        let limits = [1970...2100, 1...12, 1...31, 0...23, 0...59, 0...61]
        guard parts.count == 6, zip(parts, limits).allSatisfy({ $1.contains($0) }) else { return nil }
        return XMLTime.seconds(parts)
    }
}
