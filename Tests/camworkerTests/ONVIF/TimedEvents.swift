import IPC
import Shared
import TestSupport

@testable import camworker

/// A device's events by a clock of the test's: the device, the way to it, and what is told of it.
final class TimedEvents {
    static let webhook = "http://198.51.100.1:8124/api/webhook/secret"

    let clock: ManualClock
    let device: UnpluggedDevice
    let client: ScriptedAsking
    let feed: ONVIFEventFeed
    /// The states of entities, by key.
    private(set) var states: [String: EntityStates.Change] = [:]
    /// All of them, in order.
    private(set) var changes: [EntityStates.Change] = []
    private(set) var events: [CameraEvent] = []
    private(set) var declarations = 0
    private(set) var problems: [String?] = []

    /// What waits does not come to its end.
    struct Stuck: Error {}

    /// More turns of the loop than an hour has; what spins never ends else.
    private static let mostTurns = 100_000

    /// The same, with a device that was connected to three seconds ago.
    static func connected(
        _ mode: ONVIFEventsMode = .automatic,
        hasWebhook: Bool = false,
        _ prepare: (inout ScriptedDeviceState) -> Void = { _ in }
    ) throws -> TimedEvents {
        let timed = TimedEvents(mode, hasWebhook: hasWebhook, prepare)
        try timed.connect()
        try timed.pass(.seconds(3))
        return timed
    }

    init(
        _ mode: ONVIFEventsMode = .automatic,
        model: ONVIFModel = .camera,
        offset: Double = 0,
        hasWebhook: Bool = false,
        seed: UInt64 = 1,
        _ prepare: (inout ScriptedDeviceState) -> Void = { _ in }
    ) {
        let clock = ManualClock()
        let wallClock = { TimedEvents.wall(at: clock.now) }
        let device = UnpluggedDevice(model, offset: offset, wallClock: wallClock, prepare)
        let webhook = ONVIFWebhook(url: Secret(Self.webhook), id: Secret("secret"))
        self.clock = clock
        self.device = device
        self.client = ScriptedAsking(device, clock: clock)
        self.feed = ONVIFEventFeed(
            mode,
            webhook: hasWebhook ? webhook : nil,
            name: "a device",
            client: self.client,
            clock: { clock.now },
            wallClock: wallClock,
            generator: SeededGenerator(seed: seed)
        )
        self.feed.reported = { [unowned self] changes in
            self.changes += changes
            for change in changes { self.states[change.key] = change }
        }
        self.feed.happened = { [unowned self] in self.events.append($0) }
        self.feed.declared = { [unowned self] in self.declarations += 1 }
        self.feed.problemChanged = { [unowned self] in self.problems.append(self.feed.problem) }
    }

    /// 2026-11-22, and as far on as the clock has gone.
    static func wall(at now: MonotonicTime) -> WallTime {
        WallTime(nanoseconds: 1_795_309_323_000_000_000 + now.nanoseconds)
    }

    /// Services of every kind of device at one address.
    static func places(host: String = "192.0.2.1") throws -> ONVIFPlaces {
        let device = try CameraURL("http://\(host):8000/onvif/device_service")
        return ONVIFPlaces(services: try Self.services(), addresses: ServiceAddress(device: device))
    }

    static func services(_ extra: String = "") throws -> ServiceTable {
        let list = [ONVIFService.media, .events, .ptz, .imaging].map { service in
            """
            <Service><Namespace>\(service.namespace)</Namespace>\
            <XAddr>http://192.0.2.1:8000/onvif/\(service.rawValue)_service</XAddr></Service>
            """
        }
        let device = "<Service><Namespace>\(ONVIFService.device.namespace)</Namespace>\(extra)</Service>"
        return ServiceTable(
            services: try XMLDocument(Array("<r>\(list.joined())\(device)</r>".utf8)).root
        )
    }

    /// The device is known from now on.
    func connect(offset: Duration = .zero) throws {
        self.feed.connected(try Self.places(), clockOffset: offset, at: self.clock.now)
    }

    func isOn(_ key: String) -> Bool? {
        guard let change = self.states[key], change.isAvailable else { return nil }
        return change.state.map { $0 == "on" }
    }

    /// The key of motion in the cells of a source.
    static func motion(_ source: String = "VideoSource_0") -> String {
        "RuleEngine/CellMotionDetector/Motion_Conf_\(source)_Analytics_0_MyMotionDetectorRule"
    }

    // MARK: Time

    /// Lets time pass, with everything that is due meanwhile.
    func pass(_ time: Duration) throws {
        let end = self.clock.now + time
        var turns = 0
        while let next = self.deadline, next <= end {
            turns += 1
            guard turns < Self.mostTurns else { throw Stuck() }
            if next > self.clock.now { self.clock.set(to: next) }
            self.turn()
        }
        self.clock.set(to: end)
    }

    private var deadline: MonotonicTime? {
        [self.feed.deadline, self.client.deadline].compactMap(\.self).min()
    }

    private func turn() {
        let now = self.clock.now
        self.client.tick()
        self.deliver()
        if let deadline = self.feed.deadline, now >= deadline { self.feed.tick(at: now) }
    }

    /// The device tells something.
    func emit(_ notifications: ScriptedNotification...) throws { try self.emit(notifications) }

    func emit(_ notifications: [ScriptedNotification]) throws {
        self.device.emit(notifications)
        self.client.wake()
        self.deliver()
        try self.pass(.milliseconds(250))
    }

    /// Posts come as long as the way is open, as they are.
    var takesPosts = true

    private func deliver() {
        for post in self.device.takePosts() where post.consumer == Self.webhook {
            if self.takesPosts, self.client.way == .open { self.feed.notified(post.body, at: self.clock.now) }
        }
    }
}
