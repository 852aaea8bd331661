import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("Streams whose coding changes in their midst")
struct ChangingStreamTests {
    /// All of a film, and why it ended.
    private struct Seen {
        var video: [VideoPacket] = []
        var sound: [AudioPacket] = []
        var media: [MediaItem] = []
        var end: StreamError?

        /// Of each epoch.
        var starts: [MediaStart] {
            self.media.compactMap { if case .start(let start, _) = $0 { start } else { nil } }
        }
    }

    private static func read(_ film: [UInt8], in folder: TemporaryFolder) throws -> Seen {
        let path = try folder.write(film, to: "joined")
        let options = try StreamInputOptions(of: StreamConfiguration(url: CameraAddress("file://\(path)")))
        let libAV = try LibAVLibraries.load()
        var input = try StreamInput.open(options, interrupt: StreamInterrupt(), libAV: libAV)
        let outlet = MediaOutlet(waker: try LoopWaker())
        outlet.want(MediaWish(partMilliseconds: 500))
        let feed = MediaFeed(outlet: outlet, libAV: libAV)
        var seen = Seen()
        while seen.end == nil {
            do throws(StreamError) {
                let reading = try input.read(wantsSound: true)
                feed.take(reading, isSoundAnnounced: input.hasSound)
                switch reading {
                case .video(let packet): seen.video.append(packet)
                case .sound(let packet): seen.sound.append(packet)
                case .lost, .other: break
                }
            } catch {
                seen.end = error
            }
        }
        feed.finish()
        while let item = outlet.take() { seen.media.append(item) }
        return seen
    }

    @Test("FLV: stills are of the new size, sound is of the new kind, and media begins anew with both")
    func flv() async throws {
        let folder = try TemporaryFolder()
        let seen = try Self.read(try await ChangingFilm.flv(in: folder), in: folder)
        #expect(seen.end == .ended && seen.video.count == 100)
        let last = try #require(seen.video.lastIndex { $0.isKeyFrame })
        let size = try VideoDecoder.lastPicture(of: Array(seen.video[last...])).picture.size
        #expect(size == PictureSize(width: 640, height: 368))
        // A decoder that goes on through the change.
        let formats = seen.video.reduce(into: [VideoFormat]()) { if $0.last !== $1.format { $0.append($1.format) } }
        #expect(formats.count == 2)
        let starts = seen.starts
        #expect(starts.first.map { [$0.width, $0.height] } == [320, 240], "\(starts)")
        #expect(starts.last.map { [$0.width, $0.height] } == [640, 368], "\(starts)")
        #expect(starts.map { $0.tracks.last?.timescale }.first == 16_000, "\(starts)")
        #expect(starts.last?.tracks.map(\.timescale).last == 48_000, "\(starts)")
    }

    @Test("MPEG-TS whose video becomes H.265 has ended, in words; so has one that goes on elsewhere")
    func transportStream() async throws {
        let folder = try TemporaryFolder()
        let codec = try Self.read(try await ChangingFilm.otherCodec(in: folder), in: folder)
        #expect(codec.end == .changed("its video is coded in another way now"))
        #expect(48...50 ~= codec.video.count, "\(codec.video.count)")
        let place = try Self.read(try await ChangingFilm.otherPID(in: folder), in: folder)
        #expect(place.end == .changed("another video has taken the place of the one that was read"))
        #expect(48...50 ~= place.video.count, "\(place.video.count)")
    }
}

@Suite("Video that is called what it is not")
struct CodingChangeTests {
    private static let h264: [[UInt8]] = [[0x09, 0xF0], [0x67, 0x42, 0xC0], [0x68, 0xCE], [0x65, 0x88]]
    private static let h265: [[UInt8]] = [
        [0x46, 0x01, 0x10], [0x40, 0x01, 0x0C], [0x42, 0x01, 0x01], [0x44, 0x01, 0xC1], [0x26, 0x01, 0xAF],
    ]

    private static func isFound(_ units: [[UInt8]], calledBy codec: VideoCodec) -> Bool {
        units.flatMap { [UInt8]([0, 0, 0, 1]) + $0 }.withUnsafeBytes { CodingChange.isIn($0, calledBy: codec) }
    }

    @Test("the sets of one in the stream of the other are noticed, and its own are not")
    func sets() {
        #expect(Self.isFound(Self.h265, calledBy: .h264) && !Self.isFound(Self.h264, calledBy: .h264))
        #expect(Self.isFound(Self.h264, calledBy: .h265) && !Self.isFound(Self.h265, calledBy: .h265))
        for codec in [VideoCodec.h264, .h265, .mjpeg] {
            #expect(!Self.isFound([], calledBy: codec) && !Self.isFound([[0x67]], calledBy: codec))
        }
        #expect(!Self.isFound([[0x41, 0x9A], [0x42, 0x01]], calledBy: .h264))
    }
}
