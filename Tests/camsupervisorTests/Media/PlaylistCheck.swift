/// A strict reader of media playlists: what RFC 8216bis demands of one, and of one after another.
struct PlaylistCheck {
    struct Segment: Equatable {
        var number: Int
        var duration: Double
        var isDiscontinuous: Bool
        var map: String
        var uri: String
    }

    struct Part: Equatable {
        var duration: Double
        var uri: String
        var isIndependent: Bool
    }

    private(set) var segments: [Segment] = []
    private(set) var parts: [Part] = []
    /// Of the segment that is not complete.
    private(set) var openParts: [Part] = []
    private(set) var hint: String?
    private(set) var problems: [String] = []
    private(set) var first = 0
    private(set) var discontinuitySequence = 0
    private(set) var targetDuration = 0
    private(set) var partTarget = 0.0
    private var version = 0
    private var map: String?
    private var isDiscontinuous = false
    private var hasDate = false
    private var duration: Double?

    init(_ text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.first != "#EXTM3U" { self.problems.append("no #EXTM3U") }
        if lines.popLast() != "" { self.problems.append("no end of line at the end") }
        var seen: Set<String> = []
        for line in lines.dropFirst() {
            guard line.hasPrefix("#") else {
                self.add(uri: line)
                continue
            }
            let halves = line.split(separator: ":", maxSplits: 1).map(String.init)
            let value = halves.count > 1 ? halves[1] : ""
            let isOnce = !["#EXTINF", "#EXT-X-PART", "#EXT-X-MAP", "#EXT-X-DISCONTINUITY", "#EXT-X-PROGRAM-DATE-TIME"]
                .contains(halves[0])
            if isOnce, !seen.insert(halves[0]).inserted { self.problems.append("twice: \(line)") }
            self.take(halves[0], value)
        }
        self.finish()
    }

    private mutating func take(_ tag: String, _ value: String) {
        switch tag {
        case "#EXT-X-VERSION": self.version = Int(value) ?? 0
        case "#EXT-X-INDEPENDENT-SEGMENTS": break
        case "#EXT-X-TARGETDURATION": self.targetDuration = Int(value) ?? 0
        case "#EXT-X-MEDIA-SEQUENCE": self.first = Int(value) ?? -1
        case "#EXT-X-DISCONTINUITY-SEQUENCE": self.discontinuitySequence = Int(value) ?? -1
        case "#EXT-X-PART-INF": self.partTarget = self.number(value, "PART-TARGET")
        case "#EXT-X-SERVER-CONTROL":
            let holdBack = self.number(value, "PART-HOLD-BACK")
            // It may stand before PART-INF.
            self.holdBack = holdBack
        case "#EXT-X-MAP": self.map = self.text(value, "URI")
        case "#EXT-X-DISCONTINUITY": self.isDiscontinuous = true
        case "#EXT-X-PROGRAM-DATE-TIME": self.hasDate = true
        case "#EXT-X-PART":
            self.openParts.append(
                Part(
                    duration: self.number(value, "DURATION"),
                    uri: self.text(value, "URI") ?? "",
                    isIndependent: value.contains("INDEPENDENT=YES")
                )
            )
        case "#EXTINF": self.duration = Double(value.dropLast())
        case "#EXT-X-PRELOAD-HINT": self.hint = self.text(value, "URI")
        default: self.problems.append("unknown: \(tag)")
        }
    }

    private var holdBack: Double?

    private mutating func add(uri: String) {
        guard let duration, let map, self.hasDate else {
            self.problems.append("\(uri) has no duration, no map or no date")
            return
        }
        if !self.openParts.isEmpty {
            let sum = self.openParts.reduce(0) { $0 + $1.duration }
            if abs(sum - duration) > 1e-4 { self.problems.append("\(uri): parts of \(sum) in \(duration)") }
            if self.openParts.first?.isIndependent != true { self.problems.append("\(uri) does not begin independent") }
        }
        self.segments.append(
            Segment(
                number: self.first + self.segments.count,
                duration: duration,
                isDiscontinuous: self.isDiscontinuous,
                map: map,
                uri: uri
            )
        )
        self.parts += self.openParts
        self.openParts = []
        (self.duration, self.isDiscontinuous, self.hasDate) = (nil, false, false)
    }

    private mutating func finish() {
        self.parts += self.openParts
        if self.openParts.first.map(\.isIndependent) == false { self.problems.append("the last does not begin so") }
        if self.version < 6 { self.problems.append("version \(self.version)") }
        for segment in self.segments where Int(segment.duration.rounded()) > self.targetDuration {
            self.problems.append("\(segment.uri) is longer than the target")
        }
        if Set(self.segments.map(\.uri)).count != self.segments.count { self.problems.append("a segment twice") }
        if Set(self.parts.map(\.uri)).count != self.parts.count { self.problems.append("a part twice") }
        guard let holdBack else {
            if !self.parts.isEmpty || self.hint != nil { self.problems.append("parts without server control") }
            return
        }
        if self.partTarget <= 0 || holdBack < 3 * self.partTarget - 1e-4 {
            self.problems.append("hold back \(holdBack)")
        }
        for part in self.parts where part.duration > self.partTarget { self.problems.append("\(part.uri) is too long") }
        if self.hint == nil || self.parts.contains(where: { $0.uri == self.hint }) { self.problems.append("hint") }
    }

    /// What must hold between a playlist and the one before it.
    func problems(after before: PlaylistCheck) -> [String] {
        var problems: [String] = []
        if self.first < before.first { problems.append("the media sequence went back") }
        // It may sink when nothing that was named is longer: that is a problem of this playlist alone.
        for segment in before.segments where segment.number >= self.first {
            if Int(segment.duration.rounded()) > self.targetDuration { problems.append("the target sank too early") }
        }
        for segment in self.segments {
            let old = before.segments.first { $0.number == segment.number }
            if let old, old != segment { problems.append("\(segment.uri) changed: \(old) → \(segment)") }
        }
        // What was announced and comes next has the name that it was announced by.
        if let index = self.parts.firstIndex(where: { $0.uri == before.parts.last?.uri }), index + 1 < self.parts.count,
            self.parts[index + 1].uri != before.hint
        {
            problems.append("\(before.hint ?? "nothing") was announced and \(self.parts[index + 1].uri) came")
        }
        let gone = before.segments.filter { $0.number < self.first && $0.isDiscontinuous }.count
        let known = before.segments.last.map { $0.number >= self.first - 1 } ?? false
        if known, self.discontinuitySequence != before.discontinuitySequence + gone {
            problems.append("discontinuities \(before.discontinuitySequence) + \(gone) → \(self.discontinuitySequence)")
        }
        return problems
    }

    private func text(_ attributes: String, _ name: String) -> String? {
        guard let range = attributes.firstRange(of: "\(name)=\"") else { return nil }
        return String(attributes[range.upperBound...].prefix { $0 != "\"" })
    }

    private func number(_ attributes: String, _ name: String) -> Double {
        guard let range = attributes.firstRange(of: "\(name)=") else { return 0 }
        return Double(attributes[range.upperBound...].prefix { $0 != "," }) ?? 0
    }
}
