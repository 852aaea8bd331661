import Testing

@testable import camsupervisor

@Suite("Who may have a worker that renders")
struct RenderSlotsTests {
    @Test("as many as there are places at once, each in another; then a queue; then nobody")
    func bounded() {
        var slots = RenderSlots()
        let first = (0..<RenderLimits.workers).map { slots.enter(UInt64($0), for: .client(token: nil)) }
        #expect(first == (0..<RenderLimits.workers).map { .now(place: $0) })
        let waiting = (0..<RenderLimits.waiting).map { slots.enter(UInt64(100 + $0), for: .client(token: nil)) }
        #expect(waiting.allSatisfy { $0 == .waits })
        #expect(slots.enter(999, for: .client(token: nil)) == .refused)
    }

    @Test("a place goes to who waits longest, is passed over by who gave up, and is free when nobody waits")
    func order() {
        var slots = RenderSlots()
        for number in 0..<RenderLimits.workers { _ = slots.enter(UInt64(number), for: .client(token: nil)) }
        for number in [10, 11, 12] as [UInt64] { _ = slots.enter(number, for: .client(token: nil)) }
        #expect(slots.giveUp(10) == true)
        #expect(slots.giveUp(10) == false)
        #expect(slots.leave(1) == 11)
        #expect(slots.giveUp(11) == false)
        #expect(slots.leave(0) == 12)
        #expect(slots.leave(0) == nil)
        #expect(slots.enter(13, for: .client(token: nil)) == .now(place: 0))
    }

    @Test("a file name waits behind no client, and a token keeps none of another's places")
    func fair() {
        var slots = RenderSlots()
        for number in 0..<RenderLimits.workers { _ = slots.enter(UInt64(number), for: .client(token: "wall")) }
        let crowd = (0..<100).map { slots.enter(UInt64(100 + $0), for: .client(token: "wall")) }
        #expect(crowd.count { $0 == .waits } == RenderLimits.waitingOfToken)
        #expect(slots.enter(7, for: .client(token: "phone")) == .waits)
        #expect(slots.enter(8, for: .fileName) == .waits)
        #expect(slots.leave(0) == 8)
        #expect(slots.leave(1) == 100)
    }
}
