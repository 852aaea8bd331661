internal import IPC
internal import Shared

/// Does `onvif.ptz`: each call is planned by what the motor can, waits its turn, and is answered once.
///
/// A motor is the one behind a lens: the streams of one lens share it, and their moves are one queue.
final class PTZDesk {
    /// Tries to end a move: a camera that goes on moves to its end stop.
    private static let mostEndings = 4
    private static let pause: Duration = .seconds(1)

    /// The presets of a stream are others than before.
    var presetsChanged: (_ profile: String) -> Void = { _ in }

    private unowned let client: any ONVIFAsking
    private let clock: () -> MonotonicTime
    private var places: ONVIFPlaces?
    private var device = ConnectedDevice()
    private var book = PTZPresetBook()
    /// By the lens.
    private var motors: [String: PTZQueue] = [:]
    private var open: [Int: Call] = [:]
    private var lastCall = 0
    /// While it is so nothing is asked but what is called.
    private var isHeld = false
    /// Ends that were not heard and are said again.
    private var again: [(time: MonotonicTime, call: Int, request: SOAPRequest)] = []

    private struct Call {
        var motor: String
        var then: (CallResult) -> Void
        /// Of the answer, should it fail.
        var status = 502
        var endings = 0
    }

    init(client: any ONVIFAsking, clock: @escaping () -> MonotonicTime) {
        self.client = client
        self.clock = clock
    }

    /// The device is known, for the first time or anew.
    func connected(_ device: ConnectedDevice, _ places: ONVIFPlaces, at now: MonotonicTime) {
        self.device = device
        self.places = places
        let movable = device.chosen.filter { $0.ptz != nil }.map(\.token)
        let isThere = places.services.announced[.ptz] != nil
        self.book.begin(isThere ? movable : [], device.presets, at: now)
    }

    /// Nothing is asked while it is so: each question to a device that refuses us is a login.
    ///
    /// A move under way is ended.
    ///
    /// Who ends it says by ``connected(_:_:at:)`` what the device is.
    func hold(_ isHeld: Bool) { self.isHeld = isHeld }

    /// The presets of a stream for people: `Door, Gate, 7`; `nil` where it has none that are known.
    func presets(of profile: String) -> String? { self.book.words(of: profile) }

    // MARK: - Calls

    /// - Parameters:
    ///   - parameters: of `onvif.ptz`.
    ///   - profile: the stream that it is called on.
    ///   - until: when nobody waits for the answer any more.
    ///   - then: told what became of it, exactly once.
    func call(
        _ parameters: [String: JSONValue],
        profile: MediaProfile,
        until: MonotonicTime,
        then: @escaping (CallResult) -> Void
    ) {
        do throws(PTZRefusal) {
            let command = try PTZCommand(parameters)
            let profile = try self.movable(profile)
            guard command.mode == .preset, let word = command.preset else {
                return try self.plan(command, profile, until: until, then: then)
            }
            let known = self.book.presets[profile.token] ?? []
            if PTZPreset.find(word, in: known) != nil {
                return try self.plan(command, profile, until: until, then: then)
            }
            // It may be newer than what we know.
            self.askPresets(of: profile.token) { [unowned self] isKnown in
                do throws(PTZRefusal) {
                    // Of a device that does not tell its presets, what it is told counts.
                    let said = isKnown ? [] : [PTZPreset(token: word, name: "")]
                    try self.plan(command, profile, said: said, until: until, then: then)
                } catch {
                    then(CallResult(status: error.status, reason: "\(error)"))
                }
            }
        } catch {
            then(CallResult(status: error.status, reason: "\(error)"))
        }
    }

    /// The stream itself, or another of its lens: some list the motor with one of them only.
    private func movable(_ profile: MediaProfile) throws(PTZRefusal) -> MediaProfile {
        guard self.places?.services.announced[.ptz] != nil else { throw .unable("be moved") }
        if profile.ptz != nil { return profile }
        guard let source = profile.source,
            let other = self.device.profiles.first(where: { $0.source == source && $0.ptz != nil })
        else { throw .unable("be moved") }
        return other
    }

    private func plan(
        _ command: PTZCommand,
        _ profile: MediaProfile,
        said: [PTZPreset] = [],
        until: MonotonicTime,
        then: @escaping (CallResult) -> Void
    ) throws(PTZRefusal) {
        let presets = (self.book.presets[profile.token] ?? []) + said
        let node = self.device.node(of: profile)
        let plan = try PTZPlan(command, profile: profile, node: node, presets: presets)
        let motor = profile.source ?? profile.token
        let call = self.lastCall + 1
        let actions = try self.motors[motor, default: PTZQueue()].take(call, plan, until: until)
        self.lastCall = call
        self.open[call] = Call(motor: motor, then: then)
        self.perform(actions)
    }

    private func perform(_ actions: [PTZQueue.Action]) {
        for action in actions {
            switch action {
            case .send(let call, let request): self.send(call, request)
            case .finish(let call, let refusal): self.finish(call, refusal)
            }
        }
    }

    private func finish(_ number: Int, _ refusal: PTZQueue.Refusal?) {
        guard let call = self.open.removeValue(forKey: number) else { return }
        self.again.removeAll { $0.call == number }
        switch refusal {
        case nil: call.then(.done)
        case .stopped?: call.then(CallResult(status: 409, reason: "it was stopped before it was done"))
        case .late?: call.then(CallResult(status: 503, reason: "other moves took too long: it is not moved"))
        case .camera(let words)?: call.then(CallResult(status: call.status, reason: words))
        }
    }

    // MARK: - The camera

    private func send(_ number: Int, _ request: SOAPRequest) {
        guard let order = self.places?.order(request, isUrgent: true) else {
            return self.answered(number, request, .silence("the camera has no PTZ any more"))
        }
        self.client.ask(order) { [unowned self] in self.answered(number, request, $0) }
    }

    private func answered(_ number: Int, _ request: SOAPRequest, _ reply: ConnectFlow.Reply) {
        guard let call = self.open[number] else { return }
        let now = self.clock()
        if case .silence = reply, request.operation == "Stop", call.endings + 1 < Self.mostEndings {
            self.open[number]?.endings += 1
            return self.again.append((now + Self.pause, number, request))
        }
        if reply.isUnsupported { self.open[number]?.status = 501 }
        let failure = reply.complaint(about: request.operation)
        self.perform(self.motors[call.motor]?.answered(number, failure: failure, at: now) ?? [])
    }

    /// - Parameter then: told whether the camera tells its presets.
    private func askPresets(of profile: String, then: @escaping (Bool) -> Void = { _ in }) {
        guard let order = self.places?.order(.getPresets(profile: profile)) else { return then(false) }
        self.client.ask(order) { [unowned self] reply in
            guard let answer = reply.answer else { return then(false) }
            if self.book.note(PTZPreset.all(in: answer), of: profile) { self.presetsChanged(profile) }
            then(true)
        }
    }

    // MARK: - Time

    /// When ``tick(at:)`` has something to do.
    var deadline: MonotonicTime? {
        let asking = self.isHeld ? nil : self.book.deadline
        return (self.motors.values.map(\.deadline) + self.again.map(\.time) + [asking]).compactMap(\.self).min()
    }

    func tick(at now: MonotonicTime) {
        for motor in self.motors.keys.sorted() { self.perform(self.motors[motor]?.tick(at: now) ?? []) }
        let due = self.again.filter { now >= $0.time }
        self.again.removeAll { now >= $0.time }
        for item in due { self.send(item.call, item.request) }
        if !self.isHeld, let profile = self.book.next(at: now) { self.askPresets(of: profile) }
    }
}
