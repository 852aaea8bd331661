/// A camera's configuration: what `getConfig` prints and `setConfig` changes.
package struct AmcrestTable: Sendable {
    private struct Line: Sendable {
        /// Without `table.`.
        var key: String
        var value: String
    }

    private var lines: [Line] = []

    /// What takes only a few numbers; everything else that is a number takes any.
    private static let ranges: [String: ClosedRange<Int>] = ["DayNightColor": 0...2, "Mode": 0...4]

    /// Takes the lines of an answer, `table.KEY=VALUE`; for a recorder once for each channel.
    mutating func add(_ text: String, channels: Int = 1) {
        for channel in 0..<channels {
            for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix("table.") {
                let pair = line.dropFirst("table.".count).split(separator: "=", maxSplits: 1)
                guard let key = pair.first else { continue }
                let own = channel == 0 ? String(key) : Self.moved(key, to: channel)
                self.lines.append(Line(key: own, value: pair.count > 1 ? String(pair[1]) : ""))
            }
        }
    }

    /// A value as text; setting adds the key when it is new.
    package subscript(key: String) -> String? {
        get { self.lines.first { $0.key == key }?.value }
        set {
            let place = self.lines.firstIndex { $0.key == key }
            switch (place, newValue) {
            case (let place?, let value?): self.lines[place].value = value
            case (let place?, nil): self.lines.remove(at: place)
            case (nil, let value?): self.lines.append(Line(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Removes all of a name, as a camera that does not have it.
    package mutating func remove(_ name: String) {
        self.lines.removeAll { Self.belongs($0.key, to: name) }
    }

    /// What `getConfig&name=` answers; `nil` when there is no such thing.
    func answer(_ name: String) -> String? {
        let found = self.lines.filter { Self.belongs($0.key, to: name) }
        return found.isEmpty ? nil : found.map { "table.\($0.key)=\($0.value)\r\n" }.joined()
    }

    /// What `setConfig&KEY=VALUE` does; false when the camera refuses it.
    ///
    /// Home Assistant sets `Encode[0].MainFormat[3]`, which no camera has: they say OK and forget it.
    mutating func set(_ key: String, to value: String) -> Bool {
        guard let place = self.lines.firstIndex(where: { $0.key == key }) else {
            return self.lines.contains { Self.isAlike($0.key, key) }
        }
        guard Self.takes(value, inPlaceOf: self.lines[place]) else { return false }
        self.lines[place].value = value
        return true
    }

    private static func takes(_ value: String, inPlaceOf line: Line) -> Bool {
        if ["true", "false"].contains(line.value) { return ["true", "false"].contains(value) }
        guard Int(line.value) != nil else { return true }
        guard let number = Int(value) else { return false }
        let name = line.key.split(separator: ".").last.map(String.init) ?? ""
        return self.ranges[name]?.contains(number) ?? true
    }

    private static func belongs(_ key: String, to name: String) -> Bool {
        guard key.hasPrefix(name) else { return false }
        let next = key.dropFirst(name.count).first
        return next == nil || next == "." || next == "["
    }

    /// Whether two keys differ only in indexes after their first.
    private static func isAlike(_ one: String, _ other: String) -> Bool {
        func head(_ key: String) -> Substring { key.prefix { $0 != "." } }
        return head(one) == head(other) && one.filter { !$0.isNumber } == other.filter { !$0.isNumber }
    }

    /// `Encode[0].…` as it is called for another channel.
    private static func moved(_ key: Substring, to channel: Int) -> String {
        guard let start = key.firstRange(of: "[0]") else { return String(key) }
        return "\(key[..<start.lowerBound])[\(channel)]\(key[start.upperBound...])"
    }
}
