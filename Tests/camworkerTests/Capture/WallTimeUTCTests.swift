import Shared
import Testing

@testable import camworker

@Suite("UTC text")
struct WallTimeUTCTests {
    @Test(
        "a point in time as RFC 3339 has it",
        arguments: [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_795_228_487, "2026-11-21T02:34:47Z"),
        ]
    )
    func text(seconds: UInt64, text: String) {
        #expect(WallTime(nanoseconds: seconds * 1_000_000_000 + 999).utcText == text)
    }
}
