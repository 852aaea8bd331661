import IPC
import Shared
import TestSupport
import Testing

@Suite("Payloads of fixed form")
struct PayloadTests {
    private let frame = FramePayload(
        captured: MonotonicTime(nanoseconds: 1),
        capturedWall: WallTime(nanoseconds: 2),
        sequence: 3,
        view: 4,
        format: .webp,
        flags: [.keep, .eventStart],
        width: 5,
        height: 6
    )

    @Test("a frame's fixed part is 48 bytes and survives the way there and back")
    func frameRoundTrip() throws {
        var bytes: [UInt8] = []
        self.frame.encode(into: &bytes)
        #expect(bytes.count == FramePayload.headerLength)
        let body = bytes + [0xFF]
        #expect(try body.withUnsafeBytes { try FramePayload(decoding: $0) } == self.frame)
    }

    @Test("random frames survive the way there and back")
    func randomFrames() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<500 {
            let frame = FramePayload(
                captured: MonotonicTime(nanoseconds: generator.next()),
                capturedWall: WallTime(nanoseconds: generator.next()),
                sequence: generator.next(),
                view: UInt16(truncatingIfNeeded: generator.next()),
                format: PictureFormat.allCases.randomElement(using: &generator) ?? .jpeg,
                flags: FramePayload.Flags(rawValue: UInt32(truncatingIfNeeded: generator.next())),
                width: UInt32(truncatingIfNeeded: generator.next()),
                height: UInt32(truncatingIfNeeded: generator.next())
            )
            var bytes: [UInt8] = []
            frame.encode(into: &bytes)
            bytes.append(0)
            #expect(try bytes.withUnsafeBytes { try FramePayload(decoding: $0) } == frame)
        }
    }

    @Test("a frame without a picture is refused", arguments: [0, 1, 47, 48])
    func shortFrame(_ count: Int) {
        let bytes = [UInt8](repeating: 1, count: count)
        #expect(throws: ProtocolError.malformed(type: .frame, reason: "\(count) bytes hold no picture")) {
            try bytes.withUnsafeBytes { try FramePayload(decoding: $0) }
        }
    }

    @Test("a frame of an unknown format is refused", arguments: [0, 7, 255] as [UInt8])
    func unknownFormat(_ format: UInt8) {
        var bytes = [UInt8](repeating: 0, count: 60)
        bytes[26] = format
        #expect(throws: ProtocolError.malformed(type: .scale, reason: "unknown picture format \(format)")) {
            try bytes.withUnsafeBytes { try FramePayload(decoding: $0, of: .scale) }
        }
    }

    @Test("a want survives the way there and back")
    func want() throws {
        var generator = SeededGenerator(seed: 6)
        for credit in [true, false] {
            let want = Want(
                view: 7,
                credit: credit,
                viewers: 8,
                newerThan: generator.next(),
                capturedAfter: MonotonicTime(nanoseconds: generator.next())
            )
            var bytes: [UInt8] = []
            want.encode(into: &bytes)
            #expect(bytes.count == Want.encodedLength)
            #expect(try bytes.withUnsafeBytes { try Want(decoding: $0) } == want)
        }
    }

    @Test("a want of another length is refused", arguments: [0, 23, 25])
    func wantLength(_ count: Int) {
        let bytes = [UInt8](repeating: 0, count: count)
        #expect(throws: ProtocolError.malformed(type: .want, reason: "\(count) bytes instead of 24")) {
            try bytes.withUnsafeBytes { try Want(decoding: $0) }
        }
    }

    @Test("a want is answered by a newer frame, captured late enough, when there is credit")
    func answers() {
        func want(_ credit: Bool, newerThan: UInt64, after: UInt64) -> Want {
            Want(credit: credit, viewers: 1, newerThan: newerThan, capturedAfter: MonotonicTime(nanoseconds: after))
        }
        #expect(want(true, newerThan: 2, after: 1).isAnswered(by: self.frame))
        #expect(!want(false, newerThan: 2, after: 1).isAnswered(by: self.frame))
        #expect(!want(true, newerThan: 3, after: 1).isAnswered(by: self.frame))
        #expect(!want(true, newerThan: 2, after: 2).isAnswered(by: self.frame))
    }

    @Test("a scale request survives the way there and back and needs something behind it")
    func scale() throws {
        var bytes: [UInt8] = []
        ScaleRequest(width: 640, height: 0).encode(into: &bytes)
        #expect(bytes.count == ScaleRequest.headerLength)
        #expect(throws: ProtocolError.malformed(type: .scale, reason: "8 bytes hold no picture")) {
            try bytes.withUnsafeBytes { try ScaleRequest(decoding: $0) }
        }
        bytes.append(1)
        #expect(try bytes.withUnsafeBytes { try ScaleRequest(decoding: $0) } == ScaleRequest(width: 640, height: 0))
    }

    @Test(
        "an upload's chunk survives the way there and back",
        arguments: ["", "image/jpeg", String(repeating: "x", count: 1024)]
    )
    func push(_ contentType: String) throws {
        let chunk = PushChunk(flags: [.first, .last], contentType: contentType)
        var bytes: [UInt8] = []
        chunk.encode(into: &bytes)
        #expect(bytes.count == chunk.encodedLength)
        bytes += [1, 2, 3]
        let decoded = try bytes.withUnsafeBytes { try PushChunk(decoding: $0) }
        #expect(decoded == chunk && Array(bytes[decoded.encodedLength...]) == [1, 2, 3])
    }

    @Test(
        "a chunk whose content type is cut off or too long is refused",
        arguments: [[], [1], [1, 0, 1], [1, 0, 1, 0], [1, 0, 0xFF, 0xFF, 1, 2]] as [[UInt8]]
    )
    func badPush(_ bytes: [UInt8]) {
        #expect(throws: ProtocolError.self) { try bytes.withUnsafeBytes { try PushChunk(decoding: $0) } }
    }

    @Test("a content type that is no UTF-8 is refused: repaired it would shift the upload's bytes")
    func pushLatin1() {
        let bytes: [UInt8] = [1, 0, 3, 0, 0xFC, 0xFC, 0xFC, 9, 9]
        #expect(throws: ProtocolError.malformed(type: .push, reason: "content type is no UTF-8")) {
            try bytes.withUnsafeBytes { try PushChunk(decoding: $0) }
        }
    }
}
