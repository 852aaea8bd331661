import FoundationEssentials
import Hummingbird
import NIOCore

/// What a caller sent with a service call: the members of a JSON object, or the parameters of the URL.
struct CallParameters: Sendable {
    /// Longest body taken, bytes: a list of a thousand entities.
    static let longestBody = 64 * 1024

    enum Value: Sendable, Equatable {
        case text(String)
        case number(Double)
        case flag(Bool)
        case list([String])
    }

    private let values: [String: Value]

    /// - Parameter names: those that are known; another one is an error, as in Home Assistant.
    init(_ values: [String: Value], knowing names: [String]) throws(InvalidCall) {
        for name in values.keys.sorted() where !names.contains(name) {
            // Home Assistant's words.
            let hint = NearestName.hint(for: name, among: names).map { " (\($0))" } ?? ""
            throw InvalidCall("extra keys not allowed @ data['\(name.prefix(40))']\(hint)")
        }
        self.values = values
    }

    /// Of a body; an empty one leaves it to the URL.
    init(_ request: Request, knowing names: [String]) async throws(InvalidCall) {
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Self.longestBody)
        } catch {
            throw InvalidCall("the body is longer than \(Self.longestBody) bytes, or was cut short")
        }
        guard body.readableBytes > 0 else {
            let target = RequestTarget(request.head.path ?? "/")
            let given = names.compactMap { name in target[name].map { (name, Value.text($0)) } }
            try self.init(Dictionary(given) { first, _ in first }, knowing: names)
            return
        }
        let members: [String: Value]
        do {
            members = try JSONDecoder().decode([String: Value].self, from: Data(body.readableBytesView))
        } catch {
            throw InvalidCall("the body is no JSON object of texts, numbers, booleans and lists of texts")
        }
        try self.init(members, knowing: names)
    }

    /// With another text of that name.
    func replacing(_ name: String, with text: String) -> Self {
        var values = self.values
        values[name] = .text(text)
        return Self(values)
    }

    private init(_ values: [String: Value]) {
        self.values = values
    }

    /// A text; a number is taken as it would be written.
    func text(_ name: String) throws(InvalidCall) -> String? {
        switch self.values[name] {
        case nil: return nil
        case .text(let text): return text
        case .number(let number):
            return number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
        case .flag, .list: throw InvalidCall("\(name) must be a text")
        }
    }

    /// One text or several.
    func texts(_ name: String) throws(InvalidCall) -> [String] {
        if case .list(let list) = self.values[name] { return list }
        return try self.text(name).map { [$0] } ?? []
    }

    func flag(_ name: String) throws(InvalidCall) -> Bool? {
        switch self.values[name] {
        case nil: return nil
        case .flag(let flag): return flag
        case .text("true"), .text("1"), .text(""), .number(1): return true
        case .text("false"), .text("0"), .number(0): return false
        default: throw InvalidCall("\(name) must be true or false")
        }
    }

    /// Seconds, or a time with a unit.
    func period(_ name: String, in range: ClosedRange<Duration>) throws(InvalidCall) -> Duration? {
        guard let text = try self.text(name) else { return nil }
        guard let period = try? TimePeriod.parse(text, isPlain: false), range.contains(period) else {
            throw InvalidCall(
                "\(name) is a time from \(TimePeriod.shown(range.lowerBound)) to \(TimePeriod.shown(range.upperBound)), "
                    + "as seconds or like '30 s', not '\(text.prefix(40))'"
            )
        }
        return period
    }
}

/// A call that nobody can follow, in words.
struct InvalidCall: Error, Equatable, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}

extension CallParameters.Value: Decodable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else {
            self = .list(try container.decode([String].self))
        }
    }
}
