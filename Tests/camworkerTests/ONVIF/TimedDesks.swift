import IPC
import Shared
import TestSupport

@testable import camworker

/// What is called on a device, by a clock of the test's.
final class TimedDesks {
    let clock: ManualClock
    let device: UnpluggedDevice
    let client: ScriptedAsking
    let ptz: PTZDesk
    let controls: ControlDesk
    var known = ConnectedDevice()
    /// By call, as they came.
    private(set) var results: [Int: [CallResult]] = [:]
    private(set) var states: [String: EntityStates.Change] = [:]
    private(set) var declarations = 0
    private(set) var presetChanges: [String] = []
    private(set) var reboots = 0
    private(set) var clocks: [DeviceClock] = []
    private var calls = 0

    struct Stuck: Error {}

    init(
        _ model: ONVIFModel = .dome,
        offset: Double = 0,
        _ prepare: (inout ScriptedDeviceState) -> Void = { _ in }
    ) {
        let clock = ManualClock()
        let wallClock = { TimedEvents.wall(at: clock.now) }
        let device = UnpluggedDevice(model, offset: offset, wallClock: wallClock, prepare)
        self.clock = clock
        self.device = device
        self.client = ScriptedAsking(device, clock: clock)
        self.ptz = PTZDesk(client: self.client, clock: { clock.now })
        self.controls = ControlDesk(client: self.client, clock: { clock.now }, wallClock: wallClock)
        self.ptz.presetsChanged = { [unowned self] in self.presetChanges.append($0) }
        self.controls.reported = { [unowned self] in for change in $0 { self.states[change.key] = change } }
        self.controls.declared = { [unowned self] in self.declarations += 1 }
        self.controls.rebooting = { [unowned self] in self.reboots += 1 }
        self.controls.clockRead = { [unowned self] in self.clocks.append($0) }
    }

    /// Asks the device what it is, as a source does, and tells the desks.
    func connect() throws {
        let address = try CameraURL("http://192.0.2.1:8000/onvif/device_service")
        var flow = ConnectFlow(addresses: ServiceAddress(device: address))
        while flow.state == .asking {
            for question in flow.next() {
                let order = ONVIFOrder(
                    request: question.request,
                    url: question.url,
                    to: question.to
                )
                var reply: ConnectFlow.Reply?
                self.client.ask(order) { reply = $0 }
                while reply == nil {
                    self.clock.advance(by: .milliseconds(20))
                    self.client.tick()
                }
                flow.answered(
                    question.step,
                    reply ?? .silence(""),
                    now: TimedEvents.wall(at: self.clock.now)
                )
            }
        }
        self.known = flow.device
        let places = ONVIFPlaces(services: flow.device.services, addresses: flow.addresses)
        self.ptz.connected(flow.device, places, at: self.clock.now)
        self.controls.connected(flow.device, places, at: self.clock.now)
    }

    func hold(_ isHeld: Bool) {
        self.ptz.hold(isHeld)
        self.controls.hold(isHeld)
    }

    // MARK: Calls

    /// Calls `onvif.ptz` on a stream.
    @discardableResult
    func move(_ parameters: [String: JSONValue], profile: Int = 0, timeout: Duration = .seconds(20)) -> Int {
        self.calls += 1
        let call = self.calls
        let until = self.clock.now + timeout
        self.ptz.call(parameters, profile: self.known.chosen[profile], until: until) { [unowned self] in
            self.results[call, default: []].append($0)
        }
        return call
    }

    @discardableResult
    func call(_ service: String, _ entity: String, timeout: Duration = .seconds(20)) -> Int {
        self.calls += 1
        let call = self.calls
        let until = self.clock.now + timeout
        let isTaken = self.controls.call(
            ServiceCall(service: service, entity: entity, timeoutMilliseconds: 20_000),
            until: until
        ) { [unowned self] in self.results[call, default: []].append($0) }
        if !isTaken { self.results[call] = [] }
        return call
    }

    /// The one answer; `nil` while there is none, and where there was more than one.
    func result(_ call: Int) -> CallResult? { self.results[call]?.count == 1 ? self.results[call]?.first : nil }

    func isOn(_ key: String) -> Bool? { self.states[key]?.state.map { $0 == "on" } }

    // MARK: Time

    func pass(_ time: Duration) throws {
        let end = self.clock.now + time
        var turns = 0
        while let next = self.deadline, next <= end {
            turns += 1
            guard turns < 100_000 else { throw Stuck() }
            if next > self.clock.now { self.clock.set(to: next) }
            self.client.tick()
            self.ptz.tick(at: self.clock.now)
            self.controls.tick(at: self.clock.now)
        }
        self.clock.set(to: end)
    }

    private var deadline: MonotonicTime? {
        [self.ptz.deadline, self.controls.deadline, self.client.deadline].compactMap(\.self).min()
    }
}
