import Logging
import Shared
import Testing

@testable import camsupervisor

@Suite("LogRecord")
struct LogRecordTests {
    private static let time = WallTime(nanoseconds: 1_795_228_867_250_000_000)

    private static func record(
        _ message: String,
        _ metadata: Logger.Metadata = [:],
        level: Logger.Level = .warning
    ) -> LogRecord {
        LogRecord(level, message, metadata, at: Self.time)
    }

    private static let failed = Self.record(
        "worker ended: \"crash\"",
        [
            "camera": "yard", "pid": "7", "generation": "3", "exit_code": "1",
            "event": .stringConvertible(LoggedEvent.workerFailed),
        ]
    )

    @Test("time, level, camera, message, then the rest in alphabetical order")
    func text() {
        #expect(Self.record("hello").line(.text) == "2026-11-21T02:41:07Z warning hello\n")
        // Neither the event nor the exit code: the words say them.
        #expect(
            Self.failed.line(.text)
                == "2026-11-21T02:41:07Z warning yard: worker ended: \"crash\" generation=3 pid=7\n"
        )
    }

    @Test("logfmt has every field, quoted where it is no plain word")
    func logfmt() {
        #expect(
            Self.failed.line(.logfmt)
                == "time=2026-11-21T02:41:07Z level=warning event=worker-failed camera=yard "
                + #"message="worker ended: \"crash\"" exit_code=1 generation=3 pid=7"# + "\n"
        )
        #expect(Self.record("").line(.logfmt).hasSuffix("message=\"\"\n"))
        #expect(Self.record("a\\b").line(.logfmt).hasSuffix(#"message="a\\b""# + "\n"))
    }

    @Test("JSON has every field, one object a line")
    func json() {
        #expect(
            Self.failed.line(.json)
                == #"{"camera":"yard","event":"worker-failed","exit_code":"1","generation":"3","level":"warning","#
                + #""message":"worker ended: \"crash\"","pid":"7","time":"2026-11-21T02:41:07Z"}"# + "\n"
        )
    }

    static let priorities: [(Logger.Level, Int)] = [
        (.trace, 7), (.debug, 7), (.info, 6), (.notice, 5), (.warning, 4), (.error, 3), (.critical, 2),
    ]

    @Test("the journal gets the priority, by field and by prefix", arguments: priorities)
    func priority(_ level: Logger.Level, _ priority: Int) {
        let record = Self.record("x", ["camera": "yard"], level: level)
        #expect(record.lineForJournal == "<\(priority)>yard: x\n")
        #expect(String(decoding: JournalEntry.encode(record), as: UTF8.self).contains("\nPRIORITY=\(priority)\n"))
    }

    @Test("whoever chose the words, there is one line and no control character", arguments: LogFormat.allCases)
    func forged(_ format: LogFormat) {
        let evil = Self.record("a\n<0>systemd: b\r\u{1B}[31m\u{0}", ["camera": "y\nz", "k": "v\nw"])
        for line in [evil.line(format), evil.lineForJournal] {
            #expect(line.utf8.count { $0 < 0x20 } == 1)
            #expect(line.contains("y?z") && line.contains("a?<0>systemd: b??[31m?") && line.contains("v?w"))
        }
    }

    @Test("a journal entry is a line for each field, and no value makes another field")
    func entry() {
        let entry = String(decoding: JournalEntry.encode(Self.failed), as: UTF8.self)
        #expect(
            entry == """
                MESSAGE=yard: worker ended: "crash" generation=3 pid=7
                PRIORITY=4
                SYSLOG_IDENTIFIER=camsupervisor
                MESSAGE_ID=1b15e41ae1cf4de088794e6aa5afd328
                EVENT=worker-failed
                CAMERA=yard
                EXIT_CODE=1
                GENERATION=3
                WORKER_PID=7

                """
        )
        let evil = Self.record("a\nPRIORITY=0", ["camera": "y\nCAMERA=z"])
        let lines = String(decoding: JournalEntry.encode(evil), as: UTF8.self).split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("CAMERA=") } == 1 && lines.count { $0.hasPrefix("PRIORITY=") } == 1)
    }

    @Test("a value is cut where the journal would refuse the datagram")
    func long() {
        let entry = JournalEntry.encode(Self.record(String(repeating: "x", count: 1_000_000)))
        #expect(entry.count < JournalEntry.longestValue + 200)
    }
}
