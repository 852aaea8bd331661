import Shared
import Testing

@testable import camsupervisor

@Suite("OverrideTable: what the operator switched off")
struct OverrideTableTests {
    private static let start = WallTime(nanoseconds: 1_795_228_867_000_000_000)

    private static func later(_ seconds: UInt64) -> WallTime {
        WallTime(nanoseconds: Self.start.nanoseconds + seconds * 1_000_000_000)
    }

    private static func stopped(_ seconds: UInt64 = 0) -> CameraOverride {
        CameraOverride(kind: .stopped, since: Self.later(seconds))
    }

    @Test("stopping what is stopped changes nothing, not even since when")
    func twice() throws {
        let yard = try CameraID("yard")
        var table = OverrideTable()
        let first = table.set(Self.stopped(), on: yard)
        let second = table.set(Self.stopped(50), on: yard)
        #expect(first && !second)
        #expect(table[yard]?.since == Self.start)
        let paused = table.set(CameraOverride(kind: .paused, since: Self.later(60)), on: yard)
        #expect(paused && table[yard]?.since == Self.later(60))
        let removed = table.remove(yard)
        let again = table.remove(yard)
        #expect(removed && !again && table == OverrideTable())
    }

    @Test("a pause is over at its end, others never")
    func over() throws {
        var table = OverrideTable()
        table.set(Self.stopped(), on: try CameraID("a"))
        table.set(CameraOverride(kind: .paused, since: Self.start), on: try CameraID("b"))
        table.set(CameraOverride(kind: .paused, since: Self.start, until: Self.later(10)), on: try CameraID("c"))
        table.set(CameraOverride(kind: .paused, since: Self.start, until: Self.later(20)), on: try CameraID("d"))
        #expect(table.takeOver(at: Self.later(9)) == [])
        #expect(table.takeOver(at: Self.later(10)) == [try CameraID("c")])
        #expect(table.takeOver(at: Self.later(1_000_000)) == [try CameraID("d")])
        #expect(table.cameras.count == 2)
    }

    @Test("it is bounded, and the oldest goes")
    func bounded() throws {
        var table = OverrideTable()
        for number in 0...OverrideTable.most {
            table.set(Self.stopped(UInt64(number)), on: try CameraID("c\(number)"))
        }
        #expect(table.cameras.count == OverrideTable.most)
        let (first, second) = (try CameraID("c0"), try CameraID("c1"))
        #expect(table[first] == nil && table[second] != nil)
        #expect(table.encoded.count < OverrideTable.longestFile)
    }

    @Test("who is switched off while the clock is wrong stays so, however full it is")
    func setBack() throws {
        var table = OverrideTable()
        for number in 0..<OverrideTable.most {
            table.set(Self.stopped(UInt64(number + 100)), on: try CameraID("c\(number)"))
        }
        let yard = try CameraID("yard")
        table.set(Self.stopped(0), on: yard)
        #expect(table[yard] != nil && table.cameras.count == OverrideTable.most)
    }

    @Test("the file is read as it was written")
    func roundTrip() throws {
        var table = OverrideTable()
        table.set(Self.stopped(), on: try CameraID("yard"))
        table.set(CameraOverride(kind: .paused, since: Self.start, until: Self.later(60)), on: try CameraID("gate"))
        let text = String(decoding: table.encoded, as: UTF8.self)
        #expect(
            text == #"{"overrides":[{"camera":"gate","is":"paused","since":1795228867,"until":1795228927},"#
                + #"{"camera":"yard","is":"stopped","since":1795228867}],"version":1}"# + "\n"
        )
        #expect(try OverrideTable(decoding: table.encoded) == table)
        #expect(try OverrideTable(decoding: OverrideTable().encoded) == OverrideTable())
    }

    @Test(
        "what is no such file is told apart",
        arguments: [
            ("", .malformed), ("{", .malformed), ("[]", .malformed), (#"{"version":1}"#, .malformed),
            (#"{"version":2,"overrides":[]}"#, .otherVersion(2)),
            (#"{"version":1,"overrides":[{"camera":"No Slug","is":"stopped","since":1}]}"#, .malformed),
            (#"{"version":1,"overrides":[{"camera":"a","is":"gone","since":1}]}"#, .malformed),
            (#"{"version":1,"overrides":[{"camera":"a","is":"stopped","since":-1}]}"#, .malformed),
        ] as [(String, OverrideTable.Unreadable)]
    )
    func unreadable(text: String, error: OverrideTable.Unreadable) {
        #expect(throws: error) { try OverrideTable(decoding: Array(text.utf8)) }
    }

    @Test("a file of any length and any numbers does no harm")
    func hostile() throws {
        let long = [UInt8](repeating: 0x20, count: OverrideTable.longestFile + 1)
        #expect(throws: OverrideTable.Unreadable.tooLong) { try OverrideTable(decoding: long) }
        let huge =
            #"{"version":1,"overrides":[{"camera":"a","is":"paused","since":18446744073709551615,"until":18446744073709551615}]}"#
        let table = try OverrideTable(decoding: Array(huge.utf8))
        #expect(table[try CameraID("a")]?.until == WallTime(nanoseconds: .max))
        #expect(table[try CameraID("a")]?.words.isEmpty == false)
    }
}
