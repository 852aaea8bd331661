import IPC
import Shared
import Testing

@testable import camworker

@Suite("The demo camera's views")
struct DemoViewsTests {
    @Test("as many as are asked for, the camera itself first and the fourth not shown by default", arguments: 1...4)
    func declarations(_ count: Int) {
        let views = DemoViews.declarations(count)
        #expect(views.count == count)
        #expect(views[0].name.isEmpty)
        #expect(ViewList(views: views).flaw == nil)
        #expect(views.map(\.isEnabledByDefault) == [true, true, true, false].prefix(count).map(\.self))
    }

    @Test("each is smaller than the one before, even, and large enough to be read")
    func sides() {
        #expect((0..<4).map { DemoViews.side(640, of: $0) } == [640, 320, 212, 160])
        #expect((0..<4).map { DemoViews.side(64, of: $0) } == [64, 64, 64, 64])
        for pixels in stride(from: 64, through: 1920, by: 2) {
            for number in 0..<4 { #expect(DemoViews.side(pixels, of: number).isMultiple(of: 2)) }
        }
    }
}
