import Shared
import Testing

@testable import camworker

@Suite("Filter plan")
struct FilterPlanTests {
    private static func plan(_ filters: [PictureFilter]) throws -> (PictureSize, PictureOrientation) {
        let plan = try #require(FilterPlan(filters, of: try pictureSize(1920, 1080)))
        return (plan.size, plan.orientation)
    }

    @Test(
        "a picture of 1920 × 1080 as ffmpeg's scale makes it",
        arguments: [
            (ScaledSide.pixels(640), ScaledSide.inProportion(multipleOf: 1), 640, 360),
            (.pixels(641), .inProportion(multipleOf: 1), 641, 361),
            (.pixels(641), .inProportion(multipleOf: 2), 641, 360),
            (.inProportion(multipleOf: 16), .pixels(100), 176, 100), (.times(0.5), .times(0.25), 960, 270),
            (.pixels(300), .pixels(300), 300, 300), (.pixels(1), .inProportion(multipleOf: 1), 1, 1),
            (.inProportion(multipleOf: 1), .inProportion(multipleOf: 1), 1920, 1080),
            (.pixels(3840), .inProportion(multipleOf: 1), 3840, 2160),
        ]
    )
    func scales(_ width: ScaledSide, _ height: ScaledSide, _ expectedWidth: Int, _ expectedHeight: Int) throws {
        let (size, orientation) = try Self.plan([.scale(width: width, height: height)])
        #expect(size == (try pictureSize(expectedWidth, expectedHeight)) && orientation == .topLeft)
    }

    @Test("sizes are those of the picture as it stands at that place in the row")
    func order() throws {
        let half = PictureFilter.scale(width: .pixels(540), height: .inProportion(multipleOf: 1))
        #expect(try Self.plan([.turn(.clockwise), half]) == (try pictureSize(960, 540), .rightTop))
        #expect(try Self.plan([half, .turn(.clockwise)]) == (try pictureSize(540, 304), .rightTop))
        #expect(try Self.plan([.turn(.mirrored), .turn(.flipped)]).1 == .bottomRight)
        #expect(try Self.plan([.turn(.clockwise), .turn(.counterclockwise)]).1 == .topLeft)
    }

    @Test("two turns in one are the same as one after the other", arguments: PictureOrientation.allCases)
    func followed(_ first: PictureOrientation) throws {
        // Every sample its own, so that each way to turn it is another picture.
        let picture = try YUVPicture(size: try pictureSize(8, 6))
        for y in 0..<6 { for x in 0..<8 { picture.luma.row(y)[x] = UInt8(y * 8 + x) } }
        for second in PictureOrientation.allCases {
            let once = try picture.turned(first.followed(by: second))
            let twice = try picture.turned(first).turned(second)
            #expect(once.size == twice.size)
            for y in 0..<once.size.height { #expect(once.luma.row(y).elementsEqual(twice.luma.row(y))) }
        }
    }

    @Test("sides beyond all pictures are no plan")
    func endless() throws {
        let size = try pictureSize(1, 1_000_000)
        let wide = PictureFilter.scale(width: .pixels(8192), height: .inProportion(multipleOf: 64))
        #expect(FilterPlan([wide], of: size) == nil)
        #expect(FilterPlan([.scale(width: .times(1000), height: .times(1000)), wide], of: size) == nil)
    }
}
