import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("Whether an ONVIF device is there")
struct ONVIFAvailabilityTests {
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

    private static func wait(_ availability: ONVIFAvailability) -> Double {
        availability.nextTry.map { $0.since(Self.start).inSeconds } ?? 0
    }

    @Test("what does not answer is away at once, and asked after 5, 10, 20, 40, 80, 80 s")
    func away() {
        var availability = ONVIFAvailability()
        var generator = MiddleGenerator()
        var waits: [Int] = []
        for _ in 1...7 {
            availability.failed("no answer", at: Self.start, using: &generator)
            #expect(availability.state == .away && availability.reason == "no answer")
            waits.append(Int(Self.wait(availability).rounded()))
        }
        #expect(waits == [5, 10, 20, 40, 80, 80, 80])
        availability.succeeded()
        #expect(availability.state == .online && availability.nextTry == nil && availability.reason == "")
    }

    @Test("of a device that was there, one failure changes nothing")
    func once() {
        var availability = ONVIFAvailability()
        var generator = MiddleGenerator()
        availability.succeeded()
        availability.failed("a", at: Self.start, using: &generator)
        #expect(availability.state == .online && availability.isOpen)
        availability.failed("b", at: Self.start, using: &generator)
        #expect(availability.state == .away && !availability.isOpen)
    }

    @Test("a refusal at first counts, and is tried after 1, 2, 4, 8, 16, 30, 30 min")
    func refused() {
        var availability = ONVIFAvailability()
        var generator = MiddleGenerator()
        var waits: [Int] = []
        for _ in 1...7 {
            availability.refused("no", at: Self.start, using: &generator)
            #expect(availability.state == .refused)
            waits.append(Int((Self.wait(availability) / 60).rounded()))
        }
        #expect(waits == [1, 2, 4, 8, 16, 30, 30])
        availability.failed("gone", at: Self.start, using: &generator)
        #expect(availability.state == .refused, "what does not answer has not changed its mind")
    }

    @Test("a lone refusal after success closes everything for a minute, and the second counts")
    func lone() {
        var availability = ONVIFAvailability()
        var generator = MiddleGenerator()
        availability.succeeded()
        availability.refused("no", at: Self.start, using: &generator)
        #expect(availability.state == .online && !availability.isOpen && Self.wait(availability) == 60)
        availability.refused("no", at: Self.start, using: &generator)
        #expect(availability.state == .refused && Self.wait(availability) == 60)
    }
}

@Suite("What an ONVIF device is asked by itself")
struct SessionAgendaTests {
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

    @Test("liveness comes 65 s after the last word, improvements sooner and then more rarely")
    func times() {
        var agenda = SessionAgenda()
        #expect(agenda.deadline == nil)
        agenda.connected(isWhole: false, at: Self.start)
        #expect(agenda.deadline == Self.start + .seconds(15))
        #expect(agenda.take(at: Self.start + .seconds(14)) == nil)
        #expect(agenda.take(at: Self.start + .seconds(15)) == .improvement)
        #expect(agenda.deadline == Self.start + .seconds(65))
        agenda.heard(at: Self.start + .seconds(30))
        #expect(agenda.take(at: Self.start + .seconds(94)) == nil)
        #expect(agenda.take(at: Self.start + .seconds(95)) == .liveness)
        agenda.connected(isWhole: true, at: Self.start)
        for minute in 1..<60 { agenda.heard(at: Self.start + .seconds(60 * minute)) }
        #expect(agenda.take(at: Self.start + .seconds(3600)) == .liveness, "the clock, each hour")
    }

    @Test("a suspicion is looked at at once; that of a password once a minute")
    func suspicion() {
        var agenda = SessionAgenda()
        agenda.connected(isWhole: true, at: Self.start)
        agenda.suspect(login: true, at: Self.start)
        #expect(agenda.take(at: Self.start) == .liveness)
        #expect(agenda.takeLogin() == true)
        #expect(agenda.takeLogin() == false)
        agenda.suspect(login: true, at: Self.start + .seconds(10))
        #expect(agenda.take(at: Self.start + .seconds(10)) == nil)
        agenda.suspect(login: false, at: Self.start + .seconds(10))
        #expect(agenda.take(at: Self.start + .seconds(10)) == .liveness)
        #expect(agenda.takeLogin() == false)
    }

    @Test("an address is looked up again twice a minute at most, each by itself")
    func addresses() {
        var agenda = SessionAgenda()
        #expect(agenda.takes(.stream(profile: "a"), at: Self.start) == true)
        #expect(agenda.takes(.stream(profile: "a"), at: Self.start + .seconds(29)) == false)
        #expect(agenda.takes(.stream(profile: "b"), at: Self.start + .seconds(29)) == true)
        #expect(agenda.takes(.stream(profile: "a"), at: Self.start + .seconds(30)) == true)
    }
}
