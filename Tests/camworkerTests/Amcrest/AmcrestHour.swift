import Shared
import TestSupport
import Testing

@testable import camworker

/// An hour of a camera's life, made up from a seed: events, and everything that happens to connections.
struct AmcrestHour {
    private static let length: Duration = .seconds(3600)
    /// After the last trouble, and after an end that was not told, what is shown is right again within this.
    ///
    /// A camera that was away is looked for each minute, its events are tried each half, and what is on is asked about each.
    private static let bound: Duration = .seconds(60 + 30 + 60)
    private static let heartbeat: Duration = .seconds(5)
    /// The codes that begin and end, by the sensor that shows them.
    private static let codes = [
        "VideoMotion": "motion_detected", "AudioMutation": "audio_detected", "CrossLineDetection": "crossline_detected",
    ]

    /// What happens beside events.
    private enum Trouble: CaseIterable {
        /// The connection for events ends between two events.
        case end
        case reset
        /// … within one.
        case cut
        /// All connections end.
        case drop
        /// Nothing comes any more and nothing ends: what the camera tells goes nowhere.
        case halfDead
        case away
        /// The camera forgets to say that something ended.
        case lostStop
        /// Listening is refused in other words than 401.
        case deaf
        /// Commands fail.
        case mute
    }

    let seed: UInt64
    let timed: TimedAmcrest
    private var generator: SeededGenerator
    /// What the camera has told while we were attached.
    private(set) var told: [AmcrestEvent] = []
    private(set) var troubles = 0
    private(set) var calmChecks = 0
    private var isHalfDead = false
    private var heals: MonotonicTime?
    private var nextBeat: MonotonicTime
    private var nextTrouble: MonotonicTime
    /// Since when there was neither trouble nor anything untold.
    private var calmSince: MonotonicTime

    init(seed: UInt64) throws {
        self.seed = seed
        self.generator = SeededGenerator(seed: seed)
        self.timed = try TimedAmcrest(try TimedAmcrest.camera()) {
            $0.binarySensors = [.motionDetected, .audioDetected, .crosslineDetected, .online]
        }
        let now = self.timed.clock.now
        (self.nextBeat, self.calmSince) = (now, now)
        self.nextTrouble = now + .seconds(30)
    }

    private var now: MonotonicTime { self.timed.clock.now }
    private var isHeard: Bool { self.timed.source.events.isAttached && !self.isHalfDead }
    private var camera: AmcrestCamera { self.timed.camera }

    mutating func run() async throws {
        try await self.timed.attach()
        let end = self.now + Self.length
        while self.now < end {
            try await self.live(.seconds(Int.random(in: 1...25, using: &self.generator)))
            if self.now >= self.nextTrouble, self.now + .seconds(240) < end {
                try await self.trouble()
            } else {
                try await self.event()
            }
        }
        try await self.heal()
        try await self.live(Self.bound + .seconds(10))
    }

    /// Time passes, with the camera's heartbeats.
    private mutating func live(_ time: Duration) async throws {
        let end = self.now + time
        while self.now < end {
            if let heals, self.now >= heals { try await self.heal() }
            if self.nextBeat <= self.now {
                if self.isHeard { try await self.timed.beat() }
                self.nextBeat = self.now + Self.heartbeat
            }
            let next = [end, self.nextBeat, self.heals ?? end].min() ?? end
            try await self.timed.pass(max(next.since(self.now), .milliseconds(1)))
            // The silence was noticed: a new connection is alive.
            if self.isHalfDead, !self.timed.source.events.isAttached { self.isHalfDead = false }
            self.check()
        }
    }

    // MARK: Events

    private mutating func event() async throws {
        var events: [AmcrestEvent] = []
        for _ in 0..<Int.random(in: 1...3, using: &self.generator) {
            events.append(self.nextEvent(after: events))
        }
        guard self.isHeard else {
            for event in events { self.note(event) }
            self.calmSince = self.now
            return
        }
        try await self.timed.tell(
            events,
            inOnePart: Bool.random(using: &self.generator),
            piece: Bool.random(using: &self.generator) ? .max : Int.random(in: 1...40, using: &self.generator)
        )
        self.told += events
        for (code, sensor) in Self.codes where events.contains(where: { $0.code == code }) {
            #expect(self.timed.ears.isOn(sensor) == self.goesOn(code), "seed \(self.seed): \(events)")
        }
    }

    private mutating func nextEvent(after events: [AmcrestEvent]) -> AmcrestEvent {
        guard let code = Self.codes.keys.sorted().randomElement(using: &self.generator),
            Int.random(in: 1...5, using: &self.generator) > 1
        else { return .pulse("NewFile", data: "{ \"Number\" : \(self.told.count) }") }
        let last = events.last { $0.code == code && $0.action != "Pulse" }
        let isOn = last.map { $0.action == "Start" } ?? self.goesOn(code)
        if isOn, Int.random(in: 1...4, using: &self.generator) == 1 { return .pulse(code) }
        return isOn ? .stop(code, data: AmcrestEvent.motionData) : .start(code, data: AmcrestEvent.motionData)
    }

    private func goesOn(_ code: String) -> Bool { self.camera.state.active[code]?.isEmpty == false }

    /// It happens, and nobody is told.
    private func note(_ event: AmcrestEvent) {
        guard ["Start", "Stop"].contains(event.action) else { return }
        self.camera.update { $0.active[event.code] = event.action == "Start" ? [event.index] : [] }
    }

    // MARK: Troubles

    private mutating func trouble() async throws {
        guard self.isHeard, self.heals == nil, let trouble = Trouble.allCases.randomElement(using: &self.generator)
        else {
            return
        }
        self.troubles += 1
        self.nextTrouble = self.now + .seconds(Int.random(in: 20...420, using: &self.generator))
        let time = Duration.seconds(Int.random(in: 3...150, using: &self.generator))
        switch trouble {
        case .end: try await self.timed.lose { self.camera.endEvents() }
        case .reset: try await self.timed.lose { self.camera.endEvents(reset: true) }
        case .cut:
            // Within the head of its part: nothing of it may be told.
            let event = self.nextEvent(after: [])
            let cut = Int.random(in: 0...40, using: &self.generator)
            try await self.timed.lose { self.camera.emit(event, cutAfter: cut) }
        case .drop: try await self.timed.lose { self.camera.dropConnections() }
        case .halfDead: self.isHalfDead = true
        case .away:
            try await self.timed.lose { self.camera.goAway() }
            self.heals = self.now + time
        case .lostStop: self.camera.update { $0.active = [:] }
        case .deaf:
            self.camera.trouble("eventManager.cgi?action=attach", .status(404))
            try await self.timed.lose { self.camera.endEvents() }
            self.heals = self.now + time
        case .mute:
            self.camera.trouble("configManager.cgi", .close)
            self.camera.trouble("eventManager.cgi?action=getEventIndexes", .close)
            self.heals = self.now + time
        }
        self.calmSince = self.now
    }

    private mutating func heal() async throws {
        guard self.heals != nil else { return }
        self.heals = nil
        self.camera.heal()
        if self.camera.web.isAway { try self.camera.comeBack() }
        self.calmSince = self.now
    }

    // MARK: Truth

    private mutating func check() {
        guard self.heals == nil, self.now.since(self.calmSince) >= Self.bound else { return }
        self.calmChecks += 1
        for (code, sensor) in Self.codes {
            #expect(
                self.timed.ears.isOn(sensor) == self.goesOn(code),
                "seed \(self.seed): \(sensor) \(self.now.since(self.calmSince)) after the last trouble"
            )
        }
        #expect(self.timed.ears.isOn("online") == true, "seed \(self.seed)")
        #expect(self.timed.source.events.isAttached, "seed \(self.seed)")
    }
}
