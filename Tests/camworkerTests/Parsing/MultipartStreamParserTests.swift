import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("Multipart stream parser")
struct MultipartStreamParserTests {
    private static let mixed = "multipart/x-mixed-replace; boundary=frame"

    @Test("the pictures of every stream come out whole, however it is cut", arguments: StreamCase.all)
    func cases(_ sample: StreamCase) {
        for size in [1, 2, 3, 7, 64, 100, 577, 4096, 1_000_000] {
            let harness = StreamHarness.run(sample.stream, contentType: sample.contentType, size: size)
            let found = harness.pictures.map(\.bytes)
            #expect(
                found == sample.pictures,
                "reads of \(size): \(found.map(\.count)) \(harness.parser.lastProblem ?? "")"
            )
            #expect(harness.parser.counters.pictures == sample.pictures.count)
        }
    }

    @Test("counters and pictures do not depend on where reads end")
    func chunking() {
        var generator = SeededGenerator(seed: 7)
        for sample in StreamCase.all {
            let whole = StreamHarness.run(sample.stream, contentType: sample.contentType, size: .max)
            for _ in 0..<20 {
                var harness = StreamHarness(contentType: sample.contentType)
                for piece in generator.pieces(of: sample.stream, maximum: 300) { harness.feed(piece) }
                harness.finish()
                #expect(harness.pictures.map(\.bytes) == whole.pictures.map(\.bytes), "\(sample.name)")
                #expect(harness.parser.counters == whole.parser.counters, "\(sample.name)")
            }
        }
    }

    @Test("damaged streams never trap, and what comes out is whole and independent of the cuts")
    func damaged() {
        var generator = SeededGenerator(seed: 11)
        for sample in StreamCase.all where !sample.stream.isEmpty {
            for _ in 0..<6 {
                var stream = sample.stream
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    let index = Int.random(in: stream.indices, using: &generator)
                    switch Int.random(in: 0...3, using: &generator) {
                    case 0: stream[index] = [0xFF, 0xD8, 0xD9, 10, 13, 45, 0].randomElement(using: &generator) ?? 0
                    case 1: stream.remove(at: index)
                    case 2: stream.insert(0xFF, at: index)
                    default: stream.removeSubrange(index..<min(stream.count, index + 40))
                    }
                    if stream.isEmpty { stream = [0] }
                }
                let whole = StreamHarness.run(stream, contentType: sample.contentType, size: .max, limit: 2000)
                let bytewise = StreamHarness.run(stream, contentType: sample.contentType, size: 1, limit: 2000)
                #expect(whole.pictures.map(\.bytes) == bytewise.pictures.map(\.bytes), "\(sample.name)")
                #expect(whole.parser.counters == bytewise.parser.counters, "\(sample.name)")
                #expect(whole.pictures.allSatisfy { $0.identity.isComplete && $0.bytes.count <= 2000 })
            }
        }
    }

    @Test("a picture with a right length is delivered with its last byte")
    func lowLatencyWithLength() {
        let stream = joined(
            StreamCase.part(SamplePictures.baseline, length: SamplePictures.baseline.count),
            StreamCase.part(SamplePictures.progressive, length: SamplePictures.progressive.count)
        )
        let harness = StreamHarness.run(stream, contentType: Self.mixed, size: 1)
        #expect(
            harness.deliveredAt == Self.ends(of: [SamplePictures.baseline, SamplePictures.progressive], in: stream)
        )
    }

    @Test("a picture without a length, or with a wrong one, is delivered with its last byte too")
    func lowLatencyWithoutLength() {
        let one = SamplePictures.baseline
        let two = SamplePictures.progressive
        for lengths in [(nil, nil), (one.count + 9000, two.count + 9000), (10, 10)] as [(Int?, Int?)] {
            let stream = joined(StreamCase.part(one, length: lengths.0), StreamCase.part(two, length: lengths.1))
            let harness = StreamHarness.run(stream, contentType: Self.mixed, size: 1)
            #expect(harness.deliveredAt == Self.ends(of: [one, two], in: stream), "\(lengths)")
        }
    }

    @Test("a length that turned wrong delays one picture at most")
    func lengthTurnsWrong() {
        let one = SamplePictures.baseline
        var stream = StreamCase.part(one, length: one.count)
        for _ in 0..<20 { stream += StreamCase.part(one, length: one.count * 3) }
        let harness = StreamHarness.run(stream, contentType: Self.mixed, size: 1)
        #expect(harness.pictures.count == 21)
        #expect(harness.parser.counters.wrongLengths == 1)
        #expect(harness.parser.lastProblem?.contains("Content-Length \(one.count * 3)") == true)
        let delays = zip(harness.deliveredAt, Self.ends(of: Array(repeating: one, count: 21), in: stream)).map {
            $0 - $1
        }
        #expect(delays.filter { $0 > 0 }.count <= 3)
        #expect(delays.max() ?? 0 <= one.count * 3)
        #expect(delays.suffix(17).allSatisfy { $0 == 0 })
    }

    @Test("a picture is as old as its first byte")
    func firstByte() {
        let one = SamplePictures.baseline
        let stream = joined(StreamCase.part(one, length: nil), StreamCase.part(one, length: one.count))
        let harness = StreamHarness.run(stream, contentType: Self.mixed, size: 1)
        let starts = Self.ends(of: [one, one], in: stream).map { UInt64($0 - one.count) }
        #expect(harness.pictures.map(\.firstByteAt.nanoseconds) == starts)
    }

    @Test("a picture above the limit is dropped and the next one delivered")
    func limit() {
        let big = SyntheticPictures.jpeg(fill: [UInt8](repeating: 0x33, count: 5000))
        let small = SamplePictures.baseline
        let png = joined(SamplePictures.png.dropLast(12).map { $0 }, [UInt8](repeating: 0, count: 3000))
        let stream = joined(
            StreamCase.part(big, length: big.count),
            StreamCase.part(small, length: small.count),
            StreamCase.part(big, length: nil),
            StreamCase.part(small, length: nil),
            StreamCase.part(png, length: nil),
            StreamCase.part(small, length: nil)
        )
        for size in [1, 999, 100_000] {
            let harness = StreamHarness.run(stream, contentType: Self.mixed, size: size, limit: 2000)
            #expect(harness.pictures.map(\.bytes) == [small, small, small])
            #expect(harness.parser.counters.tooLarge == 3)
        }
    }

    @Test("a picture of exactly the limit passes, one byte more does not")
    func exactLimit() {
        let picture = SamplePictures.baseline
        let stream = joined(picture, "\r\n")
        #expect(StreamHarness.run(stream, contentType: nil, size: 50, limit: picture.count).pictures.count == 1)
        #expect(StreamHarness.run(stream, contentType: nil, size: 50, limit: picture.count - 1).pictures.isEmpty)
    }

    @Test(
        "what never ends costs bounded memory, and the next picture is found",
        arguments: [
            joined("--frame\r\nX-Header: "), joined("--frame\r\nContent-Type: image/jpeg\r\n\r\n"),
            joined("--frame\r\nContent-Type: text/plain\r\n\r\n"),
            [0xFF, 0xD8, 0xFF, 0xC0, 0, 4, 1, 1, 0xFF, 0xDA, 0, 2],
            [], joined("--frame\r\nContent-Type: image/png\r\n\r\n", Array(SamplePictures.png.prefix(40))),
            joined("--frame\r\nContent-Length: 999999999\r\n\r\n"), joined("--frame\r\nContent-Length: 100000\r\n\r\n"),
        ]
    )
    func neverEnding(_ start: [UInt8]) {
        for filler in [
            [UInt8](repeating: 0x41, count: 8192),
            Array(repeating: Array("a: b\r\n".utf8), count: 1365).flatMap(\.self),
        ] {
            var harness = StreamHarness(contentType: Self.mixed, limit: 200_000)
            harness.feed(start)
            for _ in 0..<70 {
                harness.feed(filler)
                #expect(harness.parser.heldBytes <= 2 * 200_000 + 2 * MultipartStreamParser.longestStep)
            }
            for _ in 0..<2 { harness.feed(joined("\r\n", StreamCase.part(SamplePictures.baseline, length: nil))) }
            #expect(harness.pictures.last?.bytes == SamplePictures.baseline)
        }
    }

    @Test("one huge read is not copied into one huge buffer")
    func hugeRead() {
        var harness = StreamHarness(contentType: nil, limit: 100_000)
        harness.feed([UInt8](repeating: 0x20, count: 8_000_000))
        #expect(harness.parser.heldBytes <= 2 * MultipartStreamParser.longestStep)
    }

    @Test("what came instead of pictures is said at the end of the stream, and while it runs")
    func noPicture() {
        let page = "<!DOCTYPE html>\r\n<html>\r\n<head><title>Camera login</title></head>\r\n"
        let short = StreamHarness.run(Array(page.utf8), contentType: "text/html", size: 10)
        #expect(
            short.parser.lastProblem
                == "the stream holds no picture but an HTML page titled “Camera login” (sent as text/html)"
        )
        var long = StreamHarness(contentType: nil)
        for _ in 0..<100 { long.feed(joined(page, [UInt8](repeating: 0x20, count: 1000))) }
        #expect(long.parser.lastProblem?.contains("Camera login") == true)
        #expect(
            StreamHarness.run([], contentType: nil, size: 1).parser.lastProblem
                == "the stream holds no picture but an empty body"
        )
    }

    @Test("a part that is no picture is counted and named")
    func otherPart() {
        let page = Array("<html><title>401 Unauthorized</title></html>".utf8)
        let stream = joined(
            StreamCase.part(page, length: page.count),
            StreamCase.part(SamplePictures.gray, length: nil)
        )
        let harness = StreamHarness.run(stream, contentType: Self.mixed, size: 30)
        #expect(harness.parser.counters.otherParts == 1)
        #expect(
            harness.parser.lastProblem
                == "a part is no picture but an HTML page titled “401 Unauthorized” (sent as image/jpeg)"
        )
    }

    @Test("a stream of one kind of hostile bytes takes linear time")
    func linear() {
        // Each of these starts a JPEG whose segments nest in ever new ways.
        let patterns: [[UInt8]] = [
            [0xFF, 0xD8, 0xFF, 0xE1, 0xFF, 0xFF], [0xFF, 0xD8, 0xFF, 0xE0, 0, 4], [0xFF, 0xD8, 0xFF], [0xFF], [0x0A],
            [0x2D, 0x2D, 0x0A], [0xFF, 0xE0, 0, 4, 0xFF, 0xD8],
        ]
        for pattern in patterns {
            let stream = Array(repeating: pattern, count: 200_000 / pattern.count).flatMap(\.self)
            let clock = ContinuousClock()
            let time = clock.measure {
                _ = StreamHarness.run(stream, contentType: Self.mixed, size: 16_384, limit: 100_000)
            }
            #expect(time < .seconds(10), "\(pattern): \(time)")
        }
    }

    /// Offsets behind each picture in a stream.
    private static func ends(of pictures: [[UInt8]], in stream: [UInt8]) -> [Int] {
        var position = 0
        return pictures.map { picture in
            while !stream[position...].starts(with: picture) { position += 1 }
            position += picture.count
            return position
        }
    }
}
