import Logging
import Shared
import Testing

@testable import camsupervisor

@Suite("ControlCallers")
struct ControlCallersTests {
    @Test("a worker that knocks a thousand times is five lines a minute, and the next tells of the others")
    func summed() throws {
        let log = RecordedLog()
        let callers = ControlCallers(board: CameraBoard([]), logger: log.logger)
        let start = MonotonicTime(nanoseconds: 1_000_000_000_000)
        let camera = try CameraID("yard")
        for number in 0..<1_000 { callers.tell(of: 7, camera, at: start + .milliseconds(number)) }
        let one = ["camera": "yard", "count": "1"]
        #expect(log.lines.count == 5 && log.lines.allSatisfy { $0.text.hasSuffix("it is refused") }, "\(log.texts)")
        #expect(log.lines.allSatisfy { line in one.allSatisfy { line.fields[$0.key] == $0.value } })
        callers.tell(of: 7, camera, at: start + .seconds(60))
        #expect(log.texts.last?.hasSuffix("it is refused (995 others since the last such line)") == true)
        #expect(log.lines.last?.fields["count"] == "996")
    }
}
