internal import IPC
internal import Shared

/// Knows a device: connects to it, notices when it goes and comes, and asks for what is missing, again and later.
///
/// A shell around ``ConnectFlow``, ``ONVIFAvailability`` and ``SessionAgenda``. One question is under way at a time.
final class ONVIFSession {
    /// Questions in a row without an answer, before it is asked whether the device is still there.
    private static let mostSilences = 2

    /// Something is known that was not, or whether the device is there.
    var changed: () -> Void = {}
    /// It answers again after it did not, or its clock has jumped: it may have forgotten what it was told.
    var mayHaveRestarted: () -> Void = {}
    /// What is known; of a device that is connected anew what was known before, until it has told everything.
    private(set) var device = ConnectedDevice()
    private(set) var availability = ONVIFAvailability()
    /// Whether the device has told all that it would, once.
    private(set) var isConnected = false
    /// What the device does not tell, in words by question.
    var missing: [ConnectFlow.Step: String] { self.flow.missing }
    /// The same without what it never will.
    var improvable: [ConnectFlow.Step: String] { self.flow.improvable }
    /// The profile that is the camera itself, whose addresses are asked for first.
    var first: (ConnectedDevice) -> String? = { $0.chosen.first?.token }

    private let configuration: ONVIFConfiguration
    private let client: ONVIFClient
    private let clock: () -> MonotonicTime
    private let wallClock: () -> WallTime
    private var generator = SystemRandomNumberGenerator()
    private var flow: ConnectFlow
    private var agenda = SessionAgenda()
    private var questions: [ConnectFlow.Question] = []
    private var asked: ConnectFlow.Step?
    /// Of connecting; an answer to a question of another is none.
    private var attempt = 0
    private var silences = 0
    /// Whether anything was answered since it had told all that it would the last time.
    private var hasAnswered = false
    private var isChecking = false
    /// Whether it was away, or refused us, since it had told all that it would the last time.
    private var wasMissed = false
    /// Whether the device's clock was to be set since it was connected to.
    private var hasSetClock = false

    init(
        _ configuration: ONVIFConfiguration,
        client: ONVIFClient,
        clock: @escaping () -> MonotonicTime = { .now() },
        wallClock: @escaping () -> WallTime = { .now() }
    ) {
        self.configuration = configuration
        self.client = client
        self.clock = clock
        self.wallClock = wallClock
        self.flow = Self.flow(configuration)
    }

    private static func flow(_ configuration: ONVIFConfiguration) -> ConnectFlow {
        let addresses = ServiceAddress(device: configuration.device, overridesHost: configuration.overridesHost)
        return ConnectFlow(addresses: addresses, choice: configuration.profiles)
    }

    /// How the addresses are read that the device names.
    var addresses: ServiceAddress { self.flow.addresses }

    /// Whether nothing more is to be found out for the time being.
    var isResting: Bool { self.asked == nil && self.flow.state == .done }

    /// Whether it is being found out if the device is there and lets us in, or it is known that not.
    var isInDoubt: Bool {
        self.availability.state != .online || self.availability.nextTry != nil
            || !self.isResting || self.isChecking || self.agenda.isSuspected
    }

    // MARK: - Time

    func start() { self.connect() }

    var deadline: MonotonicTime? {
        guard !self.isChecking, self.asked == nil else { return nil }
        return self.availability.nextTry ?? (self.isResting ? self.agenda.deadline : nil)
    }

    func tick(at now: MonotonicTime) {
        guard let deadline, now >= deadline else { return }
        if self.availability.nextTry != nil {
            // What was cut off in the midst of its questions is to be asked all of them again.
            guard self.availability.state == .online, self.flow.state == .done else { return self.connect() }
            return self.check(login: !self.availability.isOpen)
        }
        switch self.agenda.take(at: now) {
        case .liveness: self.check(login: false)
        case .reconnection: self.connect()
        case .improvement where self.device.chosen.isEmpty: self.connect()
        case .improvement:
            self.flow.improve()
            self.proceed()
        case nil: break
        }
    }

    // MARK: - Connecting

    /// From the beginning: the device may be another one since.
    private func connect() {
        self.attempt += 1
        self.flow = Self.flow(self.configuration)
        self.questions = []
        self.asked = nil
        self.silences = 0
        self.hasSetClock = false
        self.proceed()
    }

    private func proceed() {
        guard self.asked == nil else { return }
        self.questions += self.flow.next()
        guard self.flow.state == .asking else { return self.ended() }
        let first = self.first(self.flow.device)
        guard let question = self.flow.take(from: &self.questions, first: first) else { return }
        self.asked = question.step
        let attempt = self.attempt
        self.client.ask(ONVIFOrder(question)) { [unowned self] reply in
            guard attempt == self.attempt else { return }
            self.asked = nil
            self.answered(question.step, reply)
        }
    }

    private func answered(_ step: ConnectFlow.Step, _ reply: ConnectFlow.Reply) {
        self.flow.answered(step, reply, now: self.wallClock())
        if step == .clock { self.noteClock() }
        if case .answer = reply, step.provesLogin { self.availability.succeeded() }
        if case .silence(let reason) = reply {
            self.silences += 1
            return self.missed(reason)
        }
        self.silences = 0
        self.hasAnswered = true
        self.publish()
        self.proceed()
    }

    /// Goes on with a device that leaves some questions without an answer, unless it leaves all.
    private func missed(_ reason: String) {
        self.publish()
        guard self.silences >= Self.mostSilences, self.flow.state == .asking else { return self.proceed() }
        self.silences = 0
        self.isChecking = true
        self.askClock { [unowned self] reply in
            self.isChecking = false
            if case .silence = reply { return self.abandon(reason) }
            self.proceed()
        }
    }

    private func abandon(_ reason: String) {
        self.attempt += 1
        self.questions = []
        self.asked = nil
        self.failed(reason)
    }

    /// What is known so far is shown at once, but not in place of what was known already.
    private func publish() {
        guard !self.isConnected || self.flow.state == .done else { return }
        self.device = self.flow.device
        self.changed()
    }

    private func ended() {
        self.questions = []
        switch self.flow.state {
        case .asking: return
        case .unreachable(let reason), .noDevice(let reason): return self.failed(reason)
        case .refused(let trouble): return self.refused(trouble)
        case .done: break
        }
        let wasMissed = self.wasMissed
        self.wasMissed = false
        if !self.isConnected || self.hasAnswered { self.availability.succeeded() }
        self.isConnected = true
        self.hasAnswered = false
        self.publish()
        if wasMissed, self.availability.isOpen { self.mayHaveRestarted() }
        let isWhole = !self.device.chosen.isEmpty && self.flow.improvable.isEmpty
        self.agenda.connected(isWhole: isWhole, at: self.clock())
        if self.silences > 0 { self.agenda.suspect(login: false, at: self.clock()) }
        self.setClock()
    }

    private func failed(_ reason: String) {
        self.wasMissed = true
        self.availability.failed(reason, at: self.clock(), using: &self.generator)
        self.unsettled()
    }

    private func refused(_ trouble: SOAPTrouble) {
        self.wasMissed = true
        self.client.loginRefused()
        let clock = ClockAdjustment.warning(offset: self.flow.device.clockOffset)
        let refusal = trouble.refusal(hasCredentials: self.configuration.credentials != nil)
        let words = [refusal, clock].compactMap(\.self).joined(separator: "; ")
        self.availability.refused(words, at: self.clock(), using: &self.generator)
        self.unsettled()
    }

    private func unsettled() {
        if !self.availability.isOpen { self.client.dropAll(self.availability.reason) }
        self.changed()
    }

    // MARK: - Whether it is there

    /// An order of anybody was answered, or not.
    func heard(_ reply: ConnectFlow.Reply, to order: ONVIFOrder) {
        guard self.isResting, self.availability.state == .online, !self.isChecking else { return }
        switch reply {
        case .answer:
            self.agenda.heard(at: self.clock())
            // Of a subscription many devices answer whoever asks.
            if order.isAuthenticated, order.request.provesLogin, order.request.service != .events {
                self.agenda.proved(at: self.clock())
            }
        case .trouble(let trouble) where trouble.isRefusal && order.isAuthenticated:
            // A right that we have not, or another password since.
            self.agenda.suspect(login: true, at: self.clock())
        case .trouble: self.agenda.heard(at: self.clock())
        case .silence: self.agenda.suspect(login: false, at: self.clock())
        }
    }

    /// It told something by itself.
    func heard() { self.agenda.heard(at: self.clock()) }

    /// It was told to start anew, and is another one when it is back.
    func rebooting() { self.agenda.expectReboot(at: self.clock()) }

    /// Something of it failed elsewhere: perhaps it is away.
    func doubt() {
        guard self.isResting, self.availability.isOpen, !self.isChecking else { return }
        self.agenda.suspect(login: false, at: self.clock())
    }

    /// It refused us elsewhere: over RTSP, or a picture.
    func doubtLogin() {
        guard self.isResting, self.availability.isOpen, !self.isChecking else { return }
        self.agenda.suspect(login: true, at: self.clock())
    }

    /// Asks the cheapest question, and one that needs a password.
    private func check(login: Bool) {
        self.isChecking = true
        let login = self.agenda.takeLogin() || login
        let isForUsers = self.isClockForUsers
        self.askClock { [unowned self] reply in
            switch reply {
            case .silence(let reason):
                self.isChecking = false
                return self.failed(reason)
            case .trouble(let trouble) where isForUsers && trouble.isRefusal:
                // That was a login: another question would be one more.
                self.isChecking = false
                return self.refused(trouble)
            case .answer(let answer): self.note(DeviceClock(answer))
            case .trouble: break
            }
            guard login else { return self.checked() }
            self.checkLogin()
        }
    }

    /// Whoever may see pictures may ask for this.
    private func checkLogin() {
        let service: ONVIFService = self.device.services.announced[.media] == nil ? .media2 : .media
        guard var order = self.places.order(.getProfiles(service)) else { return self.checked() }
        order.time = ConnectFlow.Step.profiles.time
        order.isOpenToAll = false
        self.client.ask(order) { [unowned self] reply in
            switch reply {
            case .trouble(let trouble) where trouble.isRefusal:
                self.isChecking = false
                self.refused(trouble)
            case .silence(let reason):
                self.isChecking = false
                self.failed(reason)
            case .answer, .trouble: self.checked()
            }
        }
    }

    private func checked() {
        self.isChecking = false
        let wasOpen = self.availability.isOpen && self.availability.nextTry == nil
        self.wasMissed = false
        self.availability.succeeded()
        self.agenda.heard(at: self.clock())
        guard !wasOpen else { return }
        self.changed()
        self.mayHaveRestarted()
    }

    // MARK: - Addresses

    /// The video of a profile cannot be had where it was: perhaps it is elsewhere since.
    func renew(stream profile: String) { self.again(.stream(profile: profile)) { $0.forget(stream: profile) } }

    /// The video of a profile has ended as it should: an address for one connection is none any more.
    func closed(stream profile: String) {
        if self.device.streams[profile]?.isForOneConnection == true { self.renew(stream: profile) }
    }

    func renew(snapshot profile: String) { self.again(.snapshot(profile: profile)) { $0.forget(snapshot: profile) } }

    /// Somebody wants a profile whose addresses may not have been asked for.
    func want(_ profile: String) {
        guard self.availability.isOpen, self.flow.want(profile) else { return }
        self.proceed()
    }

    private func again(_ step: ConnectFlow.Step, _ forget: (inout ConnectFlow) -> Void) {
        guard self.isResting, self.availability.isOpen, self.agenda.takes(step, at: self.clock()) else { return }
        forget(&self.flow)
        self.proceed()
    }

    // MARK: - The clock

    private func askClock(then: @escaping (ConnectFlow.Reply) -> Void) {
        guard var order = self.places.order(.getSystemDateAndTime) else { return then(.silence("it is nowhere")) }
        order.isAuthenticated = self.isClockForUsers
        if order.isAuthenticated { order.isOpenToAll = false }
        self.client.ask(order, then: then)
    }

    /// Whether the device told the time when it knew who asks, and not before.
    private var isClockForUsers: Bool { self.flow.isClockRefused && self.flow.device.clock != nil }

    private var places: ONVIFPlaces { ONVIFPlaces(services: self.flow.device.services, addresses: self.addresses) }

    /// It said what time it is.
    func note(_ clock: DeviceClock) {
        self.flow.note(clock, now: self.wallClock())
        self.noteClock()
    }

    /// What it says are whole seconds.
    private static let clockNoise: Duration = .seconds(2)
    /// More than a busy device takes for an answer: one that starts without a battery begins years ago.
    private static let clockJump: Duration = .seconds(10)

    private func noteClock() {
        let (clock, offset) = (self.flow.device.clock, self.flow.device.clockOffset)
        self.client.tokenOffset = self.configuration.adjustClock.tokenOffset(offset)
        guard self.isConnected else { return }
        let change = offset - self.device.clockOffset
        (self.device.clock, self.device.clockOffset) = (clock, offset)
        guard change > Self.clockNoise || change < .zero - Self.clockNoise else { return }
        self.changed()
        if change > Self.clockJump || change < .zero - Self.clockJump { self.mayHaveRestarted() }
    }

    /// Sets a clock that is wrong and set by hand, where we are to; once for each connecting.
    private func setClock() {
        let (clock, offset) = (self.device.clock, self.device.clockOffset)
        let requests = self.configuration.adjustClock.requests(clock, offset: offset, now: self.wallClock())
        guard !requests.isEmpty, !self.hasSetClock else { return }
        self.hasSetClock = true
        self.setClock(requests[...])
    }

    private func setClock(_ requests: ArraySlice<SOAPRequest>) {
        guard let request = requests.first, let order = self.places.order(request) else { return }
        let device = self.addresses.device
        let attempt = self.attempt
        self.client.ask(order) { [unowned self] reply in
            guard attempt == self.attempt else { return }
            switch reply {
            case .answer: self.check(login: false)
            case .trouble(let trouble) where requests.count == 1 || trouble.isRefusal:
                WorkerLog.write(.warning, "\(device): the clock cannot be set: \(trouble)")
            case .silence(let reason): WorkerLog.write(.warning, "\(device): the clock cannot be set: \(reason)")
            case .trouble: self.setClock(requests.dropFirst())
            }
        }
    }
}
