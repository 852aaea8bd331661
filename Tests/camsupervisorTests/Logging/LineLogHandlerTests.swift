import Logging
import Shared
import Testing

@testable import camsupervisor

@Suite("LineLogHandler")
struct LineLogHandlerTests {
    private static let time = WallTime(nanoseconds: 1_795_228_867_250_000_000)

    private func line(_ message: String, _ metadata: Logger.Metadata = [:], forJournal: Bool = false) -> String {
        LineLogHandler(level: .debug, forJournal: forJournal).line(.warning, message, metadata, at: Self.time)
    }

    @Test("time, level, camera, message, then the rest in alphabetical order")
    func form() {
        #expect(self.line("hello") == "2026-11-21T02:41:07Z warning hello\n")
        #expect(
            self.line("is offline", ["pid": "7", "camera": "yard", "generation": "3"])
                == "2026-11-21T02:41:07Z warning yard: is offline generation=3 pid=7\n"
        )
    }

    static let priorities: [(Logger.Level, Int)] = [
        (.trace, 7), (.debug, 7), (.info, 6), (.notice, 5), (.warning, 4), (.error, 3), (.critical, 2),
    ]

    @Test("the journal gets the priority and keeps the time itself", arguments: priorities)
    func journal(_ level: Logger.Level, _ priority: Int) {
        let handler = LineLogHandler(level: .trace, forJournal: true)
        #expect(handler.line(level, "x", ["camera": "yard"], at: Self.time) == "<\(priority)>yard: x\n")
    }

    @Test("whoever chose the words, there is one line and no control character")
    func forged() {
        let evil = "a\n<0>systemd: b\r\u{1B}[31m\u{0}"
        for forJournal in [true, false] {
            let line = self.line(evil, ["camera": "y\nz", "k": "v\nw"], forJournal: forJournal)
            #expect(line.hasSuffix("y?z: a?<0>systemd: b??[31m? k=v?w\n"))
            #expect(line.utf8.count { $0 < 0x20 } == 1)
        }
    }
}
