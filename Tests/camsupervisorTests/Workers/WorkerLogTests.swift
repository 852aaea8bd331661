import CLinux
import IPC
import NIOCore
import NIOPosix
import Shared
import Synchronization
import TestSupport
import Testing

@testable import camsupervisor

@Suite("WorkerLog")
struct WorkerLogTests {
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000_000)
    private static let secret = "s3cret-p@ssword"

    private func log() -> WorkerLog { WorkerLog(redaction: Redaction(secrets: [Self.secret])) }

    @Test("whole lines, wherever the reads cut", arguments: 1...40 as ClosedRange<UInt64>)
    func pieces(_ seed: UInt64) {
        let text = "one\ntwo \(Self.secret) two\n\nünïcödé\n\(Self.secret)\(Self.secret)\nlast"
        var generator = SeededGenerator(seed: seed)
        var log = self.log()
        var lines: [String] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...7, using: &generator))
            rest = rest.dropFirst(piece.count)
            lines += log.feed(piece, at: Self.start)
        }
        lines += log.finish(at: Self.start)
        #expect(lines == ["one", "two ••• two", "", "ünïcödé", "••••••", "last"])
    }

    @Test("an overlong line is cut at 1,024 bytes and says so")
    func overlong() {
        var log = self.log()
        let lines = log.feed(Array("\(String(repeating: "x", count: 100_000))\nnext\n".utf8), at: Self.start)
        #expect(lines == [String(repeating: "x", count: 1_024) + " …", "next"])
        let exact = String(repeating: "y", count: 1_024)
        #expect(log.feed(Array("\(exact)\n".utf8), at: Self.start) == [exact])
        #expect(log.feed(Array("\(exact)z\n".utf8), at: Self.start) == ["\(exact) …"])
    }

    @Test("a secret that is cut where the line is cut leaves no piece of itself", arguments: 990...1_060)
    func secretAtTheCut(_ before: Int) {
        for after in [0, 5, 5_000] {
            let line = String(repeating: "x", count: before) + Self.secret + String(repeating: "y", count: after)
            var log = self.log()
            let shown = log.feed(Array("\(line)\n".utf8), at: Self.start).joined()
            for length in 3...Self.secret.count { #expect(!shown.contains(Self.secret.prefix(length))) }
            #expect(shown.utf8.count <= 1_024 + 4)
        }
    }

    @Test("many secrets in an overlong line leave no piece either", arguments: 60...80)
    func manySecrets(_ count: Int) {
        let line = String(repeating: Self.secret, count: count) + "y"
        var log = self.log()
        let shown = log.feed(Array("\(line)\n".utf8), at: Self.start).joined()
        #expect(!shown.contains("s3c"))
    }

    @Test("a line that never ends costs bounded memory and is shown when the pipe closes")
    func endless() {
        var log = self.log()
        for _ in 0..<1_000 {
            #expect(log.feed(Array(repeating: UInt8(ascii: "x"), count: 1_000), at: Self.start).isEmpty)
        }
        #expect(log.finish(at: Self.start) == [String(repeating: "x", count: 1_024) + " …"])
    }

    @Test("control characters cannot forge a line or drive a terminal")
    func controlCharacters() {
        var log = self.log()
        let lines = log.feed(Array("a\u{1B}[2Jb\rc\td\u{0}e\u{7F}f\u{9B}g\u{202E}h\u{2028}i\n".utf8), at: Self.start)
        #expect(lines == ["a?[2Jb?c?d?e?f?g?h?i"])
    }

    @Test("bytes that are no UTF-8 are shown as such")
    func invalidBytes() {
        var log = self.log()
        #expect(log.feed([0x61, 0xFF, 0x62, 0x0A], at: Self.start) == ["a\u{FFFD}b"])
    }

    @Test("50 lines a second are passed on, the rest is counted and said with the next")
    func rate() {
        var log = self.log()
        let hundred = Array((1...100).map { "line \($0)\n" }.joined().utf8)
        #expect(log.feed(hundred, at: Self.start) == (1...50).map { "line \($0)" })
        #expect(log.feed(hundred, at: Self.start + .milliseconds(999)).isEmpty)
        let next = log.feed(Array("later\n".utf8), at: Self.start + .seconds(1))
        #expect(next == ["150 more lines suppressed", "later"])
        #expect(log.feed(Array("after\n".utf8), at: Self.start + .seconds(2)) == ["after"])
    }

    @Test("of 10 MB at once each second's first 50 lines are shown and every other is accounted for")
    func flood() {
        let line = Array("a complaint of a library about a packet: \(String(repeating: "y", count: 957))\n".utf8)
        let piece = Array([[UInt8]](repeating: line, count: 65).joined())
        let pieces = 10_000_000 / piece.count
        var log = self.log()
        var now = Self.start
        var shown = 0
        var suppressed = 0
        for _ in 0..<pieces {
            for text in log.feed(piece, at: now) {
                if text.hasSuffix(" more lines suppressed") {
                    suppressed += Int(text.prefix { $0.isNumber }) ?? 0
                } else {
                    shown += 1
                }
            }
            if let pause = log.pause(at: now) { now = now + pause }
        }
        for text in log.finish(at: now) { suppressed += Int(text.prefix { $0.isNumber }) ?? 0 }
        let seconds = Int(now.since(Self.start).inSeconds)
        #expect((30...40).contains(seconds), "read within \(seconds) s")
        #expect(shown <= 50 * (seconds + 1))
        #expect(shown + suppressed == pieces * 65)
    }

    @Test("after 256 KiB in a second nothing more is read until it is over")
    func bytes() {
        var log = self.log()
        let lines = Array(String(repeating: "\(String(repeating: "x", count: 63))\n", count: 1_024).utf8)
        for _ in 0..<3 { _ = log.feed(lines, at: Self.start + .milliseconds(100)) }
        #expect(log.pause(at: Self.start + .milliseconds(200)) == nil)
        _ = log.feed(lines, at: Self.start + .milliseconds(200))
        #expect(log.pause(at: Self.start + .milliseconds(300)) == .milliseconds(800))
        #expect(log.pause(at: Self.start + .milliseconds(1_100)) == nil)
        let later = log.feed(Array("later\n".utf8), at: Self.start + .milliseconds(1_100))
        #expect(later == ["4046 more lines suppressed", "later"])
        #expect(log.pause(at: Self.start + .milliseconds(1_100)) == nil)
    }

    @Test("a pipe that is filled without end is not read without end, and is read again")
    func slowedDown() async throws {
        var pipe: (reading: Int32, writing: Int32) = (-1, -1)
        let result = withUnsafeMutableBytes(of: &pipe) { linux_pipe($0.bindMemory(to: Int32.self).baseAddress) }
        try #require(result == 0)
        let end = OwnedDescriptor(pipe.writing)
        _ = linux_set_nonblocking(end.rawValue)
        let seen = Seen()
        _ = try await NIOPipeBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = WorkerLogHandler(log: WorkerLog(redaction: Redaction(secrets: []))) { line in
                        seen.lines.withLock { $0.append(line.text) }
                    }
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .takingOwnershipOfDescriptor(input: pipe.reading)
            .get()
        let piece = Array(String(repeating: "x\n", count: 2_000).utf8)
        let start = MonotonicTime.now()
        var taken = 0
        try await waitUntil("1.5 MiB were read") {
            while true {
                let count = piece.withUnsafeBytes { write(end.rawValue, $0.baseAddress, $0.count) }
                guard count > 0 else { return taken > 1_536 * 1_024 }
                taken += count
            }
        }
        // In one second the limit, what the last reads go beyond it, and what the pipe holds: not the half of that.
        #expect(MonotonicTime.now().since(start) > .milliseconds(900))
        try await waitUntil("what came after a pause is read") {
            seen.lines.withLock { $0.contains { $0.hasSuffix("more lines suppressed") } }
        }
    }

    private final class Seen: Sendable {
        let lines = Mutex<[String]>([])
    }

    @Test("what was suppressed last is said at the end")
    func rateAtTheEnd() {
        var log = self.log()
        _ = log.feed(Array(String(repeating: "x\n", count: 60).utf8), at: Self.start)
        #expect(log.finish(at: Self.start) == ["10 more lines suppressed"])
        #expect(log.finish(at: Self.start).isEmpty)
    }

    static let levels: [(String, WorkerLogHandler.Line)] = [
        "warning the camera is slow", "debug x", "libav: something", "warning", "Warning x", "error ", " warning x", "",
    ].map { ($0, WorkerLogHandler.Line($0)) }

    @Test("a line may say how loud it is, else it is a notice")
    func level() {
        let shown = Self.levels.map { "\($0.1.level)|\($0.1.text)" }
        #expect(
            shown == [
                "warning|the camera is slow", "debug|x", "notice|libav: something", "notice|warning",
                "notice|Warning x", "error|", "notice| warning x", "notice|",
            ]
        )
    }
}

extension WorkerLog {
    /// What was read, as an array.
    fileprivate mutating func feed(_ bytes: some Sequence<UInt8>, at now: MonotonicTime) -> [String] {
        Array(bytes).withUnsafeBytes { self.feed($0, at: now) }
    }
}
