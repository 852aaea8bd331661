import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("Encoding a JPEG")
struct JPEGEncoderTests {
    @Test(
        "what is decoded is close to what was encoded, at every size",
        arguments: [(640, 360), (1, 1), (2, 1), (17, 33), (63, 65), (1000, 10), (16, 16)]
    )
    func roundTrip(width: Int, height: Int) throws {
        let size = try pictureSize(width, height)
        var picture = try YUVPicture(size: size, color: YUVColor(r: 200, g: 100, b: 50))
        picture.fillWithRamp(PixelRectangle(x: 0, y: 0, width: width, height: (height + 1) / 2))
        let jpeg = try JPEGEncoder().encode(picture)
        let decoded = try YUVPicture.decoding(jpeg)
        #expect(decoded.size == size)
        #expect(decoded.lumaDistance(to: picture) < 3)
    }

    @Test("is an ordinary baseline JFIF file with its comment behind the JFIF segment")
    func form() throws {
        let picture = try YUVPicture(size: pictureSize(64, 48))
        let jpeg = try JPEGEncoder().encode(picture, comment: "hello")
        #expect(Array(jpeg.prefix(11)) == [0xFF, 0xD8, 0xFF, 0xE0, 0, 16] + Array("JFIF\0".utf8))
        #expect(Array(jpeg[20..<29]) == [0xFF, 0xFE, 0, 7] + Array("hello".utf8))
        #expect(PictureCheck.isWholeJPEG(jpeg))
        let identity = try #require(PictureSniffer.identify(jpeg))
        #expect(identity == PictureIdentity(format: .jpeg, width: 64, height: 48, isComplete: true))
    }

    @Test("follows a change of size, and there and back gives the same bytes")
    func sizes() throws {
        let encoder = JPEGEncoder()
        let small = try YUVPicture(size: pictureSize(64, 48), color: .white)
        let large = try YUVPicture(size: pictureSize(320, 240), color: .white)
        let first = try encoder.encode(small)
        _ = try encoder.encode(large)
        #expect(try encoder.encode(small) == first)
    }

    @Test("better quality is larger and nearer")
    func quality() throws {
        let demo = try YUVPicture.decoding(DemoPicture(size: pictureSize(320, 240), name: "x").render(counter: 1))
        let coarse = try JPEGEncoder(quality: 25).encode(demo)
        let fine = try JPEGEncoder(quality: 2).encode(demo)
        #expect(fine.count > coarse.count)
        let coarseDistance = try YUVPicture.decoding(coarse).lumaDistance(to: demo)
        #expect(try YUVPicture.decoding(fine).lumaDistance(to: demo) < coarseDistance)
    }

    @Test("refuses a picture of more pixels than the limit before it asks for memory")
    func limit() throws {
        let size = try pictureSize(40_000, 40_000)
        #expect(throws: PictureError.tooManyPixels(size)) { _ = try YUVPicture(size: size) }
    }
}
