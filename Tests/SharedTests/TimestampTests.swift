import Shared
import Testing

@Suite("Timestamp")
struct TimestampTests {
    static let times: [(UInt64, String, String)] = [
        (0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
        (1_795_228_867, "2026-11-21T02:41:07Z", "Sat, 21 Nov 2026 02:41:07 GMT"),
        (951_782_399, "2000-02-28T23:59:59Z", "Mon, 28 Feb 2000 23:59:59 GMT"),
        (951_782_400, "2000-02-29T00:00:00Z", "Tue, 29 Feb 2000 00:00:00 GMT"),
        (4_107_542_399, "2100-02-28T23:59:59Z", "Sun, 28 Feb 2100 23:59:59 GMT"),
        (2_147_483_648, "2038-01-19T03:14:08Z", "Tue, 19 Jan 2038 03:14:08 GMT"),
    ]

    @Test("RFC 3339 for people, RFC 9110 for headers, both in UTC", arguments: times)
    func forms(_ seconds: UInt64, _ text: String, _ http: String) {
        for fraction in [0, 1, 999_999_999] as [UInt64] {
            let timestamp = Timestamp(WallTime(nanoseconds: seconds * 1_000_000_000 + fraction))
            #expect("\(timestamp)" == text)
            #expect(timestamp.httpDate == http)
        }
    }

    @Test("the largest time there is does not trap")
    func largest() {
        #expect("\(Timestamp(WallTime(nanoseconds: .max)))" == "2554-07-21T23:34:33Z")
    }
}
