import Shared
import Testing

@testable import camworker

@Suite("ClockAdjustment")
struct ClockAdjustmentTests {
    private static let now = WallTime(nanoseconds: 1_519_772_999_000_000_000)

    private static func clock(isManual: Bool = true, zone: String? = "CET-1CEST") -> DeviceClock {
        var clock = DeviceClock(XMLElement(name: "r"))
        clock.isManual = isManual
        clock.timeZone = zone
        return clock
    }

    @Test("tokens follow the device's clock unless that is off")
    func tokens() {
        #expect(ClockAdjustment.token.tokenOffset(.seconds(3600)) == .seconds(3600))
        #expect(ClockAdjustment.device.tokenOffset(.seconds(-1)) == .seconds(-1))
        #expect(ClockAdjustment.off.tokenOffset(.seconds(3600)) == .zero)
    }

    @Test("a clock is set where it is asked for, wrong, and set by hand")
    func sets() {
        func count(_ adjustment: ClockAdjustment, _ clock: DeviceClock?, _ seconds: Int) -> Int {
            adjustment.requests(clock, offset: .seconds(seconds), now: Self.now).count
        }
        #expect(count(.device, Self.clock(), 6) == 2)
        #expect(count(.device, Self.clock(zone: nil), -6) == 1)
        #expect(count(.device, Self.clock(), 5) == 0)
        #expect(count(.device, Self.clock(isManual: false), 600) == 0)
        #expect(count(.device, nil, 600) == 0)
        #expect(count(.token, Self.clock(), 600) == 0)
    }

    @Test("it is set to our time, with its own zone first and then with none")
    func requests() throws {
        let requests = ClockAdjustment.setting(Self.clock(), now: Self.now)
        let bodies = requests.map { request in
            var text = ""
            request.body.write(to: &text)
            return text
        }
        #expect(bodies.count == 2)
        #expect(bodies[0].contains("<tds:TimeZone><tt:TZ>CET-1CEST</tt:TZ></tds:TimeZone>"))
        #expect(!bodies[1].contains("TimeZone"))
        #expect(bodies[1].contains("<tt:Hour>23</tt:Hour><tt:Minute>9</tt:Minute><tt:Second>59</tt:Second>"))
        #expect(bodies[1].contains("<tt:Year>2018</tt:Year><tt:Month>2</tt:Month><tt:Day>27</tt:Day>"))
    }

    @Test("the operator hears of a wrong clock")
    func warning() {
        #expect(ClockAdjustment.warning(offset: .seconds(-7200)) == "the device's clock is 7200 s behind")
        #expect(ClockAdjustment.warning(offset: .seconds(4)) == nil)
    }
}
