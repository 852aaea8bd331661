internal import IPC
internal import Shared

/// What a test picture has besides its picture, so that automations can be tried without a camera: a lamp, motion, a chime
/// that rings the doorbell, presets to go to.
///
/// Pure.
struct DemoEntities {
    enum Action: Equatable {
        case report([EntityStates.Change])
        case happened(CameraEvent)
        /// The answer to the call.
        case answer(CallResult)
        /// What is to be seen, or looked for, is different.
        case redraw
        case log(String)
        /// End as a worker does whose code is wrong.
        case crash
    }

    /// How often something moves when nobody has said how often.
    private static let usualInterval: Duration = .seconds(60)
    /// How long something moves at most.
    private static let longestMotion: Duration = .seconds(10)
    /// How often the count of pictures is told.
    private static let countInterval: Duration = .seconds(10)

    private(set) var look = DemoLook()
    private(set) var isDetecting: Bool
    private let interval: Duration
    private var nextMotion: MonotonicTime?
    private var motionEnd: MonotonicTime?
    private var pictures: UInt64 = 0
    private var toldPictures: UInt64?
    private var nextCount = MonotonicTime(nanoseconds: 0)

    /// - Parameter motionInterval: how often something moves; `nil` for never, until motion detection is turned on.
    init(motionInterval: Duration?) {
        self.isDetecting = motionInterval != nil
        self.interval = motionInterval ?? Self.usualInterval
    }

    /// When ``tick(at:wall:)`` has something to do; `nil` while nothing moves and nothing is drawn.
    var deadline: MonotonicTime? {
        let count = self.pictures == self.toldPictures ? nil : self.nextCount
        return [self.motionEnd ?? self.nextMotion, count].compactMap(\.self).min()
    }

    mutating func start(at now: MonotonicTime) -> [Action] {
        if self.isDetecting { self.nextMotion = now + self.interval }
        self.toldPictures = 0
        return [.report(self.states)]
    }

    mutating func drawn(at now: MonotonicTime) {
        self.pictures += 1
    }

    mutating func tick(at now: MonotonicTime, wall: WallTime) -> [Action] {
        var actions: [Action] = []
        if let end = self.motionEnd, now >= end {
            actions += self.move(false, wall: wall)
            self.motionEnd = nil
        } else if let next = self.nextMotion, now >= next, self.motionEnd == nil {
            actions += self.move(true, wall: wall)
            self.motionEnd = now + min(self.interval / 2, Self.longestMotion)
            self.nextMotion = now + self.interval
        }
        if self.pictures != self.toldPictures, now >= self.nextCount {
            self.toldPictures = self.pictures
            self.nextCount = now + Self.countInterval
            actions.append(.report([self.state(of: .pictures)]))
        }
        return actions
    }

    /// - Returns: what to do, in order; no answer for a call that is never to have one.
    mutating func call(_ call: ServiceCall, at now: MonotonicTime, wall: WallTime) -> [Action] {
        switch (call.service, call.entity.flatMap(Key.init)) {
        case ("switch.turn_on", .lamp?): return self.light(true)
        case ("switch.turn_off", .lamp?): return self.light(false)
        case ("switch.toggle", .lamp?): return self.light(!self.look.isLampOn)
        case ("button.press", .chime?):
            let ring = CameraEvent(
                kind: "ring",
                source: Key.chime.rawValue,
                time: wall,
                entity: Key.doorbell.rawValue
            )
            return [.happened(ring), .answer(.done)]
        case ("camera.enable_motion_detection", nil): return self.detect(true, at: now, wall: wall)
        case ("camera.disable_motion_detection", nil): return self.detect(false, at: now, wall: wall)
        case ("homeassistant.update_entity", let key?): return [.report([self.state(of: key)]), .answer(.done)]
        case ("demo.goto_preset", nil): return self.goto(call.parameters["preset"])
        case ("demo.fail", nil): return Self.fail(call.parameters["how"]?.text)
        default: return [.answer(.notOffered(call.service, by: "demo"))]
        }
    }

    // MARK: Services

    private mutating func light(_ isOn: Bool) -> [Action] {
        self.look.isLampOn = isOn
        return [.report([self.state(of: .lamp)]), .redraw, .answer(.done)]
    }

    private mutating func goto(_ preset: JSONValue?) -> [Action] {
        guard case .integer(let number)? = preset, DemoLook.presets.contains(number) else {
            return [.answer(CallResult(status: 400, reason: "there are presets 1 to \(DemoLook.presets.upperBound)"))]
        }
        self.look.preset = number
        return [.report([self.state(of: .preset)]), .redraw, .answer(.done)]
    }

    private mutating func detect(_ isDetecting: Bool, at now: MonotonicTime, wall: WallTime) -> [Action] {
        guard isDetecting != self.isDetecting else { return [.answer(.done)] }
        self.isDetecting = isDetecting
        self.nextMotion = isDetecting ? now + self.interval : nil
        self.motionEnd = nil
        let ending = self.look.isMoving ? self.move(false, wall: wall) : []
        return ending + [.redraw, .answer(.done)]
    }

    private mutating func move(_ isMoving: Bool, wall: WallTime) -> [Action] {
        self.look.isMoving = isMoving
        let event = CameraEvent(
            kind: "motion",
            source: "picture",
            time: wall,
            attributes: ["action": isMoving ? "start" : "stop"]
        )
        return [.report([self.state(of: .motion)]), .happened(event), .redraw]
    }

    private static func fail(_ how: String?) -> [Action] {
        switch how {
        case "never": [.log("this call of demo.fail is never answered")]
        case "crash": [.crash]
        default: [.answer(CallResult(status: 502, reason: "it refuses, as it was asked to"))]
        }
    }
}

extension DemoEntities {
    /// What it declares its entities by.
    enum Key: String, CaseIterable {
        case motion, lamp, chime, doorbell, preset, pictures
    }

    static let declarations = Key.allCases.map(Self.declaration)

    private static func declaration(_ key: Key) -> EntityDeclaration {
        switch key {
        case .motion: .init(key: key.rawValue, domain: .binarySensor, name: "Motion", deviceClass: "motion")
        case .lamp: .init(key: key.rawValue, domain: .switch, name: "Lamp", icon: "mdi:lightbulb")
        case .chime: .init(key: key.rawValue, domain: .button, name: "Chime", icon: "mdi:bell-ring")
        case .doorbell:
            .init(key: key.rawValue, domain: .event, name: "Doorbell", deviceClass: "doorbell", eventTypes: ["ring"])
        case .preset: .init(key: key.rawValue, domain: .sensor, name: "Preset", icon: "mdi:target")
        case .pictures:
            .init(
                key: key.rawValue,
                domain: .sensor,
                name: "Pictures",
                unit: "pictures",
                stateClass: "total_increasing",
                category: .diagnostic,
                isEnabledByDefault: false
            )
        }
    }

    private var states: [EntityStates.Change] {
        [Key.motion, .lamp, .preset, .pictures].map(self.state)
    }

    private func state(of key: Key) -> EntityStates.Change {
        let state: String? =
            switch key {
            case .motion: Self.word(self.look.isMoving)
            case .lamp: Self.word(self.look.isLampOn)
            case .preset: self.look.preset.map { "\($0)" }
            case .pictures: "\(self.pictures)"
            case .chime, .doorbell: nil
            }
        return EntityStates.Change(key: key.rawValue, state: state)
    }

    private static func word(_ isOn: Bool) -> String { isOn ? "on" : "off" }
}
