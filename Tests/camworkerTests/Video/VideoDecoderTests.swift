import CLibAV
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("Video decoder")
struct VideoDecoderTests {
    @Test("a key frame by itself is a picture; so is the last of a group")
    func last() throws {
        let packets = try SamplePackets.bFrames()
        #expect(packets.count == 50 && packets.count { $0.isKeyFrame } == 2)
        for count in [1, 2, 7, 25] {
            let size = try VideoDecoder.lastPicture(of: Array(packets.prefix(count))).picture.size
            #expect(size == PictureSize(width: 160, height: 96))
        }
    }

    @Test("the last picture shown is as old as its arrival, not as the last to have come")
    func age() throws {
        // I P B B: the P is shown last, and was taken before the others came.
        let packets = Array(try SamplePackets.bFrames().prefix(4))
        let last = try VideoDecoder.lastPicture(of: packets)
        let arrival = last.arrival
        #expect(arrival == PictureArrival(packets[1].arrived, packets[1].wall))
        let first = try VideoDecoder.lastPicture(of: [packets[0]])
        #expect(first.arrival == PictureArrival(packets[0].arrived, packets[0].wall))
    }

    /// Nothing, and a message of an encoder's own (H.264 D.1.7) as FLV sends it.
    static let pictureless: [[UInt8]] = [[], [0, 0, 0, 21, 6, 5, 17] + [UInt8](repeating: 7, count: 17) + [0x80]]

    @Test("packets without a picture between the others cost no picture", arguments: pictureless)
    func hollow(_ bytes: [UInt8]) throws {
        let packets = try SamplePackets.bFrames()
        let hollow = try MediaStage().picture(20, holding: bytes)
        _ = try VideoDecoder.lastPicture(of: [packets[0], hollow])
        let decoder = try VideoDecoder(packets[0].format)
        var count = 0
        for packet in packets {
            try decoder.decode(packet) { _, _, _ in count += 1 }
            try decoder.decode(hollow) { _, _, _ in count += 1 }
        }
        #expect(count >= 40)
    }

    @Test("pictures come in the order they are shown, with times that never run backwards")
    func order() throws {
        let packets = try SamplePackets.bFrames()
        let decoder = try VideoDecoder(packets[0].format)
        var times: [MonotonicTime] = []
        for packet in packets { try decoder.decode(packet) { _, captured, _ in times.append(captured) } }
        // A decoder may hold the last few back.
        #expect(times.count >= 40)
        #expect(times == times.sorted())
        #expect(times.first == packets.first?.arrived)
    }

    @Test("what cannot be decoded is an error, and the next key frame is a picture again")
    func damage() throws {
        let packets = try SamplePackets.bFrames()
        #expect(throws: PictureError.self) { _ = try VideoDecoder.lastPicture(of: [packets[3]]).picture.size }
        #expect(throws: PictureError.self) { _ = try VideoDecoder.lastPicture(of: []).picture.size }
        let keyFrame = try #require(packets.last { $0.isKeyFrame })
        #expect(try VideoDecoder.lastPicture(of: [keyFrame]).picture.size.width == 160)
    }

    /// Takes the middle out of a picture's last slice, as a lost packet does.
    private static func tear(_ packet: VideoPacket) throws {
        let bytes = try #require(packet.raw.pointee.data)
        for index in (packet.count / 3)..<packet.count { bytes[index] = UInt8(truncatingIfNeeded: index &* 167) }
    }

    @Test("after a picture that is torn none is shown before the next key frame, in a stream and in a still")
    func torn() throws {
        let packets = try SamplePackets.bFrames()
        let second = try #require(packets.lastIndex { $0.isKeyFrame })
        // A P, which all after it lean on.
        let damaged = 7
        try Self.tear(packets[damaged])
        let decoder = try VideoDecoder(packets[0].format)
        var times: [MonotonicTime] = []
        var problems = 0
        for packet in packets {
            do throws(PictureError) {
                try decoder.decode(packet) { (_, captured, _) throws(PictureError) in times.append(captured) }
            } catch {
                problems += 1
            }
        }
        #expect(problems >= 1)
        let torn = times.filter { packets[damaged].arrived < $0 && $0 < packets[second].arrived }
        #expect(torn.isEmpty && times.count > 20, "\(torn.count) of \(times.count)")
        let last = try VideoDecoder.lastPicture(of: Array(packets[..<second]))
        let (isCut, time) = (last.isCut, last.arrival.time)
        #expect(isCut && time <= packets[damaged].arrived)
        let whole = try VideoDecoder.lastPicture(of: Array(packets[..<damaged]))
        let isWholeCut = whole.isCut
        #expect(!isWholeCut)
    }

    @Test("H.265 that has lost a picture shows none before the next key frame")
    func missing() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path(of: "film.mkv")
        let ffmpeg = try RunningProgram(
            InstalledTool.path(of: "ffmpeg"),
            ["-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25", "-frames:v", "50"]
                + ["-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
                + ["-x265-params", "log-level=none:keyint=25:min-keyint=25:scenecut=0:bframes=0:ref=1", path]
        )
        #expect(try await ffmpeg.waitForExit(within: .seconds(60)) == .code(0), "\(ffmpeg.standardError)")
        let packets = try SamplePackets.read(path: path)
        let decoder = try VideoDecoder(packets[0].format)
        var times: [MonotonicTime] = []
        var problems = 0
        for (number, packet) in packets.enumerated() where number != 10 {
            do throws(PictureError) {
                try decoder.decode(packet) { (_, captured, _) throws(PictureError) in times.append(captured) }
            } catch {
                problems += 1
            }
        }
        #expect(packets.count == 50 && problems == 1)
        let torn = times.filter { packets[10].arrived < $0 && $0 < packets[25].arrived }
        #expect(torn.isEmpty && times.count >= 34, "\(torn.count) of \(times.count)")
        let isCut = try VideoDecoder.lastPicture(of: Array(packets[..<10] + packets[11..<25])).isCut
        #expect(isCut)
        withExtendedLifetime(folder) {}
    }

    @Test("arrivals are given out in order, and those of pictures that never came are forgotten")
    func arrivals() {
        func time(_ milliseconds: UInt64) -> MonotonicTime {
            MonotonicTime(nanoseconds: 10_000_000_000 + milliseconds * 1_000_000)
        }
        var arrivals = DecodedArrivals()
        let wall = WallTime(nanoseconds: 1)
        let stamps = [0, 40, 80, 120].map { arrivals.add(time($0), wall) }
        // Shown as 0, 80, 40, 120.
        let shown = [stamps[0], stamps[2], stamps[1], stamps[3]].map { arrivals.take(stamp: $0)?.time }
        #expect(shown == [time(0), time(40), time(40), time(120)])
        let late = arrivals.add(time(2000), wall)
        #expect(arrivals.take(stamp: late)?.time == time(2000))
        #expect(arrivals.take(stamp: late) == nil)
    }
}
