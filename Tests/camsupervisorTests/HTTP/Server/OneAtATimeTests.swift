import Testing

@testable import camsupervisor

@Suite("OneAtATime")
struct OneAtATimeTests {
    @Test("the second may not begin before the first has ended")
    func turns() {
        let one = OneAtATime()
        #expect(one.begin())
        #expect(!one.begin())
        one.end()
        #expect(one.begin())
    }
}
