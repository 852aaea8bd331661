import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("The record of H.265 parameter sets")
struct H265RecordTests {
    /// What x265 is told, beside the pixel format.
    private static let kinds: [(pixels: String, coding: [String])] = [
        ("yuv420p", []), ("yuv420p10le", []), ("yuv422p", []), ("yuv444p12le", []), ("gray", []),
        (
            "yuv420p",
            ["-x265-params", "log-level=none:vbv-maxrate=500:vbv-bufsize=500:hrd=1:bframes=3:temporal-layers=1"]
        ),
        ("yuv420p", ["-x265-params", "log-level=none:high-tier=1:level-idc=51:repeat-headers=1:slices=4"]),
    ]

    private static func ffmpeg(_ arguments: [String]) async throws {
        let ffmpeg = try RunningProgram(
            InstalledTool.path(of: "ffmpeg"),
            ["-nostdin", "-y", "-v", "error"] + arguments
        )
        let exit = try await ffmpeg.waitForExit(within: .seconds(60))
        #expect(exit == .code(0), "\(ffmpeg.standardError)")
    }

    private static func packets(of path: String) throws -> [VideoPacket] {
        let options = try StreamInputOptions(of: StreamConfiguration(url: CameraAddress("file://\(path)")))
        var input = try StreamInput.open(options, interrupt: StreamInterrupt(), libAV: try .load())
        var packets: [VideoPacket] = []
        while true {
            do throws(StreamError) {
                if case .video(let packet) = try input.read() { packets.append(packet) }
            } catch {
                return packets
            }
        }
    }

    /// The content of the first `hvcC` box.
    private static func record(in film: [UInt8]) throws -> [UInt8] {
        let at = try #require(film.firstRange(of: Array("hvcC".utf8))).lowerBound
        let length = film[(at - 4)..<at].reduce(0) { $0 << 8 | Int($1) }
        return Array(film[(at + 4)..<(at - 4 + length)])
    }

    @Test("is what ffmpeg writes, but for what only a look at all of a set would tell", arguments: 0..<kinds.count)
    func record(number: Int) async throws {
        let (pixels, coding) = Self.kinds[number]
        let folder = try TemporaryFolder()
        let (plain, film) = (folder.path(of: "film.hevc"), folder.path(of: "film.mp4"))
        try await Self.ffmpeg(
            ["-f", "lavfi", "-i", "testsrc2=size=322x182:rate=25", "-frames:v", "8", "-pix_fmt", pixels]
                + ["-c:v", "libx265", "-preset", "ultrafast"]
                + (coding.isEmpty ? ["-x265-params", "log-level=none"] : coding) + [plain]
        )
        try await Self.ffmpeg(["-i", plain, "-c", "copy", "-tag:v", "hvc1", film])
        let first = try #require(try Self.packets(of: plain).first)
        var sets = ParameterSets(codec: .h265, extradata: [])
        first.withBytes { sets.take($0) }
        var theirs = try Self.record(in: readFile(film))
        // The least segmentation and the parallelism that it allows; 0 is for what is not known.
        theirs.replaceSubrange(13...15, with: [0xF0, 0, 0xFC])
        #expect(sets.extradata == theirs, "\(pixels) \(coding)")
    }

    @Test("a set whose reference pictures libavformat counts for minutes is muxed at once", .timeLimit(.minutes(1)))
    func endless() throws {
        let folder = "\(#filePath.split(separator: "/").dropLast(2).map { "/\($0)" }.joined())/Samples"
        let outlet = MediaOutlet(waker: try LoopWaker())
        outlet.want(MediaWish(partMilliseconds: 500))
        let feed = MediaFeed(outlet: outlet, libAV: try .load())
        let start = MonotonicTime.now()
        for packet in try Self.packets(of: "\(folder)/endless-sets.h265") {
            feed.take(.video(packet), isSoundAnnounced: false)
        }
        feed.finish()
        #expect(MonotonicTime.now().since(start) < .seconds(5))
        guard case .start(let start, _) = outlet.take() else {
            Issue.record("\(outlet.problem ?? "nothing came")")
            return
        }
        #expect(start.codecs.hasPrefix("hvc1."))
    }

    @Test("sets that make no sense have none")
    func nonsense() {
        let noise = [UInt8](repeating: 0xFF, count: 40)
        #expect(H265Record(video: [noise], sequence: [noise], picture: [noise]) == nil)
        #expect(H265Record(video: [], sequence: [], picture: []) == nil)
        let long = [SampleSets.h265[0].bytes + [UInt8](repeating: 1, count: 65_536)]
        #expect(H265Record(video: [], sequence: long, picture: []) == nil)
    }

    @Test("units get their lengths, and parameter sets are left out, unless there is nothing else")
    func lengths() {
        func framed(_ units: [[UInt8]]) -> [UInt8] {
            units.flatMap { [UInt8]([0, 0, 1]) + $0 }.withUnsafeBytes { bytes in
                NALUnits.withLengths(bytes) { !(32...34 ~= $0 >> 1 & 0x3F) }
            }
        }
        #expect(
            framed([[0x40, 1], [0x42, 1], [0x44, 1], [0x26, 1, 7], [0x28, 1]]) == [
                0, 0, 0, 3, 0x26, 1, 7, 0, 0, 0, 2, 0x28, 1,
            ]
        )
        #expect(framed([[0x40, 1]]) == [0, 0, 0, 2, 0x40, 1])
        #expect(framed([]) == [])
        // More than are looked at elsewhere.
        #expect(framed([[UInt8]](repeating: [0x02, 1], count: 200)).count == 200 * 6)
    }
}
