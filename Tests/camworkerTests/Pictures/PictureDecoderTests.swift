import Glibc
import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("Decoding a camera's picture")
struct PictureDecoderTests {
    // The centres of the four quarters.
    private static let colors = [
        (24, 16, YUVColor(r: 220, g: 30, b: 30)), (72, 16, YUVColor(r: 30, g: 200, b: 30)),
        (24, 48, YUVColor(r: 30, g: 30, b: 220)), (72, 48, YUVColor(r: 240, g: 240, b: 240)),
    ]

    @Test("gives the size and the colours that went in", arguments: Sample.decodable)
    func decodes(sample: Sample) throws {
        let picture = try YUVPicture.decoding(sample.bytes(), format: sample.format)
        #expect(try picture.size == pictureSize(96, 64))
        for (x, y, color) in Self.colors {
            #expect(picture.color(x: x, y: y).distance(to: color) <= 6, "at \(x), \(y)")
        }
    }

    @Test("takes grey JPEGs")
    func decodesGrey() throws {
        let picture = try YUVPicture.decoding(Sample(file: "quarters-grey.jpg", format: .jpeg).bytes())
        #expect(picture.color(x: 72, y: 48).distance(to: YUVColor(luma: 240)) <= 3)
        #expect(picture.color(x: 24, y: 16).distance(to: YUVColor(luma: 87)) <= 3)
    }

    @Test("lays what is transparent on white", arguments: [PictureFormat.png, .webp])
    func alpha(format: PictureFormat) throws {
        let sample = Sample(file: "half-transparent.\(format)", format: format)
        let picture = try YUVPicture.decoding(sample.bytes(), format: format)
        #expect(picture.color(x: 24, y: 16).distance(to: .white) <= 2)
        #expect(picture.color(x: 24, y: 48).distance(to: .white) <= 2)
        #expect(picture.color(x: 72, y: 16).distance(to: YUVColor(r: 30, g: 200, b: 30)) <= 6)
    }

    @Test("refuses AVIF and SVG in words", arguments: [PictureFormat.avif, .svg])
    func refusesKinds(format: PictureFormat) throws {
        let bytes = try Sample(file: "quarters.\(format)", format: format).bytes()
        let error = #expect(throws: PictureError.cannotScale(format)) {
            try PictureScaler.scale(bytes, format: format, width: 10, height: 10, encoder: JPEGEncoder())
        }
        #expect(error?.description == "cannot scale \(format)")
    }

    @Test("refuses one kind of picture that is called another")
    func refusesLies() throws {
        let png = try Sample(file: "quarters.png", format: .png).bytes()
        #expect(throws: PictureError.notA(.jpeg, bytes: png.count)) {
            try PictureDecoder.check(png, format: .jpeg)
        }
    }

    @Test("refuses a picture that is cut off, wherever it is cut", arguments: Sample.decodable)
    func refusesTruncated(sample: Sample) throws {
        let whole = try sample.bytes()
        for count in stride(from: 0, to: whole.count - 1, by: 5) {
            #expect(throws: PictureError.self, "\(count) of \(whole.count) bytes") {
                _ = try PictureDecoder.decode(Array(whole[..<count]), format: sample.format)
            }
        }
    }

    @Test("says so when a picture is damaged inside but has its end")
    func damage() throws {
        var bytes = try Sample(file: "quarters-444.jpg", format: .jpeg).bytes()
        let header = bytes.count - 200
        bytes.removeSubrange(header..<(bytes.count - 2))
        let decoded = try PictureDecoder.decode(bytes, format: .jpeg)
        #expect(decoded.damage != nil)
    }

    @Test("refuses 40,000 × 40,000 pixels by the header alone", arguments: [PictureFormat.jpeg, .png, .gif, .webp])
    func refusesHuge(format: PictureFormat) throws {
        let start = MonotonicTime.now()
        #expect(throws: PictureError.tooManyPixels(try pictureSize(16_384, 16_384))) {
            _ = try PictureDecoder.decode(HugePicture.bytes(format, side: 16_384), format: format)
        }
        if format == .jpeg || format == .png {
            #expect(throws: PictureError.tooManyPixels(try pictureSize(40_000, 40_000))) {
                _ = try PictureDecoder.decode(HugePicture.bytes(format, side: 40_000), format: format)
            }
        }
        #expect(MonotonicTime.now().since(start) < .seconds(1))
    }

    @Test("is not deceived by a second header behind the first scan")
    func secondHeader() throws {
        let small = try Sample(file: "quarters.jpg", format: .jpeg).bytes()
        let huge = try HugePicture.bytes(.jpeg, side: 40_000)
        // Small picture without its end, then a huge one's frame header and scan.
        let bytes = small.dropLast(2) + huge.dropFirst(2)
        let before = try #require(ProcFS.residentKilobytes(of: getpid()))
        _ = try? PictureDecoder.decode(Array(bytes), format: .jpeg)
        // A frame of that size would be 2.4 GB; other tests run beside this one.
        #expect(try #require(ProcFS.residentKilobytes(of: getpid())) - before < 1_000_000)
    }

    @Test("survives damaged pictures of every kind", arguments: Sample.decodable)
    func garbage(sample: Sample) throws {
        let whole = try sample.bytes()
        var generator = SeededGenerator(seed: 20_261_121)
        for _ in 0..<150 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                // Not the signature and size: those refuse at once, and that is tested elsewhere.
                let index = Int.random(in: min(30, bytes.count / 2)..<bytes.count, using: &generator)
                bytes[index] = UInt8.random(in: 0...255, using: &generator)
            }
            _ = try? PictureScaler.scale(
                bytes,
                format: sample.format,
                width: 32,
                height: 0,
                encoder: JPEGEncoder()
            )
        }
    }

    @Test("survives bytes that are no picture at all", arguments: PictureFormat.allCases)
    func noise(format: PictureFormat) throws {
        var generator = SeededGenerator(seed: 7)
        for count in [0, 1, 2, 3, 16, 100, 5000] {
            let bytes = generator.bytes(count)
            #expect(throws: PictureError.self) { _ = try PictureDecoder.decode(bytes, format: format) }
        }
    }
}
