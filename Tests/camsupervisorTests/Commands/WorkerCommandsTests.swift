import Foundation
import Testing

@testable import camsupervisor

@Suite("start, stop, pause and restart: what they say")
struct WorkerCommandsTests {
    static let cases: [(WorkerPool.Command, before: String, now: String, words: String)] = [
        (.start, "stopped", "starting", "starting"),
        // It was quick.
        (.start, "stopped", "running", "starting"),
        (.start, "stopping", "running", "starting"),
        (.start, "running", "running", "runs already"),
        (.stop, "running", "stopping", "stopping"),
        (.pause, "running", "stopped", "stopped"),
        (.restart, "running", "running", "restarting"),
    ]

    @Test("by what the worker did before, and does now", arguments: cases.indices)
    func words(_ index: Int) throws {
        let (command, before, now, words) = Self.cases[index]
        let answer = #"{"worker":{"phase":"\#(now)"},"remembered":true,"phase_before":"\#(before)"}"#
        let after = try JSONDecoder().decode(NamedCameras.Answer.self, from: Data(answer.utf8))
        #expect(NamedCameras.words(for: command, after) == words)
    }

    @Test("all views have one worker: whichever was named, the answer is about the camera")
    func views() throws {
        func subject(_ name: String, _ views: String) throws -> String {
            let views = views.isEmpty ? "" : #""views":[\#(views)],"#
            let answer =
                #"{"id":"nvr",\#(views)"worker":{"phase":"stopped"},"remembered":true,"phase_before":"running"}"#
            return NamedCameras.subject(
                name,
                try JSONDecoder().decode(NamedCameras.Answer.self, from: Data(answer.utf8))
            )
        }
        #expect(try subject("nvr", "") == "nvr")
        #expect(try subject("nvr_sub", #"{"enabled":true},{"enabled":false}"#) == "nvr (with all its 2 views)")
        #expect(try subject("nvr_sub", #"{"enabled":false}"#) == "nvr")
    }
}
