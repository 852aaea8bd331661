import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("Scaling a picture")
struct PictureScalerTests {
    private let encoder = JPEGEncoder()

    @Test(
        "gives a JPEG of the size that fits the box",
        arguments: [(48, 0, 48, 32), (0, 16, 24, 16), (50, 10, 14, 10), (10, 10, 10, 6), (1, 1, 1, 1)]
    )
    func sizes(boxWidth: Int, boxHeight: Int, width: Int, height: Int) throws {
        for sample in Sample.decodable {
            let scaled = try PictureScaler.scale(
                sample.bytes(),
                format: sample.format,
                width: boxWidth,
                height: boxHeight,
                encoder: self.encoder
            )
            #expect(try scaled.size == pictureSize(width, height))
            let identity = try #require(PictureSniffer.identify(scaled.jpeg))
            #expect(identity == PictureIdentity(format: .jpeg, width: width, height: height, isComplete: true))
            #expect(scaled.damage == nil)
        }
    }

    @Test("keeps the colours")
    func colors() throws {
        let bytes = try Sample(file: "quarters.jpg", format: .jpeg).bytes()
        let scaled = try PictureScaler.scale(bytes, format: .jpeg, width: 48, height: 0, encoder: self.encoder)
        let picture = try YUVPicture.decoding(scaled.jpeg)
        #expect(picture.color(x: 12, y: 8).distance(to: YUVColor(r: 220, g: 30, b: 30)) <= 8)
        #expect(picture.color(x: 36, y: 24).distance(to: YUVColor(r: 240, g: 240, b: 240)) <= 8)
    }

    /// Which stored quarter (top left, top right, bottom left, bottom right) is seen there.
    private static let quarters: [(orientation: Int, seen: [Int])] = [
        (1, [0, 1, 2, 3]), (2, [1, 0, 3, 2]), (3, [3, 2, 1, 0]), (4, [2, 3, 0, 1]),
        (5, [0, 2, 1, 3]), (6, [2, 0, 3, 1]), (7, [3, 1, 2, 0]), (8, [1, 3, 0, 2]),
    ]

    private func corners(_ jpeg: [UInt8]) throws -> [YUVColor] {
        let picture = try YUVPicture.decoding(jpeg)
        let (width, height) = (picture.size.width, picture.size.height)
        return [(1, 1), (3, 1), (1, 3), (3, 3)].map { picture.color(x: width * $0 / 4, y: height * $1 / 4) }
    }

    @Test("a picture that is stored turned is turned, and the box is for what is seen", arguments: Self.quarters)
    func turned(orientation: Int, seen: [Int]) throws {
        let bytes = try Sample(file: "quarters.jpg", format: .jpeg).bytes()
        let stored = try self.corners(bytes)
        let turned = bytes.prefix(2) + ExifExample.exif(orientation: orientation) + bytes.dropFirst(2)
        let scaled = try PictureScaler.scale(
            Array(turned),
            format: .jpeg,
            width: 32,
            height: 0,
            encoder: self.encoder
        )
        #expect(try scaled.size == (orientation < 5 ? pictureSize(32, 20) : pictureSize(32, 48)))
        for (color, quarter) in zip(try self.corners(scaled.jpeg), seen) {
            #expect(color.distance(to: stored[quarter]) <= 8)
        }
        // As it is seen a turned one is 64 wide, and need not be made smaller.
        let large = try PictureScaler.scale(Array(turned), format: .jpeg, width: 64, height: 0, encoder: self.encoder)
        #expect((large.jpeg == Array(turned)) == (orientation >= 5))
    }

    @Test("passes a JPEG that fits already on as it is")
    func untouched() throws {
        let bytes = try Sample(file: "quarters.jpg", format: .jpeg).bytes()
        let scaled = try PictureScaler.scale(bytes, format: .jpeg, width: 96, height: 64, encoder: self.encoder)
        #expect(scaled.jpeg == bytes)
    }

    @Test("makes a JPEG of what fits already but is none")
    func converted() throws {
        let bytes = try Sample(file: "quarters.png", format: .png).bytes()
        let scaled = try PictureScaler.scale(bytes, format: .png, width: 640, height: 0, encoder: self.encoder)
        #expect(try scaled.size == pictureSize(96, 64))
        #expect(PictureSniffer.identify(scaled.jpeg)?.format == .jpeg)
    }

    @Test("a fine pattern becomes its mean, not shimmer")
    func average() throws {
        var picture = try YUVPicture(size: pictureSize(640, 480))
        for x in stride(from: 0, to: 640, by: 2) {
            picture.fill(PixelRectangle(x: x, y: 0, width: 1, height: 480), .white)
        }
        let jpeg = try self.encoder.encode(picture)
        let scaled = try PictureScaler.scale(jpeg, format: .jpeg, width: 160, height: 0, encoder: JPEGEncoder())
        let small = try YUVPicture.decoding(scaled.jpeg)
        for x in stride(from: 10, to: 150, by: 10) {
            #expect(small.color(x: x, y: 60).distance(to: YUVColor(luma: 128)) <= 8)
        }
    }
}
