import Testing

@testable import camsupervisor

@Suite("TimePeriod")
struct TimePeriodTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        var isPlain = true
        var expected: Duration

        var testDescription: String { self.text }
    }

    static let good: [Case] = [
        Case(text: "5", expected: .seconds(5)),
        Case(text: "0", expected: .zero),
        Case(text: "0.1", expected: .milliseconds(100)),
        Case(text: "5", isPlain: false, expected: .seconds(5)),
        Case(text: "1e2", expected: .seconds(100)),
        Case(text: "10 s", expected: .seconds(10)),
        Case(text: "10s", expected: .seconds(10)),
        Case(text: "500 ms", expected: .milliseconds(500)),
        Case(text: "2 min", expected: .seconds(120)),
        Case(text: "1 h", expected: .seconds(3600)),
        Case(text: "1 h 30 min", expected: .seconds(5400)),
        Case(text: "1.5 H", expected: .seconds(5400)),
        Case(text: "1 d", expected: .seconds(86_400)),
        Case(text: "00:05", expected: .seconds(300)),
        Case(text: "10:30", isPlain: false, expected: .seconds(37_800)),
        Case(text: "00:00:05", expected: .seconds(5)),
        Case(text: "1:00:05", expected: .seconds(3605)),
        Case(text: "0:01:30.5", expected: .milliseconds(90_500)),
        Case(text: "+00:00:05", expected: .seconds(5)),
    ]

    @Test("every form of Home Assistant, and ours with units", arguments: good)
    func forms(_ example: Case) throws {
        #expect(try TimePeriod.parse(example.text, isPlain: example.isPlain) == example.expected)
    }

    static let bad: [(String, TimePeriod.Problem)] = [
        ("", .malformed), ("abc", .malformed), ("5 parsecs", .malformed), ("s", .malformed), ("1:2:3:4", .malformed),
        ("0:x", .malformed), (":", .malformed), ("nan", .malformed), ("inf", .malformed), ("0x10", .malformed),
        ("00:00:-5", .malformed), ("1e999", .malformed), ("- 5", .malformed), ("-5", .negative),
        ("-00:00:05", .negative), ("-5 s", .negative), ("1e300", .tooLong), ("09999999:00", .tooLong),
        ("1:30", .ambiguous), ("10:05", .ambiguous),
    ]

    @Test("what is no time period says why", arguments: bad)
    func problems(_ text: String, _ problem: TimePeriod.Problem) {
        #expect(throws: problem) { try TimePeriod.parse(text, isPlain: true) }
    }

    @Test("a map is the sum of its parts")
    func sums() throws {
        #expect(try TimePeriod.sum([("minutes", 1), ("seconds", 30)]) == .seconds(90))
        #expect(try TimePeriod.sum([("days", 1), ("milliseconds", -1)]) == .milliseconds(86_399_999))
        #expect(throws: TimePeriod.Problem.negative) { try TimePeriod.sum([("hours", -1)]) }
    }

    @Test("periods are shown in their largest whole unit")
    func shown() {
        let cases: [(Duration, String)] = [
            (.zero, "0"), (.milliseconds(500), "500 ms"), (.seconds(10), "10 s"), (.seconds(90), "90 s"),
            (.seconds(120), "2 min"), (.seconds(86_400), "1 d"),
        ]
        for (period, text) in cases { #expect(TimePeriod.shown(period) == text) }
    }
}
