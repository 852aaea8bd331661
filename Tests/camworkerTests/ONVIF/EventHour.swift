import Shared
import TestSupport
import Testing

@testable import camworker

/// An hour of a device that tells, forgets, goes away and comes back, by a seed.
struct EventHour {
    private static let length: Duration = .seconds(3600)
    /// From the last trouble until all that is shown is true: what is on is asked about after five minutes.
    private static let bound: Duration = .seconds(6 * 60 + 20)

    private enum Trouble: CaseIterable {
        /// The device forgets all subscriptions.
        case forgets
        case reboots
        /// Nothing comes any more and nothing ends.
        case silent
        /// 400, or another status, to everything.
        case sulks
        /// The answer to the next subscription is lost.
        case lostAnswer
        /// It does not say that something ended.
        case lostOff
        case flood
        /// It cannot be renewed for a while.
        case noRenewal
    }

    let seed: UInt64
    let timed: TimedEvents
    private var generator: SeededGenerator
    private(set) var troubles = 0
    private(set) var calmChecks = 0
    private(set) var flips = 0
    private var heals: MonotonicTime?
    private var nextTrouble: MonotonicTime
    private var calmSince: MonotonicTime
    private var lostAnswers = 0

    init(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let terminations: [ONVIFEventHabits.Termination] = [.asAsked, .missing, .past, .fixed(60)]
        let addresses: [ScriptedAddress] = [.right, .relative, .portTwice]
        let termination = terminations[Int.random(in: 0..<terminations.count, using: &generator)]
        let address = addresses[Int.random(in: 0..<addresses.count, using: &generator)]
        let (refers, tells) = (Bool.random(using: &generator), Bool.random(using: &generator))
        let offset = Double(Int.random(in: -20_000...20_000, using: &generator))
        self.timed = TimedEvents(.pullPoint, offset: offset, seed: seed) {
            $0.events.termination = termination
            $0.events.address = address
            $0.events.usesReferenceParameters = refers
            $0.events.tellsPropertiesAtStart = tells
            $0.events.maximumSubscriptions = 2
        }
        self.seed = seed
        self.generator = generator
        let now = self.timed.clock.now
        (self.nextTrouble, self.calmSince) = (now + .seconds(60), now)
        try self.timed.connect(offset: .seconds(offset))
    }

    private var now: MonotonicTime { self.timed.clock.now }
    private var device: UnpluggedDevice { self.timed.device }

    mutating func run() async throws {
        let end = self.now + Self.length
        while self.now < end {
            try await self.live(.seconds(Int.random(in: 1...40, using: &self.generator)))
            if self.now >= self.nextTrouble, self.heals == nil { self.trouble() } else { try self.flip() }
        }
        self.heal()
        try await self.live(Self.bound + .seconds(20))
        self.timed.feed.farewell(at: self.now)
        try self.timed.pass(.seconds(30))
        // Of one whose making was not heard of nobody knows.
        #expect(self.device.subscriptions <= self.lostAnswers, "seed \(self.seed): nothing is left behind")
        #expect(self.device.operations.last == "Unsubscribe", "seed \(self.seed)")
    }

    private mutating func live(_ time: Duration) async throws {
        let end = self.now + time
        while self.now < end {
            if let heals, self.now >= heals { self.heal() }
            try self.timed.pass(min(max(end.since(self.now), .milliseconds(1)), .seconds(5)))
            self.check()
            // Others, whose time is real, have theirs as well.
            await Task.yield()
        }
    }

    /// Motion begins or ends somewhere.
    private mutating func flip() throws {
        let source = "VideoSource_\(Int.random(in: 0..<3, using: &self.generator))"
        self.flips += 1
        let isOn = !self.isTrue(source)
        try self.timed.emit(.motion(isOn, source: source))
        guard self.heals == nil, self.timed.feed.isAlive, self.timed.client.way == .open else {
            self.calmSince = self.now
            return
        }
    }

    private func isTrue(_ source: String) -> Bool {
        self.device.state.properties.values.contains { notification in
            notification.source.contains { $0.value == "Conf_\(source)" } && notification.data.first?.value == "true"
        }
    }

    private mutating func trouble() {
        self.troubles += 1
        self.nextTrouble = self.now + .seconds(Int.random(in: 60...700, using: &self.generator))
        let time = Duration.seconds(Int.random(in: 3...150, using: &self.generator))
        switch Trouble.allCases.randomElement(using: &self.generator) ?? .forgets {
        case .forgets:
            self.device.loseSubscriptions()
            self.timed.client.wake()
        case .reboots:
            self.device.loseSubscriptions()
            self.timed.client.way = .closed
            self.heals = self.now + time
        case .silent:
            self.timed.client.way = .silent
            self.heals = self.now + time
        case .sulks:
            self.timed.client.way = .status([400, 500, 503].randomElement(using: &self.generator) ?? 400)
            self.heals = self.now + time
        case .lostAnswer:
            self.lostAnswers += 1
            self.timed.client.lostAnswers["CreatePullPointSubscription"] = 1
            self.device.loseSubscriptions()
            self.timed.client.wake()
        case .lostOff: self.device.state.properties = [:]
        case .flood: self.device.emit((0..<500).map { _ in .motion(true) })
        case .noRenewal:
            let fault = SOAPFault(XMLElement(name: "Fault"))
            self.timed.client.faults["Renew"] = .trouble(SOAPTrouble(operation: "Renew", cause: .fault(fault)))
            self.heals = self.now + time
        }
        self.calmSince = self.now
    }

    private mutating func heal() {
        guard self.heals != nil else { return }
        self.heals = nil
        self.timed.client.way = .open
        self.timed.client.faults = [:]
        self.calmSince = self.now
    }

    private mutating func check() {
        let subscriptions = self.device.subscriptions
        #expect(subscriptions <= 1 + self.lostAnswers, "seed \(self.seed): \(subscriptions) subscriptions")
        guard self.heals == nil, self.now.since(self.calmSince) >= Self.bound else { return }
        self.calmChecks += 1
        #expect(self.timed.feed.isAlive && subscriptions >= 1, "seed \(self.seed)")
        for source in (0..<3).map({ "VideoSource_\($0)" }) {
            let shown = self.timed.isOn(TimedEvents.motion(source)) ?? false
            #expect(shown == self.isTrue(source), "seed \(self.seed): \(source)")
        }
    }
}
