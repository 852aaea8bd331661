import Testing

@testable import camworker

@Suite("Fitting a size into a box")
struct PictureSizeTests {
    @Test(
        "keeps the aspect, never enlarges, gives even sides",
        arguments: [
            // width, height, box, expected
            (1920, 1080, 640, 480, 640, 360),
            (1920, 1080, 0, 480, 852, 480),
            (1920, 1080, 640, 0, 640, 360),
            (1920, 1080, 0, 0, 1920, 1080),
            (1920, 1080, 4000, 4000, 1920, 1080),
            (320, 240, 640, 0, 320, 240),
            (1080, 1920, 640, 480, 270, 480),
            (641, 361, 0, 0, 640, 360),
            (640, 480, 101, 0, 100, 76),
            (5000, 2, 100, 0, 100, 1),
            (2, 5000, 0, 100, 1, 100),
            (1, 1, 640, 480, 1, 1),
            (3, 3, 1, 1, 1, 1),
            (65_535, 65_535, 1, 0, 1, 1),
            (1 << 30, 1, 0, 0, 1 << 30, 1),
            (640, 360, Int(UInt32.max), Int(UInt32.max), 640, 360),
        ] as [(Int, Int, Int, Int, Int, Int)]
    )
    func fits(_ width: Int, _ height: Int, _ boxWidth: Int, _ boxHeight: Int, _ right: Int, _ high: Int) throws {
        let size = try pictureSize(width, height).fitted(intoWidth: boxWidth, height: boxHeight)
        #expect(size.width == right)
        #expect(size.height == high)
    }

    @Test("holds for every box: inside, even, and as near to the aspect as even sides allow")
    func properties() throws {
        for (width, height) in [(1920, 1080), (1234, 567), (99, 1001), (640, 480)] {
            let size = try pictureSize(width, height)
            for box in stride(from: 10, through: 2000, by: 7) {
                let fitted = size.fitted(intoWidth: box, height: 0)
                #expect(fitted.width <= min(box, width))
                #expect(fitted.height <= height)
                #expect(fitted.width.isMultiple(of: 2))
                let exact = Double(height) * Double(min(box, width)) / Double(width)
                #expect(abs(Double(fitted.height) - exact) <= 1.5)
            }
        }
    }

    @Test("no size below one pixel or above what multiplies safely")
    func refuses() {
        #expect(PictureSize(width: 0, height: 1) == nil)
        #expect(PictureSize(width: 1, height: -1) == nil)
        #expect(PictureSize(width: .max, height: 1) == nil)
    }
}
