import Logging
import Testing

@testable import camsupervisor

@Suite("The newest lines of the log")
struct RecentLogTests {
    @Test("the oldest go when there are too many or they are too long, and a long one is cut at a letter")
    func bounded() {
        let log = RecentLog()
        for number in 0..<(RecentLog.mostLines + 10) { log.add("line \(number)\n") }
        #expect(log.text.hasPrefix("line 10\n") && log.text.hasSuffix("line \(RecentLog.mostLines + 9)\n"))
        for _ in 0..<2_000 { log.add(String(repeating: "ä", count: 2_000) + "\n") }
        let text = log.text
        #expect(text.utf8.count <= RecentLog.mostBytes && text.utf8.count > RecentLog.mostBytes - RecentLog.longestLine)
        #expect(text.split(separator: "\n").allSatisfy { $0.hasSuffix("…") && $0.utf8.count <= RecentLog.longestLine })
    }

    @Test("it has what was logged from info on, as it stands on standard error")
    func levels() {
        let log = RecentLog()
        let handler = RecordLogHandler(level: .trace, sink: .standardError(.json), recent: log)
        var logger = Logger(label: "test") { _ in handler }
        logger.logLevel = .trace
        logger.debug("a request")
        logger.log(.cameraOffline, .warning, "camera is\noffline", ["camera": "yard"])
        #expect(log.text.hasSuffix(" warning yard: camera is?offline\n") && !log.text.contains("a request"))
    }
}
