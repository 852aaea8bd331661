import Shared
import Testing

@testable import camworker

@Suite("DeviceTime")
struct DeviceTimeTests {
    @Test(
        "times come out in UTC, however they are written",
        arguments: [
            ("2018-02-27T18:35:42Z", "2018-02-27T18:35:42Z"), ("2018-02-27T18:35:42", "2018-02-27T18:35:42Z"),
            ("2018-02-27 18:35:42.5Z", "2018-02-27T18:35:42Z"), ("2018-02-27T18:35:42+05:30", "2018-02-27T13:05:42Z"),
            ("2018-02-27T18:35:42-0100", "2018-02-27T19:35:42Z"), ("2018/2/7T8:5:2Z", "2018-02-07T08:05:02Z"),
            ("2018-02-27-18:35:42Z", "2018-02-27T18:35:42Z"), ("2018-02-27T00:61:16Z", "2018-02-27T01:01:16Z"),
            ("2018-12-31T23:59:60Z", "2019-01-01T00:00:00Z"),
        ]
    )
    func read(_ text: String, _ time: String) {
        #expect(DeviceTime.parse(text).map { "\(Timestamp($0))" } == time)
    }

    @Test(
        "what is no time is none",
        arguments: [
            "", "0000-00-00T00:00:00Z", "1970-01-01T00:00:00Z", "None", "2018-13-01T00:00:00Z", "PT60S",
            "2018-02-27", "2018-02-27T18:35:42X", "99999-01-01T00:00:00Z", "2018-02-27T18:35:42+1",
        ]
    )
    func refused(_ text: String) {
        #expect(DeviceTime.parse(text) == nil)
    }

    @Test(
        "durations are whole seconds",
        arguments: [
            ("PT60S", 60), ("PT1M", 60), ("PT1M30.9S", 90), ("P1DT1H", 90_000), ("PT0S", 0), ("P", nil), ("PT", nil),
            ("PT5", nil), ("60", nil), ("-PT5S", nil), ("P1Y", nil), ("PT1.2.3S", nil), ("PT9999999999999S", nil),
        ] as [(String, Int?)]
    )
    func durations(_ text: String, _ seconds: Int?) {
        #expect(DeviceTime.seconds(text) == seconds)
    }
}
