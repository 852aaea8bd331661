import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("PushSubscription")
struct PushSubscriptionTests {
    private static let wall = WallTime(nanoseconds: 1_795_309_323_000_000_000)

    private static func at(_ seconds: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: UInt64((seconds + 1000) * 1e9))
    }

    private static func subscription(_ seconds: UInt64 = 600) -> EventSubscription {
        var subscription = EventSubscription(XMLElement(name: "r"))
        subscription.current = Self.wall
        subscription.termination = WallTime(nanoseconds: Self.wall.nanoseconds + seconds * 1_000_000_000)
        return subscription
    }

    private static func live() -> PushSubscription {
        var push = PushSubscription()
        #expect(push.allow(true, at: Self.at(0)).isEmpty)
        #expect(push.next(at: Self.at(0), wall: Self.wall) == [.subscribe(.seconds(600))])
        #expect(push.subscribed(Self.subscription(), at: Self.at(0)) == [.synchronize(Self.subscription())])
        return push
    }

    @Test("it is proven by the first notification, and renewed each 55 s: a device that started anew says nothing else")
    func proven() {
        // In place of the question whether it is there.
        #expect(PushSubscription.verification < SessionAgenda.liveness)
        var push = Self.live()
        #expect(!push.isProven)
        push.heard(at: Self.at(1))
        #expect(push.isProven && push.deadline == Self.at(55))
        #expect(push.next(at: Self.at(55), wall: Self.wall) == [.renew(Self.subscription(), .seconds(600))])
        push.renewed(Self.subscription(60), at: Self.at(56))
        #expect(push.deadline == Self.at(56 + 48), "80 % of what lasts less")
    }

    @Test("a device that was away for a moment is asked at once whether it knows it, but not again within 5 s")
    func verified() {
        var push = Self.live()
        push.heard(at: Self.at(1))
        push.verify(at: Self.at(4))
        #expect(push.deadline == Self.at(55))
        push.verify(at: Self.at(20))
        #expect(push.next(at: Self.at(20), wall: Self.wall) == [.renew(Self.subscription(), .seconds(600))])
        push.verify(at: Self.at(21))
        #expect(push.next(at: Self.at(21), wall: Self.wall) == [])
        #expect(push.renewalFailed(.unsupported, at: Self.at(22)) == [])
        push.verify(at: Self.at(30))
        let next: [PushSubscription.Action] = [.unsubscribe(Self.subscription()), .subscribe(.seconds(600))]
        #expect(push.next(at: Self.at(30), wall: Self.wall) == next, "one that knows no renewal has to make another")
    }

    @Test("a device whose renewals find nothing that they should is asked at 80 % alone, until one succeeds")
    func vain() {
        var push = Self.live()
        for start in [0.0, 60] {
            #expect(push.deadline == Self.at(start + 30), "nothing has come yet")
            push.heard(at: Self.at(start + 1))
            _ = push.next(at: Self.at(start + 55), wall: Self.wall)
            #expect(push.renewalFailed(.lost, at: Self.at(start + 55)) == [])
            #expect(push.next(at: Self.at(start + 60), wall: Self.wall) == [.subscribe(.seconds(600))])
            _ = push.subscribed(Self.subscription(), at: Self.at(start + 60))
        }
        push.heard(at: Self.at(121))
        #expect(push.deadline == Self.at(120 + 480))
        _ = push.next(at: Self.at(600), wall: Self.wall)
        push.renewed(Self.subscription(), at: Self.at(600))
        #expect(push.deadline == Self.at(655))
    }

    @Test("a renewal that is not let in is tried twice, and then each 55 s until it is time")
    func unclear() throws {
        var push = Self.live()
        var tries: [Double] = []
        push.heard(at: Self.at(1))
        while let due = push.deadline, due < Self.at(500) {
            tries.append(due.since(Self.at(0)).inSeconds)
            push.heard(at: due)
            _ = push.next(at: due, wall: Self.wall)
            #expect(push.renewalFailed(.unclear, at: due) == [])
        }
        #expect(tries.prefix(4) == [55, 60, 115, 170] && tries.suffix(3) == [485, 490, 495], "\(tries)")
    }

    @Test("a silent device is asked to tell everything, and is deaf to us when it does not twice")
    func watchdog() {
        var push = Self.live()
        push.heard(at: Self.at(1))
        _ = push.next(at: Self.at(480), wall: Self.wall)
        push.renewed(Self.subscription(), at: Self.at(600))
        #expect(push.next(at: Self.at(601), wall: Self.wall) == [.synchronize(Self.subscription())])
        #expect(push.deadline == Self.at(631))
        let replaced: [PushSubscription.Action] = [.unsubscribe(Self.subscription()), .subscribe(.seconds(600))]
        #expect(push.next(at: Self.at(631), wall: Self.wall) == replaced)
        #expect(!push.isProven && !push.isDeaf)
        _ = push.subscribed(Self.subscription(), at: Self.at(632))
        #expect(push.next(at: Self.at(662), wall: Self.wall) == [.unsubscribe(Self.subscription())])
        #expect(push.isDeaf && push.deadline == Self.at(662 + 600))
        push.heard(at: Self.at(700))
        #expect(!push.isDeaf && push.isProven)
    }

    @Test("a lost subscription, a refused renewal and an end that has passed make another, and leave none behind")
    func lost() {
        for (failure, given) in [
            (PullPoint.Failure.lost, []), (.refused, [PushSubscription.Action.unsubscribe(Self.subscription())]),
        ] {
            var push = Self.live()
            push.heard(at: Self.at(1))
            _ = push.next(at: Self.at(480), wall: Self.wall)
            #expect(push.renewalFailed(failure, at: Self.at(481)) == given)
            #expect(push.next(at: Self.at(485), wall: Self.wall) == [])
            #expect(push.next(at: Self.at(486), wall: Self.wall) == [.subscribe(.seconds(600))])
        }
        var push = Self.live()
        push.heard(at: Self.at(1))
        _ = push.next(at: Self.at(480), wall: Self.wall)
        push.renewed(Self.subscription(), at: Self.at(486))
        push.heard(at: Self.at(1080))
        _ = push.next(at: Self.at(1081), wall: Self.wall)
        #expect(push.renewalFailed(.silent, at: Self.at(1082)) == [])
        #expect(push.deadline == Self.at(1087))
        #expect(push.next(at: Self.at(1106), wall: Self.wall) == [.subscribe(.seconds(600))])
    }

    @Test("a device without renewals is asked for one once, and has one subscription after the other")
    func unrenewable() {
        var push = Self.live()
        push.heard(at: Self.at(1))
        _ = push.next(at: Self.at(480), wall: Self.wall)
        #expect(push.renewalFailed(.unsupported, at: Self.at(481)) == [])
        push.heard(at: Self.at(599))
        #expect(push.deadline == Self.at(600))
        let next: [PushSubscription.Action] = [.unsubscribe(Self.subscription()), .subscribe(.seconds(600))]
        #expect(push.next(at: Self.at(600), wall: Self.wall) == next)
        _ = push.subscribed(Self.subscription(), at: Self.at(601))
        push.heard(at: Self.at(1200))
        #expect(push.deadline == Self.at(1201))
    }

    @Test("leaving takes one Unsubscribe, also of what was made meanwhile")
    func leaves() {
        var push = Self.live()
        #expect(push.allow(false, at: Self.at(1)) == [.unsubscribe(Self.subscription())])
        #expect(push.allow(false, at: Self.at(1)).isEmpty)
        #expect(push.subscribed(Self.subscription(), at: Self.at(2)) == [.unsubscribe(Self.subscription())])
    }

    @Test("devices that cannot are asked again after 1, 2, 4 … 60 s")
    func cannot() throws {
        var generator = SeededGenerator(seed: 5)
        var push = PushSubscription()
        _ = push.allow(true, at: Self.at(0))
        var (now, tries) = (Self.at(0), 0)
        while now < Self.at(3600) {
            #expect(push.next(at: now, wall: Self.wall).count == 1)
            push.subscriptionFailed(at: now, using: &generator)
            now = try #require(push.deadline)
            tries += 1
        }
        #expect(60...90 ~= tries)
    }

    @Test("the way is the pull-point, and the post where that fails and the post is proven")
    func channel() throws {
        var generator = SeededGenerator(seed: 1)
        var pull = PullPoint()
        var push = PushSubscription()
        func wish(_ channel: ONVIFEventsMode, canPush: Bool = true) -> ONVIFEventsMode.Wish {
            channel.wish(pull: pull, push: push, canPush: canPush)
        }
        #expect(wish(.automatic) == .init(pulls: true, pushes: false))
        #expect(wish(.off) == .init(pulls: false, pushes: false))
        #expect(wish(.webhook, canPush: false) == .init(pulls: false, pushes: false))
        _ = pull.allow(true, at: Self.at(0))
        for _ in 0..<5 {
            let now = try #require(pull.deadline)
            _ = pull.next(at: now, wall: Self.wall)
            pull.creationFailed(at: now, using: &generator)
        }
        #expect(wish(.automatic) == .init(pulls: true, pushes: true))
        #expect(wish(.automatic, canPush: false) == .init(pulls: true, pushes: false))
        #expect(wish(.pullPoint) == .init(pulls: true, pushes: false))
        push.heard(at: Self.at(1))
        #expect(wish(.automatic) == .init(pulls: false, pushes: true))
    }
}
