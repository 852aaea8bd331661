internal import IPC
internal import Shared

/// The switches and buttons of a device: reads how they are, and does what is called on them, one call after the other.
final class ControlDesk {
    /// Between two questions, of one lens each: settings change by the camera's own pages, and seldom.
    static let rest: Duration = .seconds(10 * 60)
    /// Until a lens is asked again that did not answer, and how often; then not until the device is connected anew.
    private static let retry: Duration = .seconds(60)
    private static let mostTries = 3

    /// There are others than before, see ``entities``, or it is known now that there are no others.
    var declared: () -> Void = {}
    var reported: ([EntityStates.Change]) -> Void = { _ in }
    /// The device was told to start anew, and will.
    var rebooting: () -> Void = {}
    /// The device's clock, after it was set.
    var clockRead: (DeviceClock) -> Void = { _ in }

    private unowned let client: any ONVIFAsking
    private let clock: () -> MonotonicTime
    private let wallClock: () -> WallTime
    private var places: ONVIFPlaces?
    private var controls = DeviceControls()
    /// Lenses that are to be asked, the next first.
    private var unread: [String] = []
    private var isReading = false
    /// Readings that failed since the device was connected, by lens.
    private var tries: [String: Int] = [:]
    /// Readings that were refused since then, of whichever lens: each was a login.
    private var refusals = 0
    /// While it is so nothing is asked but what is called.
    private var isHeld = false
    private var turn = 0
    private var readAt: MonotonicTime?
    private var waiting: [Job] = []
    private var isBusy = false
    private var timers: [(time: MonotonicTime, then: () -> Void)] = []

    private struct Job {
        var call: ServiceCall
        var until: MonotonicTime
        var then: (CallResult) -> Void
    }

    init(
        client: any ONVIFAsking,
        clock: @escaping () -> MonotonicTime,
        wallClock: @escaping () -> WallTime
    ) {
        self.client = client
        self.clock = clock
        self.wallClock = wallClock
    }

    /// Empty before the device is known.
    var entities: [EntityDeclaration] { self.places == nil ? [] : self.controls.entities }

    /// Whether there are no others than ``entities``: each lens has told which it has.
    var isComplete: Bool { self.places != nil && self.controls.isComplete }

    /// The device is known, for the first time or anew.
    func connected(_ device: ConnectedDevice, _ places: ONVIFPlaces, at now: MonotonicTime) {
        let before = (self.entities, self.isComplete)
        self.places = places
        self.controls.begin(device)
        self.unread = self.controls.sources
        self.tries = [:]
        self.refusals = 0
        if (self.entities, self.isComplete) != before { self.declared() }
        self.reported(self.controls.switches.map { self.controls.change($0) })
        self.read()
    }

    /// Nothing is asked while it is so: each question to a device that refuses us is a login.
    ///
    /// What is called is gone on with.
    ///
    /// Who ends it says by ``connected(_:_:at:)`` what the device is.
    func hold(_ isHeld: Bool) { self.isHeld = isHeld }

    // MARK: - How they are

    private func read() {
        guard !self.isHeld, !self.isReading, let source = self.unread.first else { return }
        self.unread.removeFirst()
        self.isReading = true
        let request = SOAPRequest.getImagingSettings(source: source)
        self.ask(request) { [unowned self] reply in
            self.isReading = false
            self.took(reply, of: source)
            self.read()
        }
    }

    private func took(_ reply: ConnectFlow.Reply, of source: String) {
        self.readAt = self.clock() + Self.rest
        if let answer = reply.answer {
            return self.note(ImagingSettings(answer), of: source)
        }
        if reply.hasNoImaging || reply.isUnsupported {
            let before = self.controls
            self.controls.cannotRead(source, hasNone: reply.hasNoImaging)
            return self.tell(before)
        }
        if reply.isRefusal { return self.refused(source) }
        self.tries[source, default: 0] += 1
        guard self.controls.settings(of: source) == nil, self.tries[source, default: 0] < Self.mostTries else { return }
        self.wait(Self.retry) { [unowned self] in
            guard self.controls.settings(of: source) == nil, self.controls.sources.contains(source) else { return }
            if !self.unread.contains(source) { self.unread.append(source) }
            self.read()
        }
    }

    /// The other lenses are most likely refused as well, and each try would be a login: they wait, and not for ever.
    private func refused(_ source: String) {
        self.refusals += 1
        let rest = self.unread + [source]
        self.unread = []
        guard self.refusals < Self.mostTries else { return }
        self.wait(Self.retry) { [unowned self] in
            for source in rest where self.controls.sources.contains(source) && !self.unread.contains(source) {
                if self.controls.settings(of: source) == nil { self.unread.append(source) }
            }
            self.read()
        }
    }

    private func note(_ settings: ImagingSettings, of source: String) {
        let before = self.controls
        self.controls.note(settings, of: source)
        self.tell(before)
    }

    private func tell(_ before: DeviceControls) {
        if before.switches != self.controls.switches || before.isComplete != self.controls.isComplete {
            self.declared()
        }
        self.reported(self.controls.switches.map { self.controls.change($0) })
    }

    private func ask(_ request: SOAPRequest, isUrgent: Bool = false, then: @escaping (ConnectFlow.Reply) -> Void) {
        guard let order = self.places?.order(request, isUrgent: isUrgent) else {
            return then(.silence("the device has no such service"))
        }
        self.client.ask(order, then: then)
    }

    // MARK: - Time

    /// When ``tick(at:)`` has something to do.
    var deadline: MonotonicTime? {
        let reading = self.isHeld || self.controls.sources.isEmpty ? nil : self.readAt
        return (self.timers.map(\.time) + [reading]).compactMap(\.self).min()
    }

    func tick(at now: MonotonicTime) {
        let due = self.timers.filter { now >= $0.time }
        self.timers.removeAll { now >= $0.time }
        for timer in due { timer.then() }
        guard !self.isHeld, let readAt, now >= readAt else { return }
        self.readAt = now + Self.rest
        // Those that the device never tells are not asked again.
        let readable = self.controls.sources.filter { self.controls.settings(of: $0) != nil }
        guard !readable.isEmpty, self.unread.isEmpty else { return }
        self.turn += 1
        self.unread = [readable[self.turn % readable.count]]
        self.read()
    }

    private func wait(_ time: Duration, then: @escaping () -> Void) {
        self.timers.append((self.clock() + time, then))
    }

    // MARK: - Calls

    /// Does a service of a switch or a button.
    ///
    /// - Parameters:
    ///   - until: when nobody waits for the answer any more.
    ///   - then: told what became of it, exactly once.
    /// - Returns: whether it is one of these; else ``then`` is never called.
    func call(_ call: ServiceCall, until: MonotonicTime, then: @escaping (CallResult) -> Void) -> Bool {
        guard let key = call.entity, self.item(key) != nil || DeviceButton(rawValue: key) != nil,
            Self.goals[call.service] != nil || call.service == "button.press"
        else { return false }
        self.waiting.append(Job(call: call, until: until, then: then))
        self.proceed()
        return true
    }

    /// Asks how a switch is, now.
    ///
    /// - Returns: whether it is one of these that can be asked; else ``then`` is never called.
    func refresh(_ key: String, then: @escaping (CallResult) -> Void) -> Bool {
        guard let item = self.item(key), case .imaging(let source) = item.way else { return false }
        let request = SOAPRequest.getImagingSettings(source: source)
        self.ask(request, isUrgent: true) { [unowned self] reply in
            if let answer = reply.answer { self.note(ImagingSettings(answer), of: source) }
            then(CallResult(reply, to: request))
        }
        return true
    }

    private static let goals: [String: ControlCall.Goal] = [
        "switch.turn_on": .turn(true), "switch.turn_off": .turn(false), "switch.toggle": .toggle,
    ]

    private func item(_ key: String) -> DeviceSwitch? { self.controls.switches.first { $0.key == key } }

    private func proceed() {
        guard !self.isBusy, !self.waiting.isEmpty else { return }
        let job = self.waiting.removeFirst()
        self.isBusy = true
        self.begin(job) { [unowned self] result in
            self.isBusy = false
            job.then(result)
            self.proceed()
        }
    }

    private func begin(_ job: Job, finish: @escaping (CallResult) -> Void) {
        let key = job.call.entity ?? ""
        guard self.clock() < job.until else {
            return finish(CallResult(status: 503, reason: "others took too long: it is not done"))
        }
        if job.call.service == "button.press", let button = DeviceButton(rawValue: key) {
            return button == .reboot ? self.reboot(finish) : self.setTime(finish)
        }
        guard let item = self.item(key), let goal = Self.goals[job.call.service] else {
            return finish(.notOffered(job.call.service, by: "onvif"))
        }
        ControlCall(item, self.surroundings(of: item, until: job.until, finish)).begin(goal)
    }

    private func surroundings(
        of item: DeviceSwitch,
        until: MonotonicTime,
        _ finish: @escaping (CallResult) -> Void
    ) -> ControlCall.Surroundings {
        ControlCall.Surroundings(
            ask: { [unowned self] request, then in self.ask(request, isUrgent: true, then: then) },
            wait: { [unowned self] time, then in self.wait(time, then: then) },
            read: { [unowned self] settings in
                if case .imaging(let source) = item.way { self.note(settings, of: source) }
            },
            told: { [unowned self] isOn in
                self.controls.note(isOn, of: item.key)
                self.reported([self.controls.change(item)])
            },
            isOn: { [unowned self] in self.controls.isOn(item) },
            isLate: { [unowned self] in self.clock() >= until },
            finish: finish
        )
    }

    // MARK: - Buttons

    private func reboot(_ finish: @escaping (CallResult) -> Void) {
        self.ask(.systemReboot, isUrgent: true) { [unowned self] reply in
            if reply.answer != nil { self.rebooting() }
            finish(CallResult(reply, to: .systemReboot))
        }
    }

    /// Its own zone is wanted back with the time, and some refuse it all the same.
    ///
    /// A clock that is set ends NTP, as in Home Assistant; one that NTP keeps right is left to it.
    private func setTime(_ finish: @escaping (CallResult) -> Void) {
        self.ask(.getSystemDateAndTime, isUrgent: true) { [unowned self] reply in
            let clock = reply.answer.map { DeviceClock($0) }
            if let clock, clock.isByNTP, clock.time != nil {
                let offset = clock.offset(from: self.wallClock())
                guard let warning = ClockAdjustment.warning(offset: offset) else {
                    self.clockRead(clock)
                    return finish(CallResult(status: 200, reason: "NTP keeps the clock right: nothing was set"))
                }
                WorkerLog.write(
                    .warning,
                    "NTP does not keep it right (\(warning)): the clock is set by hand from now on"
                )
            }
            self.setTime(ClockAdjustment.setting(clock, now: self.wallClock())[...], finish)
        }
    }

    private func setTime(_ requests: ArraySlice<SOAPRequest>, _ finish: @escaping (CallResult) -> Void) {
        guard let request = requests.first else { return finish(.done) }
        self.ask(request, isUrgent: true) { [unowned self] reply in
            if case .trouble(let trouble) = reply, !trouble.isRefusal, requests.count > 1 {
                return self.setTime(requests.dropFirst(), finish)
            }
            guard reply.answer != nil else { return finish(CallResult(reply, to: request)) }
            self.ask(.getSystemDateAndTime, isUrgent: true) { [unowned self] reply in
                if let answer = reply.answer { self.clockRead(DeviceClock(answer)) }
                finish(.done)
            }
        }
    }
}

extension ConnectFlow.Reply {
    /// Whether it is a matter of user and password.
    fileprivate var isRefusal: Bool { if case .trouble(let trouble) = self { trouble.isRefusal } else { false } }

    /// Whether it says that a lens has nothing that can be set (ONVIF Imaging §5.2.1).
    fileprivate var hasNoImaging: Bool {
        self.fault?.subcodes.contains { ["NoImagingForSource", "NoSource"].contains($0) } ?? false
    }
}
