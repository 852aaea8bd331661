import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("The placeholder picture")
struct PlaceholderPictureTests {
    private let encoder = JPEGEncoder()

    @Test("is the last picture, darkened, with words on it")
    func overLast() throws {
        let size = try pictureSize(640, 360)
        let last = try self.encoder.encode(try YUVPicture(size: size, color: YUVColor(r: 200, g: 100, b: 100)))
        let drawn = try self.draw(LastPicture(bytes: last, format: .jpeg), 640, 360, ["no picture since 22:41"])
        let picture = try YUVPicture.decoding(drawn.jpeg)
        // Luma 130 darkened; still reddish.
        let corner = picture.color(x: 5, y: 5)
        #expect((40...60).contains(corner.luma))
        #expect(corner.red > 132)
        #expect(self.brightPixels(picture) > 1000)
    }

    @Test("is plain and dark without a last picture, and with one that cannot be decoded")
    func withoutLast() throws {
        for last in [nil, LastPicture(bytes: [1, 2, 3], format: .jpeg), LastPicture(bytes: [], format: .svg)] {
            let picture = try YUVPicture.decoding(self.draw(last, 640, 360, ["no picture yet"]).jpeg)
            #expect(picture.color(x: 5, y: 5).distance(to: .darkGrey) <= 2)
            #expect(self.brightPixels(picture) > 500)
        }
    }

    @Test("says what it is told")
    func words() throws {
        let one = try self.draw(nil, 640, 360, ["no picture since 22:41"])
        let other = try self.draw(nil, 640, 360, ["no picture since 22:42"])
        #expect(one.jpeg != other.jpeg)
        #expect(try self.draw(nil, 640, 360, ["no picture since 22:41"]).jpeg == one.jpeg)
    }

    @Test(
        "has exactly the size asked for, whatever is written",
        arguments: [(640, 360), (1, 1), (33, 17), (64, 64), (3840, 100), (101, 2001)]
    )
    func sizes(width: Int, height: Int) throws {
        let last = LastPicture(bytes: try Sample(file: "quarters.png", format: .png).bytes(), format: .png)
        for lines in [
            [], ["no picture since 22:41"], Array(repeating: String(repeating: "wide ", count: 90), count: 9),
        ] {
            let drawn = try self.draw(last, width, height, lines)
            #expect(try drawn.size == pictureSize(width, height))
            let identity = try #require(PictureSniffer.identify(drawn.jpeg))
            #expect(identity == PictureIdentity(format: .jpeg, width: width, height: height, isComplete: true))
        }
    }

    @Test("comes out smaller when it would have more bytes than the supervisor takes, with the same aspect")
    func most() throws {
        let sample = try Sample(file: "quarters.png", format: .png).bytes()
        let last = LastPicture(bytes: sample, format: .png)
        let whole = try self.draw(last, 1280, 720, ["no picture since 22:41"])
        #expect(try whole.size == pictureSize(1280, 720))
        for most in [whole.jpeg.count - 1, whole.jpeg.count / 3] {
            let drawn = try self.draw(last, 1280, 720, ["no picture since 22:41"], most: most)
            #expect(drawn.jpeg.count <= most)
            #expect(drawn.size.width < 1280 && drawn.size.width * 9 == drawn.size.height * 16)
        }
        #expect(try self.draw(nil, 1, 1, [], most: 1).size == pictureSize(1, 1), "nothing is smaller")
    }

    @Test("its letters grow with the picture")
    func letters() throws {
        let small = try YUVPicture.decoding(self.draw(nil, 320, 180, ["no picture"]).jpeg)
        let large = try YUVPicture.decoding(self.draw(nil, 1280, 720, ["no picture"]).jpeg)
        #expect(self.brightPixels(large) > 8 * self.brightPixels(small))
    }

    private func draw(
        _ last: LastPicture?,
        _ width: Int,
        _ height: Int,
        _ lines: [String],
        most: Int = Limits.placeholder
    ) throws -> RenderedPicture {
        try PlaceholderPicture.draw(
            last: last,
            size: pictureSize(width, height),
            name: "Front door",
            lines: lines,
            encoder: self.encoder,
            most: most
        )
    }

    private func brightPixels(_ picture: borrowing YUVPicture) -> Int {
        var count = 0
        for y in 0..<picture.luma.height { count += picture.luma.row(y).count { $0 > 150 } }
        return count
    }
}
