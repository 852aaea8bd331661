import Shared
import Testing

@testable import camworker

@Suite("Stream picture encoder")
struct StreamPictureEncoderTests {
    /// A key frame of 160 × 96.
    private static func encode(
        _ options: EncodingOptions,
        with encoder: StreamPictureEncoder = StreamPictureEncoder()
    ) throws -> RenderedPicture {
        let packets = try SamplePackets.bFrames()
        let last = try VideoDecoder.lastPicture(of: [packets[0]])
        return try encoder.encode(last.picture, as: options)
    }

    @Test("a better quality has more bytes, and a wrong one from a confused supervisor is none that traps")
    func quality() throws {
        let encoder = StreamPictureEncoder()
        let sizes = try [2, nil, 31].map { try Self.encode(.init(quality: $0), with: encoder).jpeg.count }
        #expect(sizes[0] > sizes[1] && sizes[1] > sizes[2], "\(sizes)")
        for quality in [Int.min, 0, 32, .max] { _ = try Self.encode(.init(quality: quality), with: encoder) }
    }

    @Test("scaled and turned, it says its size and has it")
    func filtered() throws {
        let options = EncodingOptions(
            filters: [.scale(width: .pixels(80), height: .inProportion(multipleOf: 1)), .turn(.clockwise)]
        )
        let rendered = try Self.encode(options)
        #expect(rendered.size == (try pictureSize(48, 80)))
        #expect(try YUVPicture.decoding(rendered.jpeg).size == rendered.size)
    }

    @Test("turned to the right, its top is its right side")
    func turned() throws {
        let upright = try YUVPicture.decoding(try Self.encode(.init(quality: 2)).jpeg)
        let turned = try YUVPicture.decoding(
            try Self.encode(.init(quality: 2, filters: [.turn(.clockwise)])).jpeg
        )
        for (x, y) in [(8, 8), (80, 20), (150, 90), (30, 70)] {
            let there = upright.color(x: x, y: y)
            let here = turned.color(x: upright.size.height - 1 - y, y: x)
            #expect(abs(Int(there.luma) - Int(here.luma)) <= 6)
        }
    }

    @Test("larger than any picture is an error in words")
    func tooLarge() throws {
        let options = EncodingOptions(filters: [.scale(width: .times(1000), height: .times(1000))])
        #expect(throws: PictureError.self) { _ = try Self.encode(options) }
    }
}
