internal import Shared

/// What `onvif.ptz` is called with, checked.
struct PTZCommand: Hashable, Sendable {
    enum Mode: String, Hashable, Sendable, CaseIterable {
        case continuous = "ContinuousMove"
        case relative = "RelativeMove"
        case absolute = "AbsoluteMove"
        case preset = "GotoPreset"
        case stop = "Stop"
    }

    /// A sign for each direction, in the words of the service.
    enum Pan: String, Hashable, Sendable, CaseIterable {
        case right = "RIGHT"
        case left = "LEFT"
    }

    enum Tilt: String, Hashable, Sendable, CaseIterable {
        case up = "UP"
        case down = "DOWN"
    }

    enum Zoom: String, Hashable, Sendable, CaseIterable {
        case closer = "ZOOM_IN"
        case wider = "ZOOM_OUT"
    }

    var mode = Mode.relative
    var pan: Pan?
    var tilt: Tilt?
    var zoom: Zoom?
    /// 0 to 1.
    var distance = 0.1
    /// 0 to 1.
    var speed = 0.5
    /// Zero has it go on until somebody stops it.
    var duration: Duration = .milliseconds(500)
    /// A token or a name.
    var preset: String?

    /// Of a continuous move.
    static let longestDuration = 60.0

    init() {}

    /// - Parameter parameters: of the call; those that are not of `onvif.ptz` are somebody else's to complain about.
    init(_ parameters: [String: JSONValue]) throws(PTZRefusal) {
        self.mode = try Self.word("move_mode", parameters) ?? .relative
        self.pan = try Self.word("pan", parameters)
        self.tilt = try Self.word("tilt", parameters)
        self.zoom = try Self.word("zoom", parameters)
        self.distance = try Self.number("distance", parameters, most: 1) ?? self.distance
        self.speed = try Self.number("speed", parameters, most: 1) ?? self.speed
        let seconds = try Self.number("continuous_duration", parameters, most: Self.longestDuration)
        self.duration = seconds.map { .milliseconds(Int64(($0 * 1000).rounded())) } ?? self.duration
        switch parameters["preset"] {
        case .text(let text)?: self.preset = text
        // Presets are named by numbers, which YAML takes for such.
        case .integer(let number)?: self.preset = "\(number)"
        case .none, .null?: break
        default: throw .parameter("preset is the token or the name of a preset")
        }
    }

    /// One of the words of a type; `NONE` is none.
    private static func word<Word: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        _ parameters: [String: JSONValue]
    ) throws(PTZRefusal) -> Word? {
        switch parameters[name] {
        case .none, .null?: return nil
        case .text(let text)? where text == "NONE" && name != "move_mode": return nil
        case .text(let text)?:
            if let word = Word(rawValue: text) { return word }
        default: break
        }
        let words = Word.allCases.map(\.rawValue) + (name == "move_mode" ? [] : ["NONE"])
        throw .parameter("\(name) is one of \(words.joined(separator: ", "))")
    }

    private static func number(
        _ name: String,
        _ parameters: [String: JSONValue],
        most: Double
    ) throws(PTZRefusal) -> Double? {
        let number: Double
        switch parameters[name] {
        case .none, .null?: return nil
        case .number(let value)?: number = value
        case .integer(let value)?: number = Double(value)
        case .text(let text)?: number = Double(text) ?? .nan
        default: number = .nan
        }
        guard 0...most ~= number else { throw .parameter("\(name) is a number from 0 to \(Int(most))") }
        return number
    }
}

/// Why a camera is not moved.
enum PTZRefusal: Error, Hashable, CustomStringConvertible {
    case parameter(String)
    /// The camera cannot do it, whatever it is asked.
    case unable(String)
    case unknownPreset(String, known: [String])
    case tooMany

    /// HTTP's, of the call.
    var status: Int {
        switch self {
        case .parameter: 400
        case .unable: 501
        case .unknownPreset: 404
        case .tooMany: 503
        }
    }

    var description: String {
        switch self {
        case .parameter(let words): words
        case .unable(let words): "the camera cannot \(words)"
        case .unknownPreset(let word, let known):
            "there is no preset '\(TextExcerpt.name(word, longest: 60))'; there are "
                + (known.isEmpty ? "none" : known.prefix(20).joined(separator: ", "))
        case .tooMany: "\(PTZQueue.most) moves wait already"
        }
    }
}
