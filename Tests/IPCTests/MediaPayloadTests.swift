import IPC
import Shared
import TestSupport
import Testing

@Suite("Payloads of media")
struct MediaPayloadTests {
    private let start = MediaStart(
        epoch: 3,
        width: 640,
        height: 360,
        view: 2,
        tracks: [.init(kind: .video, timescale: 90_000), .init(kind: .audio, timescale: 44_100)],
        codecs: "avc1.42c01e,mp4a.40.2"
    )

    private func part(_ generator: inout SeededGenerator) -> MediaPart {
        let time = generator.next() >> 1
        return MediaPart(
            captured: MonotonicTime(nanoseconds: generator.next()),
            capturedWall: WallTime(nanoseconds: generator.next()),
            sequence: generator.next(),
            start: generator.next(),
            duration: UInt32.random(in: 1...MediaPart.longestDuration, using: &generator),
            epoch: UInt32(truncatingIfNeeded: generator.next()),
            frames: UInt32.random(in: 1...100, using: &generator),
            view: UInt16(truncatingIfNeeded: generator.next()),
            flags: [.independent, .gap],
            video: .init(time: time, end: time + 9, position: 2),
            audio: generator.next() & 1 == 0 ? nil : .init(time: time, end: time, position: 4)
        )
    }

    private func encoded(_ start: MediaStart) -> [UInt8] {
        var bytes: [UInt8] = []
        start.encode(into: &bytes)
        return bytes
    }

    private func encoded(_ part: MediaPart, fragment: Int = 12) -> [UInt8] {
        var bytes: [UInt8] = []
        part.encode(into: &bytes)
        return bytes + [UInt8](repeating: 0, count: fragment)
    }

    @Test("a start survives the way there and back, with one track or two", arguments: [1, 2])
    func startRoundTrip(_ tracks: Int) throws {
        var start = self.start
        start.tracks = Array(start.tracks.prefix(tracks))
        let bytes = self.encoded(start)
        #expect(bytes.count == start.encodedLength && bytes.count <= MediaStart.maximumHeader)
        #expect(try (bytes + [1]).withUnsafeBytes { try MediaStart(decoding: $0) } == start)
    }

    @Test("a start that is cut anywhere is refused")
    func shortStart() {
        let bytes = self.encoded(self.start)
        for count in 0...bytes.count {
            #expect(throws: ProtocolError.self, "\(count)") {
                try bytes.prefix(count).withUnsafeBytes { try MediaStart(decoding: $0) }
            }
        }
    }

    @Test(
        "a start that could harm who reads it is refused",
        arguments: [
            (14, 0, "0 tracks"), (14, 3, "3 tracks"), (16, 2, "track 0 is of kind 2"), (24, 1, "track 1 is of kind 1"),
            (15, 97, "codecs of 97 bytes in 54"), (15, 0, "codecs that are no such text"),
            (33, 0x22, "codecs that are no such text"), (33, 0x0A, "codecs that are no such text"),
        ] as [(Int, UInt8, String)]
    )
    func hostileStart(_ offset: Int, _ value: UInt8, _ reason: String) {
        var bytes = self.encoded(self.start) + [1]
        bytes[offset] = value
        #expect(throws: ProtocolError.malformed(type: .mediaStart, reason: reason)) {
            try bytes.withUnsafeBytes { try MediaStart(decoding: $0) }
        }
    }

    @Test("a track without a timescale is refused, nothing could be divided by it")
    func timescale() {
        var bytes = self.encoded(self.start) + [1]
        bytes.replaceSubrange(20..<24, with: [0, 0, 0, 0])
        #expect(throws: ProtocolError.malformed(type: .mediaStart, reason: "track 0 has no timescale")) {
            try bytes.withUnsafeBytes { try MediaStart(decoding: $0) }
        }
    }

    @Test("an initialization segment is at most 256 KiB")
    func longStart() throws {
        let front = self.encoded(self.start)
        let longest = front + [UInt8](repeating: 0, count: MediaStart.maximumSegment)
        #expect(try longest.withUnsafeBytes { try MediaStart(decoding: $0) } == self.start)
        #expect(throws: ProtocolError.self) { try (longest + [0]).withUnsafeBytes { try MediaStart(decoding: $0) } }
    }

    @Test("random parts survive the way there and back")
    func partRoundTrip() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            let part = self.part(&generator)
            let bytes = self.encoded(part)
            #expect(bytes.count == MediaPart.headerLength + 12)
            #expect(try bytes.withUnsafeBytes { try MediaPart(decoding: $0) } == part)
        }
    }

    @Test("a part's decode times lie inside of its fragment", arguments: [11, 4, 1, 0])
    func positions(_ fragment: Int) {
        var generator = SeededGenerator(seed: 8)
        var part = self.part(&generator)
        part.audio = .init(time: 0, end: 0, position: 4)
        #expect(throws: ProtocolError.self) {
            try self.encoded(part, fragment: fragment).withUnsafeBytes { try MediaPart(decoding: $0) }
        }
    }

    @Test("a part without video, without duration or that runs backward is refused")
    func impossibleParts() {
        var generator = SeededGenerator(seed: 9)
        let good = self.part(&generator)
        var parts = [good, good, good, good, good]
        parts[0].video = nil
        parts[1].duration = 0
        parts[2].duration = MediaPart.longestDuration + 1
        parts[3].frames = 0
        parts[4].video = .init(time: 9, end: 8, position: 2)
        for part in parts {
            let bytes = self.encoded(part)
            #expect(throws: ProtocolError.self) { try bytes.withUnsafeBytes { try MediaPart(decoding: $0) } }
        }
    }

    @Test("a want of media survives the way there and back, and keeps Home Assistant's bounds")
    func want() throws {
        for isOn in [true, false] {
            var bytes: [UInt8] = []
            let want = WantMedia(view: 1, isOn: isOn, partMilliseconds: 500)
            want.encode(into: &bytes)
            #expect(bytes.count == WantMedia.encodedLength)
            #expect(try bytes.withUnsafeBytes { try WantMedia(decoding: $0) } == want)
        }
        for milliseconds in [0, 199, 1_501, .max] as [UInt32] {
            var bytes: [UInt8] = []
            WantMedia(isOn: true, partMilliseconds: milliseconds).encode(into: &bytes)
            #expect(throws: ProtocolError.self) { try bytes.withUnsafeBytes { try WantMedia(decoding: $0) } }
        }
    }
}
