import Shared
import TestSupport
import Testing

@Suite("waitUntil")
struct WaitUntilTests {
    private struct NotYet: Error, CustomStringConvertible {
        var description: String { "no answer yet" }
    }

    @Test("returns as soon as the condition holds")
    func returns() async throws {
        var asked = 0
        try await waitUntil("asked three times") {
            asked += 1
            return asked == 3
        }
        #expect(asked == 3)
    }

    @Test("says what, how long, where, and what was last seen")
    func failure() async throws {
        let error = await #expect(throws: WaitedInVain.self) {
            try await waitUntil("pigs fly", within: .milliseconds(20), lastSeen: "a pig") { false }
        }
        let text = "\(try #require(error))"
        #expect(text.hasPrefix("waited 0.02 seconds in vain until pigs fly ("))
        #expect(text.hasSuffix("); last seen: a pig"))
        #expect(text.contains("WaitUntilTests.swift:"))
    }

    @Test("an error means not yet, and is quoted in the end")
    func errors() async throws {
        let error = await #expect(throws: WaitedInVain.self) {
            try await waitUntil("it works", within: .milliseconds(20)) { throw NotYet() }
        }
        #expect(error?.lastSeen == "no answer yet")
    }

    @Test("onThread hands back values and errors")
    func threads() async throws {
        #expect(try await onThread { 7 } == 7)
        await #expect(throws: NotYet.self) { try await onThread { throw NotYet() } }
    }

    @Test("a manual clock moves when told")
    func clock() {
        let clock = ManualClock()
        let start = clock.now
        #expect(clock.advance(by: .seconds(3)).since(start) == .seconds(3))
        #expect(clock.now.since(start) == .seconds(3))
    }
}
