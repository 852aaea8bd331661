import IPC
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("Playlists of HLS")
struct MediaPlaylistTests {
    private func text(_ harness: MediaHarness, lowLatency: Bool = true) -> String {
        MediaPlaylist(window: harness.window, isLowLatency: lowLatency).text
    }

    private func check(_ harness: MediaHarness, lowLatency: Bool = true, _ name: String) throws {
        let text = self.text(harness, lowLatency: lowLatency)
        #expect(PlaylistCheck(text).problems.isEmpty)
        try Golden.check(text, against: "hls/\(name).m3u8")
    }

    @Test("a young stream: the first segment and the parts of the second")
    func young() throws {
        var harness = MediaHarness.streaming()
        harness.parts(7)
        try self.check(harness, "young")
        try self.check(harness, lowLatency: false, "young-plain")
    }

    @Test("a stream that runs: parts of the last three target durations only")
    func running() throws {
        var harness = MediaHarness.streaming()
        harness.parts(102)
        try self.check(harness, "running")
        try self.check(harness, lowLatency: false, "running-plain")
    }

    @Test("a worker's restart, a gap and a change of resolution are discontinuities")
    func discontinuities() throws {
        var harness = MediaHarness.streaming()
        harness.parts(9)
        harness.gone()
        harness.passed += .seconds(2)
        harness.ready()
        harness.open()
        harness.parts(4)
        harness.part(gap: true)
        harness.parts(3)
        harness.open("large", width: 1_920)
        harness.parts(3)
        try self.check(harness, "discontinuities")
        try self.check(harness, lowLatency: false, "discontinuities-plain")
    }

    @Test("stamps that differ by microseconds change no target")
    func rounded() {
        var harness = MediaHarness.streaming()
        var targets: Set<Double> = []
        for number in 0..<40 {
            harness.part(520, key: number % 2 == 0) { $0.duration += UInt32(1 + number * 11) }
            targets.insert(PlaylistCheck(self.text(harness)).partTarget)
        }
        #expect(targets == [0.53])
    }

    @Test("nothing has come yet")
    func empty() throws {
        try self.check(MediaHarness(), "empty")
    }

    @Test("the master playlist names codecs, size and what the largest segment needs")
    func master() throws {
        var harness = MediaHarness.streaming(sound: true)
        #expect(MasterPlaylist(window: harness.window).text == nil)
        harness.parts(30)
        try Golden.check(try #require(MasterPlaylist(window: harness.window).text), against: "hls/master.m3u8")
    }

    @Test(
        "whatever comes, every playlist is right by itself and after the one before",
        arguments: 1...60 as ClosedRange
    )
    func always(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var settings = MediaSettings()
        settings.hls.segmentDuration = .seconds(Int.random(in: 2...10, using: &random))
        settings.bytes = Bool.random(using: &random) ? .max : 30_000
        let room = Bool.random(using: &random) ? Int.max : Int.random(in: 5_000...20_000, using: &random)
        var harness = MediaHarness.streaming(settings)
        harness.part(key: true)
        var before: (parts: PlaylistCheck, plain: PlaylistCheck)?
        for _ in 0..<300 {
            if self.step(&harness, room, &random) { before = nil }
            let parts = PlaylistCheck(self.text(harness))
            let plain = PlaylistCheck(self.text(harness, lowLatency: false))
            var problems = parts.problems + plain.problems
            if let before { problems += parts.problems(after: before.parts) + plain.problems(after: before.plain) }
            for segment in plain.segments {
                if harness.window[segment: UInt64(segment.number)]?.isComplete != true { problems.append("not there") }
            }
            for part in parts.parts where self.isMissing(part.uri, harness.window) { problems.append("\(part.uri)?") }
            #expect(problems.isEmpty, "seed \(seed): \(self.text(harness))")
            guard problems.isEmpty else { return }
            before = (parts, plain)
        }
        #expect(harness.violations.isEmpty)
    }

    /// - Returns: whether nobody can still be playing.
    private func step(_ harness: inout MediaHarness, _ room: Int, _ random: inout SeededGenerator) -> Bool {
        harness.ask()
        switch Int.random(in: 0..<100, using: &random) {
        case 0:
            harness.gone()
            harness.passed += .milliseconds(Int.random(in: 0...5_000, using: &random))
            harness.ready()
            harness.open(Bool.random(using: &random) ? "init" : "other")
            harness.part(key: true)
        case 1:
            harness.open(Bool.random(using: &random) ? "init" : "other")
            harness.part(key: true)
        case 2: harness.part(gap: true)
        case 3:
            harness.passed += .seconds(100)
            harness.review()
            return true
        default:
            let milliseconds = Int.random(in: 20...600, using: &random)
            harness.part(milliseconds, key: Int.random(in: 0..<5, using: &random) == 0, room: room)
        }
        return false
    }

    private func isMissing(_ uri: String, _ window: MediaWindow) -> Bool {
        let numbers = uri.dropFirst("segment/".count).dropLast(".m4s".count).split(separator: ".").compactMap {
            Int($0)
        }
        guard numbers.count == 2,
            case .found(let part) = window.part(MediaPartName(segment: UInt64(numbers[0]), part: numbers[1]))
        else { return true }
        return MediaPlaylist.name(of: part.name) != uri
    }
}
