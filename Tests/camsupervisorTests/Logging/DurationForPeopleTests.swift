import Testing

@testable import camsupervisor

@Suite("A duration for people")
struct DurationForPeopleTests {
    static let spans: [(Duration, String)] = [
        (.zero, "0 ms"), (.milliseconds(340), "340 ms"), (.milliseconds(999), "999 ms"), (.seconds(1), "1.0 s"),
        (.milliseconds(12_580), "12.5 s"), (.milliseconds(59_999), "59.9 s"), (.seconds(60), "1 min 0 s"),
        (.seconds(3_599), "59 min 59 s"), (.seconds(11_520), "3 h 12 min"), (.seconds(86_400), "1 d 0 h"),
        (.seconds(1_000_000), "11 d 13 h"), (.microseconds(900), "0 ms"),
    ]

    @Test("a duration for people", arguments: spans)
    func durations(_ duration: Duration, _ text: String) {
        #expect(duration.forPeople == text)
    }
}
