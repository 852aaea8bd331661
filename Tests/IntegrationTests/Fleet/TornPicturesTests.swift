import IPC
import Shared
import TestSupport
import Testing

/// A worker may die in the middle of a picture; what came of it is nobody's picture.
@Suite("Pictures that their worker died over", .alone)
struct TornPicturesTests {
    private static let cameras = (1...6).map { "torn_\($0)" }
    private static let torn = 1_000

    @Test("of 1,000 that end after any number of their bytes none is shown; each that is has the sum it came with")
    func neverShown() async throws {
        let folder = try TemporaryFolder()
        let worker = try folder.write(try readFile(TestPrograms.path(of: "torn-worker")), to: "worker", mode: 0o755)
        try folder.write("\(BuildIdentity.current)\n", to: "settings")
        let supervisor = try await RunningSupervisor(
            """
            supervision: { first_restart_delay: 0, initial_backoff: 10 ms, maximum_backoff: 10 ms, restarts_per_second: 1000 }
            cameras:
            \(Self.cameras.map { "  \($0): { platform: demo }" }.joined(separator: "\n"))
            """,
            worker: worker
        )
        let viewers = Self.cameras.map {
            StreamViewer(supervisor.endpoint, "/api/camera_proxy_stream/\($0)", judge: SummedPicture.isWhole)
        }
        let start = MonotonicTime.now()
        var stills = 0
        try await waitUntil("\(Self.torn) pictures were torn") {
            let still = try await supervisor.still(Self.cameras[0])
            if still.status == 200 {
                stills += 1
                #expect(SummedPicture.isWhole(still.body), "a still of \(still.body.count) bytes is torn")
            }
            let seen = viewers.allSatisfy { $0.seen.sightings.allSatisfy(\.isWhole) }
            let torn = (try? readFile(folder.path(of: "torn")).count) ?? 0
            return torn >= Self.torn || !seen
        }
        let shown = viewers.map(\.partCount).reduce(0, +)
        print(
            "\(Self.torn) torn pictures in \(MonotonicTime.now().since(start)); \(shown) and \(stills) stills shown, all whole"
        )
        for viewer in viewers {
            let sightings = viewer.seen.sightings
            #expect(sightings.count { !$0.isWhole } == 0, "torn pictures among \(sightings.count)")
            #expect(viewer.isWatching, "\(viewer.end ?? "")")
        }
        #expect(shown > Self.torn / 2 && stills > 0)
    }
}

/// A picture of Programs/torn-worker: comments, the first of which has the CRC-32 of all that follow.
private enum SummedPicture {
    private static let mark = Array("sum ".utf8)
    private static let sumLength = 8

    static func isWhole(_ bytes: [UInt8]) -> Bool {
        let front = 2 + 4 + Self.mark.count + Self.sumLength
        guard PictureCheck.isWhole(bytes), bytes.count > front + 2 else { return false }
        let sum = bytes[(6 + Self.mark.count)..<front]
        return UInt32(String(decoding: sum, as: UTF8.self), radix: 16) == Self.crc(bytes[front...].dropLast(2))
    }

    private static let table: [UInt32] = (0..<256 as Range<UInt32>).map { byte in
        (0..<8).reduce(byte) { sum, _ in sum & 1 == 1 ? 0xEDB8_8320 ^ (sum >> 1) : sum >> 1 }
    }

    /// As zlib computes it (RFC 1952 §8).
    private static func crc(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(UInt32.max) { Self.table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
    }
}
