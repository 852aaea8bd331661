import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("PullPoint")
struct PullPointTests {
    private static let wall = WallTime(nanoseconds: 1_795_309_323_000_000_000)

    private static func at(_ seconds: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: UInt64((seconds + 1000) * 1e9))
    }

    /// A subscription that says to last some seconds; without them it says nothing.
    private static func subscription(_ seconds: Int?, from start: Int = 0) -> EventSubscription {
        var subscription = EventSubscription(XMLElement(name: "r"))
        subscription.address = "http://192.0.2.1/sub"
        guard let seconds else { return subscription }
        let current = Self.wall.nanoseconds + UInt64(start) * 1_000_000_000
        subscription.current = WallTime(nanoseconds: current)
        subscription.termination = WallTime(nanoseconds: UInt64(Int64(current) + Int64(seconds) * 1_000_000_000))
        return subscription
    }

    /// One that is subscribed and synchronised, its first pull under way.
    private static func live(_ seconds: Int? = 600) throws -> (PullPoint, PullPoint.Lease) {
        var point = PullPoint()
        #expect(point.allow(true, at: Self.at(0)).isEmpty)
        #expect(point.next(at: Self.at(0), wall: Self.wall) == [.create(.seconds(600))])
        #expect(point.next(at: Self.at(0), wall: Self.wall).isEmpty)
        #expect(point.created(Self.subscription(seconds), at: Self.at(0)).isEmpty)
        guard case .synchronize(let lease)? = point.next(at: Self.at(0), wall: Self.wall).first else {
            throw Unexpected()
        }
        point.synchronized(lease, nil)
        #expect(point.next(at: Self.at(0), wall: Self.wall).contains(.pull(lease)))
        return (point, lease)
    }

    private struct Unexpected: Error {}

    @Test("a subscription is synchronised, then pulled, then pulled again at once")
    func pulls() throws {
        var (point, lease) = try Self.live()
        #expect(!point.isLive)
        point.pulled(lease, 3, Self.subscription(nil), at: Self.at(30))
        #expect(point.isLive)
        #expect(point.next(at: Self.at(30), wall: Self.wall) == [.pull(lease)])
    }

    @Test("a device that answers at once is not asked more often than each second, or ten times when it has news")
    func floor() throws {
        var (point, lease) = try Self.live()
        point.pulled(lease, 0, Self.subscription(nil), at: Self.at(0.001))
        #expect(point.next(at: Self.at(0.5), wall: Self.wall).isEmpty)
        #expect(point.deadline == Self.at(1))
        #expect(point.next(at: Self.at(1), wall: Self.wall) == [.pull(lease)])
        point.pulled(lease, 500, Self.subscription(nil), at: Self.at(1.001))
        // A burst is told without delay.
        #expect(point.deadline == Self.at(1.001))
        var (now, pulls) = (1.001, 0)
        while now < 11 {
            now += 0.001
            for action in point.next(at: Self.at(now), wall: Self.wall) where action == .pull(lease) {
                pulls += 1
                point.pulled(lease, 500, Self.subscription(nil), at: Self.at(now))
            }
        }
        #expect(100...110 ~= pulls, "\(pulls)")
    }

    @Test("an hour of a device that answers everything at once takes at most 3,700 requests")
    func rate() throws {
        var (point, lease) = try Self.live(3600 * 24)
        var (now, requests) = (0.0, 1)
        point.pulled(lease, 0, Self.subscription(nil), at: Self.at(0))
        while now < 3600 {
            now += 0.05
            for action in point.next(at: Self.at(now), wall: Self.wall) {
                requests += 1
                switch action {
                case .pull(let lease): point.pulled(lease, 0, Self.subscription(nil), at: Self.at(now))
                case .renew(let lease, _): point.renewed(lease, Self.subscription(3600 * 24), at: Self.at(now))
                default: Issue.record("\(action)")
                }
            }
        }
        #expect(requests < 3700)
    }

    @Test("renewal comes at 80 % of the time, beside a pull that waits")
    func renews() throws {
        var (point, lease) = try Self.live()
        #expect(point.deadline == Self.at(480))
        #expect(point.next(at: Self.at(480), wall: Self.wall) == [.renew(lease, .seconds(600))])
        #expect(point.next(at: Self.at(481), wall: Self.wall).isEmpty)
        point.renewed(lease, Self.subscription(600, from: 480), at: Self.at(481))
        #expect(point.deadline == Self.at(481 + 480))
    }

    @Test("answers to pulls that move the end are renewals; those that repeat it are none")
    func movedByPulls() throws {
        var (point, lease) = try Self.live()
        point.pulled(lease, 0, Self.subscription(600, from: 60), at: Self.at(60))
        #expect(point.next(at: Self.at(60), wall: Self.wall) == [.pull(lease)])
        #expect(point.deadline == Self.at(60 + 480))
        var same = Self.subscription(600, from: 60)
        same.current = WallTime(nanoseconds: Self.wall.nanoseconds + 120_000_000_000)
        point.pulled(lease, 0, same, at: Self.at(120))
        _ = point.next(at: Self.at(120), wall: Self.wall)
        #expect(point.deadline == Self.at(60 + 480))
    }

    @Test("firmware that gives less than half is asked for an absolute time by its own clock, at once and from then on")
    func broken() throws {
        var point = PullPoint()
        point.clockOffset = .seconds(3600)
        _ = point.allow(true, at: Self.at(0))
        _ = point.next(at: Self.at(0), wall: Self.wall)
        _ = point.created(Self.subscription(60), at: Self.at(0))
        let until = SOAPRequest.Lifetime.until(WallTime(nanoseconds: Self.wall.nanoseconds + 4200 * 1_000_000_000))
        let actions = point.next(at: Self.at(0), wall: Self.wall)
        #expect(actions.count == 2)
        guard case .renew(let lease, let lifetime)? = actions.last else { throw Unexpected() }
        #expect(lifetime == until)
        // It keeps to a minute all the same: then that is how long it lasts.
        point.renewed(lease, Self.subscription(60), at: Self.at(1))
        point.synchronized(lease, .refused)
        #expect(point.next(at: Self.at(1), wall: Self.wall) == [.pull(lease)])
        #expect(point.deadline == Self.at(49))
    }

    @Test(
        "ends that are missing, over already or a month away",
        arguments: [(nil, 48), (-5, 48), (2_592_000, 23_040)] as [(Int?, Double)]
    )
    func impossible(_ seconds: Int?, _ renewal: Double) throws {
        let (point, _) = try Self.live(seconds)
        #expect(point.deadline == Self.at(renewal))
    }

    @Test("a fault to a pull makes another subscription, slower each time while none brings an answer")
    func lost() throws {
        var generator = SeededGenerator(seed: 1)
        var (point, lease) = try Self.live()
        var now = 0.0
        var waits: [Double] = []
        for _ in 0..<8 {
            point.pullFailed(lease, .lost, at: Self.at(now), using: &generator)
            let next = try #require(point.deadline)
            waits.append(next.since(Self.at(now)).inSeconds)
            now += waits.last ?? 0
            // One that never worked may be there all the same.
            let actions: [PullPoint.Action] = [.unsubscribe(lease.subscription), .create(.seconds(600))]
            #expect(point.next(at: Self.at(now + 0.001), wall: Self.wall) == actions)
            point.unsubscribed(lease.subscription, .lost)
            #expect(point.created(Self.subscription(600), at: Self.at(now)).isEmpty)
            guard case .synchronize(let fresh)? = point.next(at: Self.at(now), wall: Self.wall).first else {
                throw Unexpected()
            }
            point.synchronized(fresh, nil)
            #expect(point.next(at: Self.at(now), wall: Self.wall) == [.pull(fresh)])
            // What is answered of the old one is of no interest any more.
            point.pulled(lease, 1, Self.subscription(nil), at: Self.at(now))
            #expect(!point.isLive)
            lease = fresh
        }
        #expect(waits[0] == 1 && waits[7] > 40 && waits[7] <= 72)
        point.pulled(lease, 0, Self.subscription(nil), at: Self.at(now))
        _ = point.next(at: Self.at(now + 5), wall: Self.wall)
        point.pullFailed(lease, .lost, at: Self.at(now + 6), using: &generator)
        #expect(point.deadline == Self.at(now + 7))
        // Nothing is unsubscribed that is lost.
        #expect(point.next(at: Self.at(now + 7), wall: Self.wall) == [.create(.seconds(600))])
    }

    @Test("answers to pulls whose end makes no sense are no renewals, also where it moves")
    func movingNonsense() throws {
        var (point, lease) = try Self.live()
        var past = Self.subscription(-3600, from: 60)
        point.pulled(lease, 0, past, at: Self.at(60))
        past.termination = past.current.map { WallTime(nanoseconds: $0.nanoseconds - 1_000_000_000) }
        _ = point.next(at: Self.at(60), wall: Self.wall)
        point.pulled(lease, 0, past, at: Self.at(120))
        _ = point.next(at: Self.at(120), wall: Self.wall)
        #expect(point.deadline == Self.at(480))
    }

    @Test("no answer to a pull loses nothing until the end has passed")
    func silent() throws {
        var generator = SeededGenerator(seed: 1)
        var (point, lease) = try Self.live()
        point.pullFailed(lease, .silent, at: Self.at(80), using: &generator)
        #expect(point.deadline == Self.at(81))
        #expect(point.next(at: Self.at(81), wall: Self.wall) == [.pull(lease)])
        #expect(point.next(at: Self.at(480), wall: Self.wall) == [.renew(lease, .seconds(600))])
        point.renewalFailed(lease, .silent, at: Self.at(481))
        #expect(point.deadline == Self.at(486))
        #expect(point.next(at: Self.at(620), wall: Self.wall) == [.create(.seconds(600))])
    }

    @Test("what cannot be renewed is not asked to be again")
    func cannotRenew() throws {
        var (point, lease) = try Self.live()
        _ = point.next(at: Self.at(480), wall: Self.wall)
        point.renewalFailed(lease, .unsupported, at: Self.at(481))
        #expect(point.deadline == Self.at(620))
        #expect(point.next(at: Self.at(500), wall: Self.wall).isEmpty)
    }

    @Test("a renewal that is refused makes another subscription within a minute, and no storm")
    func refusedRenewal() throws {
        var (point, lease) = try Self.live()
        _ = point.next(at: Self.at(480), wall: Self.wall)
        point.renewalFailed(lease, .refused, at: Self.at(481))
        #expect(point.next(at: Self.at(482), wall: Self.wall).isEmpty)
        // The device may have it for a while yet.
        let actions: [PullPoint.Action] = [.unsubscribe(lease.subscription), .create(.seconds(600))]
        #expect(point.next(at: Self.at(541), wall: Self.wall) == actions)
    }

    @Test("what may be alive at the device is unsubscribed before the next is made, until the device has heard it")
    func abandoned() throws {
        var generator = SeededGenerator(seed: 1)
        var (point, lease) = try Self.live()
        point.pullFailed(lease, .refused, at: Self.at(1), using: &generator)
        let actions: [PullPoint.Action] = [.unsubscribe(lease.subscription), .create(.seconds(600))]
        #expect(point.next(at: Self.at(2), wall: Self.wall) == actions)
        point.unsubscribed(lease.subscription, .unclear)
        point.creationFailed(.unclear, at: Self.at(2), using: &generator)
        #expect(point.next(at: Self.at(5), wall: Self.wall) == actions)
        // It hears us again when the next is made.
        point.unsubscribed(lease.subscription, .silent)
        #expect(point.created(Self.subscription(600), at: Self.at(6)) == [.unsubscribe(lease.subscription)])
    }

    @Test("what the device has heard to be unsubscribed is not said again")
    func unsubscribed() throws {
        var generator = SeededGenerator(seed: 1)
        var (point, lease) = try Self.live()
        point.pullFailed(lease, .refused, at: Self.at(1), using: &generator)
        _ = point.next(at: Self.at(2), wall: Self.wall)
        point.unsubscribed(lease.subscription, .refused)
        point.creationFailed(.refused, at: Self.at(5), using: &generator)
        #expect(point.next(at: Self.at(15), wall: Self.wall) == [.create(.seconds(600))])
        #expect(point.created(Self.subscription(600), at: Self.at(16)).isEmpty)
    }

    @Test("an answer that says nothing of the subscription loses it only after three more of the kind")
    func unclear() throws {
        var generator = SeededGenerator(seed: 1)
        var (point, lease) = try Self.live()
        for _ in 1...3 {
            point.pullFailed(lease, .unclear, at: Self.at(10), using: &generator)
            let next = try #require(point.deadline)
            #expect(point.next(at: next, wall: Self.wall) == [.pull(lease)])
        }
        point.pullFailed(lease, .unclear, at: Self.at(20), using: &generator)
        let actions: [PullPoint.Action] = [.unsubscribe(lease.subscription), .create(.seconds(600))]
        #expect(point.next(at: Self.at(21), wall: Self.wall) == actions)
    }

    @Test("a device that has no pull-points is asked for one each ten minutes, once that is believed")
    func unsupported() throws {
        var generator = SeededGenerator(seed: 3)
        var point = PullPoint()
        _ = point.allow(true, at: Self.at(0))
        var (now, tries) = (Self.at(0), 0)
        while now < Self.at(3600) {
            #expect(point.next(at: now, wall: Self.wall).count == 1)
            point.creationFailed(.unsupported, at: now, using: &generator)
            now = try #require(point.deadline)
            tries += 1
        }
        #expect(9...16 ~= tries)
    }

    @Test("leaving takes one Unsubscribe, and none of what is lost or not made yet")
    func leaves() throws {
        var generator = SeededGenerator(seed: 1)
        var (point, lease) = try Self.live()
        #expect(point.allow(false, at: Self.at(1)) == [.unsubscribe(lease.subscription)])
        #expect(point.allow(false, at: Self.at(1)).isEmpty)
        (point, lease) = try Self.live()
        point.pullFailed(lease, .silent, at: Self.at(1), using: &generator)
        #expect(point.allow(false, at: Self.at(2)).isEmpty)
        _ = point.allow(true, at: Self.at(3))
        _ = point.next(at: Self.at(3), wall: Self.wall)
        #expect(point.allow(false, at: Self.at(4)).isEmpty)
        // The device made it while we left.
        let late = Self.subscription(600)
        #expect(point.created(late, at: Self.at(5)) == [.unsubscribe(late)])
    }

    @Test("a device that cannot make one is asked again after 1, 2, 4 … 60 s")
    func cannotCreate() throws {
        var generator = SeededGenerator(seed: 3)
        var point = PullPoint()
        _ = point.allow(true, at: Self.at(0))
        var (now, tries) = (Self.at(0), 0)
        while now < Self.at(3600) {
            #expect(point.next(at: now, wall: Self.wall).count == 1)
            point.creationFailed(at: now, using: &generator)
            now = try #require(point.deadline)
            tries += 1
        }
        #expect(60...90 ~= tries)
    }
}
