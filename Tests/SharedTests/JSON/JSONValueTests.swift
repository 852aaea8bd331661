import FoundationEssentials
import Shared
import TestSupport
import Testing

@Suite("JSON values")
struct JSONValueTests {
    static let bounds = JSONBounds(bytes: 1_000, depth: 4, values: 50)

    private static func read(_ text: String) throws(JSONError) -> JSONValue {
        try JSONReader.read(Array(text.utf8), within: self.bounds)
    }

    static let good: [(String, JSONValue, String)] = [
        ("null", .null, "null"), (" true ", true, "true"), ("false", false, "false"),
        ("0", 0, "0"), ("-0", 0, "0"), ("12", 12, "12"), ("-7", -7, "-7"), ("1.5", 1.5, "1.5"),
        ("1.0", 1.0, "1.0"), ("1e3", 1000.0, "1000.0"), ("1E-7", 1e-7, "1e-07"),
        ("9223372036854775807", .integer(.max), "9223372036854775807"),
        ("9223372036854775808", .number(9_223_372_036_854_775_808), "9.223372036854776e+18"),
        ("\"\"", "", "\"\""),
        (
            "\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "a\"\\/\u{8}\u{C}\n\r\t",
            "\"a\\\"\\\\/\\u0008\\u000c\\n\\r\\t\""
        ),
        ("\"\\u00e9\\ud83d\\ude00\"", "é😀", "\"é😀\""), ("\"ü€\"", "ü€", "\"ü€\""),
        ("[]", [], "[]"), ("{}", .object([:]), "{}"), ("[1, [2 ,3]]", [1, [2, 3]], "[1,[2,3]]"),
        ("{\"b\":1,\"a\":{\"c\":null}}", ["b": 1, "a": ["c": .null]], "{\"a\":{\"c\":null},\"b\":1}"),
        ("{\"a\":1,\"a\":2}", ["a": 2], "{\"a\":2}"),
    ]

    @Test("what is JSON is read, and written so that it reads the same", arguments: good)
    func reads(_ text: String, _ value: JSONValue, _ written: String) throws {
        #expect(try Self.read(text) == value)
        #expect(String(decoding: JSONWriter.bytes(of: value), as: UTF8.self) == written)
        #expect(try Self.read(written) == value)
    }

    static let bad: [(String, JSONError)] = [
        ("", .init(.cutOff, at: 0)), ("nul", .init(.cutOff, at: 3)), ("nulL", .init(.unexpected, at: 3)),
        ("01", .init(.unexpected, at: 0)), ("-01", .init(.unexpected, at: 0)), ("1.", .init(.cutOff, at: 2)),
        (".5", .init(.unexpected, at: 0)), ("+1", .init(.unexpected, at: 0)), ("1e", .init(.cutOff, at: 2)),
        ("NaN", .init(.unexpected, at: 0)), ("1e999", .init(.tooLarge, at: 0)), ("[1,]", .init(.unexpected, at: 3)),
        ("[1 2]", .init(.unexpected, at: 3)), ("{\"a\"}", .init(.unexpected, at: 4)),
        ("{a:1}", .init(.unexpected, at: 1)),
        ("{\"a\":1,}", .init(.unexpected, at: 7)), ("\"a", .init(.cutOff, at: 2)),
        ("\"\n\"", .init(.unexpected, at: 1)),
        ("\"\\x\"", .init(.unexpected, at: 2)), ("\"\\u12G4\"", .init(.unexpected, at: 5)),
        ("\"\\ud83d\"", .init(.unexpected, at: 2)), ("\"\\ude00\"", .init(.unexpected, at: 2)),
        ("1 2", .init(.unexpected, at: 2)), ("[[[[[1]]]]]", .init(.tooDeep(4), at: 4)),
        ("{\"a\":[{\"b\":[{}]}]}", .init(.tooDeep(4), at: 12)),
    ]

    @Test("what is not is refused, with the place where it is wrong", arguments: bad)
    func refuses(_ text: String, _ error: JSONError) {
        #expect(throws: error) { try Self.read(text) }
    }

    @Test("a text is as long and has as many values as it may, and not one more")
    func bounds() throws {
        let most = "[" + Array(repeating: "1", count: 49).joined(separator: ",") + "]"
        #expect(try Self.read(most).list?.count == 49)
        #expect(throws: JSONError(.tooMany(50), at: 99)) { try Self.read("[1," + most.dropFirst()) }
        #expect(throws: Never.self) { try Self.read("\"" + String(repeating: "a", count: 998) + "\"") }
        #expect(throws: JSONError(.tooLong(1_000), at: 1_000)) {
            try Self.read("\"" + String(repeating: "a", count: 999) + "\"")
        }
        #expect(throws: JSONError(.notUTF8, at: 0)) { try JSONReader.read([0x22, 0xFF, 0x22], within: Self.bounds) }
    }

    @Test("ten megabytes of brackets cost no stack")
    func deep() {
        let bounds = JSONBounds(bytes: 20_000_000, depth: 64, values: 10_000_000)
        #expect(throws: JSONError(.tooDeep(64), at: 64)) {
            try JSONReader.read([UInt8](repeating: 0x5B, count: 10_000_000), within: bounds)
        }
    }

    private static func random(_ generator: inout SeededGenerator, depth: Int) -> JSONValue {
        let texts = ["", "a", "\"", "\\", "\u{0}", "\u{1F}", "é", "😀", "a\nb", "/", "\u{2028}"]
        switch Int.random(in: 0...(depth > 0 ? 7 : 5), using: &generator) {
        case 0: return .null
        case 1: return .bool(.random(using: &generator))
        case 2: return .integer(.random(in: Int.min...Int.max, using: &generator))
        case 3: return .number(.random(in: -1e9...1e9, using: &generator))
        case 4, 5: return .text((0..<3).map { _ in texts.randomElement(using: &generator) ?? "" }.joined())
        case 6: return .list((0..<3).map { _ in self.random(&generator, depth: depth - 1) })
        default:
            return .object(
                ["x", "y\"", ""].reduce(into: [:]) { $0[$1] = self.random(&generator, depth: depth - 1) }
            )
        }
    }

    @Test("random values survive the way through text, and through a message")
    func roundTrips() throws {
        for seed in 1...300 as ClosedRange<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let value = Self.random(&generator, depth: 4)
            let bounds = JSONBounds(bytes: 1_000_000, depth: 4, values: 10_000)
            #expect(try JSONReader.read(JSONWriter.bytes(of: value), within: bounds) == value, "seed \(seed)")
            let message = try JSONEncoder().encode([value])
            #expect(try JSONDecoder().decode([JSONValue].self, from: message) == [value], "seed \(seed)")
        }
    }

    @Test("what is cut off anywhere is refused, and never a crash")
    func prefixes() {
        let text = Array("{\"a\": [1.5e+3, \"\\ud83d\\ude00\", true, null, {\"b\": -0.25}]}".utf8)
        for length in 0..<text.count {
            #expect(throws: JSONError.self) { try JSONReader.read(Array(text[..<length]), within: Self.bounds) }
        }
    }

    @Test("what workers send is no deeper than is read, and is measured")
    func measured() throws {
        let deep = Array((String(repeating: "[", count: 40) + String(repeating: "]", count: 40)).utf8)
        #expect(throws: (any Error).self) { try JSONDecoder().decode(JSONValue.self, from: Data(deep)) }
        #expect(EntityLimits.fits(["a": [1, 2, ["b": 3]]], JSONBounds(bytes: 100, depth: 3, values: 6)))
        #expect(!EntityLimits.fits(["a": [1, 2, ["b": 3]]], JSONBounds(bytes: 100, depth: 2, values: 6)))
        #expect(!EntityLimits.fits(["a": [1, 2, ["b": 3]]], JSONBounds(bytes: 100, depth: 3, values: 5)))
        #expect(!EntityLimits.fits(["a": [1, 2, ["b": 3]]], JSONBounds(bytes: 10, depth: 3, values: 6)))
    }
}
