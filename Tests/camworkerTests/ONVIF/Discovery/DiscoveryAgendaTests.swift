import IPC
import Shared
import Testing

@testable import camworker

@Suite("When and where questions go out")
struct DiscoveryAgendaTests {
    private static let start = MonotonicTime(nanoseconds: 5_000_000_000)

    /// Milliseconds after the start.
    private static func times(_ random: (ClosedRange<Int>) -> Int) -> [Int] {
        var agenda = DiscoveryAgenda(destinations: 1, start: self.start, random: random)
        var times: [Int] = []
        while let next = agenda.next {
            for _ in agenda.due(at: next) { times.append(Int(next.since(self.start).wholeNanoseconds / 1_000_000)) }
        }
        return times
    }

    @Test("each question goes out four times, soon after each other and then slower, all within 1.5 s")
    func copies() {
        #expect(Self.times { $0.lowerBound } == [0, 0, 50, 50, 150, 150, 350, 350])
        #expect(Self.times { $0.upperBound } == [250, 250, 500, 500, 1000, 1000, 1500, 1500])
    }

    @Test("every destination gets both questions, each errand once")
    func destinations() {
        var agenda = DiscoveryAgenda(destinations: 3, start: Self.start) { $0.lowerBound }
        #expect(agenda.due(at: MonotonicTime(nanoseconds: 0)).isEmpty)
        let errands = agenda.due(at: Self.start + .seconds(10))
        for destination in 0..<3 {
            for wish in DiscoveryProbe.Wish.allCases {
                #expect(errands.count { $0.destination == destination && $0.wish == wish } == 4)
            }
        }
        #expect(agenda.next == nil && agenda.due(at: Self.start + .seconds(20)).isEmpty)
    }

    // MARK: - Where to

    private static let networks = [
        DiscoverySamples.network("lo", "127.0.0.1", 8), DiscoverySamples.network("lo", "::1", 128),
        DiscoverySamples.network("eth0", "192.0.2.2", 24), DiscoverySamples.network("eth0", "198.51.100.2", 24),
        DiscoverySamples.network("eth0", "fe80::2", 64), DiscoverySamples.network("eth0", "2001:db8::2", 64),
        DiscoverySamples.network("wlan0", "203.0.113.2", 24),
    ]

    private static func plan(targets: [String] = [], interfaces: [String] = []) -> DiscoveryPlan {
        DiscoveryPlan(
            DiscoveryRequest(
                waitMilliseconds: 1,
                targets: targets.map { DiscoveryRequest.Target(address: $0, port: 3702) },
                interfaces: interfaces
            ),
            networks: Self.networks
        )
    }

    private static func words(_ plan: DiscoveryPlan) -> [String] {
        plan.destinations.map { destination in
            let source = destination.source.map { "\($0.interface) \($0.address.text)" } ?? "-"
            return "\(source) > \(destination.place.address.text) \(destination.place.port) \(destination.label)"
        }
    }

    @Test("from every address of IPv4, and from every interface with IPv6, but not to ourselves")
    func everybody() {
        #expect(
            Self.words(Self.plan()) == [
                "eth0 192.0.2.2 > 239.255.255.250 3702 eth0", "eth0 198.51.100.2 > 239.255.255.250 3702 eth0",
                "eth0 fe80::2 > ff02::c 3702 eth0", "wlan0 203.0.113.2 > 239.255.255.250 3702 wlan0",
            ]
        )
    }

    @Test("an interface by its name, the loopback too; one that is not there is said")
    func interfaces() {
        let plan = Self.plan(interfaces: ["wlan0", "lo", "wlan9"])
        #expect(
            Self.words(plan) == [
                "lo 127.0.0.1 > 239.255.255.250 3702 lo", "lo ::1 > ff02::c 3702 lo",
                "wlan0 203.0.113.2 > 239.255.255.250 3702 wlan0",
            ]
        )
        #expect(plan.notes == ["wlan9: there is no such interface, or it is down or has no address"])
    }

    @Test("addresses that are named, and nobody else")
    func targets() {
        let plan = Self.plan(targets: ["192.0.2.77", "2001:DB8::77", "camera"])
        #expect(
            Self.words(plan) == ["- > 192.0.2.77 3702 192.0.2.77", "- > 2001:db8::77 3702 2001:db8::77"]
        )
        #expect(plan.notes == ["camera is no address"])
    }

    @Test("a machine full of containers is asked as far as its descriptors reach")
    func most() {
        let networks = (0..<200).map { DiscoverySamples.network("br\($0)", "10.\($0).0.1", 24) }
        let plan = DiscoveryPlan(DiscoveryRequest(waitMilliseconds: 1), networks: networks)
        #expect(plan.destinations.count == 40)
        #expect(plan.notes == ["br40: this machine has too many addresses; --interface chooses"])
    }
}
