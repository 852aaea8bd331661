import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("The demo camera's picture")
struct DemoPictureTests {
    @Test(
        "shows its counter in digits a machine can read, at every size",
        arguments: [(640, 360), (1920, 1080), (320, 240), (64, 64), (64, 1080), (1920, 64), (642, 362)]
    )
    func readsBack(width: Int, height: Int) throws {
        let demo = try DemoPicture(size: pictureSize(width, height), name: "Front door")
        for counter: UInt64 in [0, 1, 123_456, 789_012, 999_999] {
            let jpeg = try demo.render(counter: counter)
            #expect(try DemoCounter.shown(in: jpeg) == counter)
            #expect(PictureSniffer.identify(jpeg)?.width == width)
            #expect(PictureSniffer.identify(jpeg)?.height == height)
        }
    }

    @Test("carries its counter as a comment, which does not wrap")
    func comment() throws {
        let demo = try DemoPicture(size: pictureSize(64, 64), name: "x")
        let jpeg = try demo.render(counter: .max)
        #expect(DemoCounter.commented(in: jpeg) == .max)
        #expect(try DemoCounter.shown(in: jpeg) == UInt64.max % 1_000_000)
    }

    @Test("changes from frame to frame elsewhere than in its digits")
    func moves() throws {
        let size = try pictureSize(320, 240)
        let demo = try DemoPicture(size: size, name: "x")
        let first = try YUVPicture.decoding(demo.render(counter: 1_000_000))
        let later = try YUVPicture.decoding(demo.render(counter: 2_000_020))
        let left = first.color(x: 12, y: 200)
        #expect(left.distance(to: later.color(x: 12, y: 200)) > 50)
    }

    @Test("is the same for the same counter")
    func isReproducible() throws {
        let size = try pictureSize(320, 240)
        let one = try DemoPicture(size: size, name: "x").render(counter: 7)
        let other = try DemoPicture(size: size, name: "x")
        _ = try other.render(counter: 6)
        #expect(try other.render(counter: 7) == one)
    }

    @Test("takes any name", arguments: ["", "Vörgärten 🎥", String(repeating: "long ", count: 1000)])
    func names(name: String) throws {
        let jpeg = try DemoPicture(size: pictureSize(64, 64), name: name).render(counter: 5)
        #expect(try DemoCounter.shown(in: jpeg) == 5)
    }
}
