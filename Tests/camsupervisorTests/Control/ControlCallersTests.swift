import Logging
import Shared
import Synchronization
import Testing

@testable import camsupervisor

@Suite("ControlCallers")
struct ControlCallersTests {
    @Test("a worker that knocks a thousand times is five lines a minute, and the next tells of the others")
    func summed() throws {
        let log = Lines()
        let callers = ControlCallers(board: CameraBoard([]), logger: Logger(label: "test") { _ in log })
        let start = MonotonicTime(nanoseconds: 1_000_000_000_000)
        let camera = try CameraID("yard")
        for number in 0..<1_000 { callers.tell(of: 7, camera, at: start + .milliseconds(number)) }
        #expect(log.all.count == 5 && log.all.allSatisfy { $0.hasSuffix("it is refused [yard 1]") }, "\(log.all)")
        callers.tell(of: 7, camera, at: start + .seconds(60))
        #expect(log.all.last?.hasSuffix("it is refused (995 others since the last such line) [yard 996]") == true)
    }
}

/// The texts of all lines, with their camera and count.
private final class Lines: LogHandler {
    private let texts = Mutex<[String]>([])

    var all: [String] { self.texts.withLock { $0 } }

    func log(event: LogEvent) {
        let fields = ["camera", "count"].compactMap { event.metadata?[$0].map { "\($0)" } }.joined(separator: " ")
        self.texts.withLock { $0.append("\(event.message) [\(fields)]") }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
}
