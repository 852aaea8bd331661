internal import Shared

/// Finds out what a device is and has: what to ask, in which order, and what to make of its answers.
///
/// Pure. A device comes up as far as it can: only one that does not answer, does not let us in or is no ONVIF device at all
/// ends the flow; all else that fails is ``missing`` and may be asked for again.
struct ConnectFlow {
    enum Step: Hashable, Sendable {
        case clock
        case services
        case capabilities
        case identity
        case interfaces
        case profiles
        case profiles2
        case sources
        case nodes
        case presets(profile: String)
        case stream(profile: String)
        case snapshot(profile: String)
    }

    /// Something to ask.
    struct Question: Hashable, Sendable {
        var step: Step
        var request: SOAPRequest
        var url: CameraURL
        /// As the device writes its address.
        var to: String
        /// Whether a token goes with it.
        var isAuthenticated: Bool
    }

    enum Reply: Sendable {
        case answer(XMLElement)
        case trouble(SOAPTrouble)
        /// No answer, and why.
        case silence(String)
    }

    enum State: Hashable, Sendable {
        case asking
        case done
        case unreachable(String)
        /// User, password or clock.
        case refused(SOAPTrouble)
        /// Something else is at this port.
        case noDevice(String)
    }

    /// Streams that are asked for their addresses at the beginning; the others when they are wanted (``want(_:)``).
    static let mostStreams = 16

    let addresses: ServiceAddress
    let choice: ProfileChoice
    private(set) var state = State.asking
    private(set) var device = ConnectedDevice()
    /// What failed, in words.
    private(set) var missing: [Step: String] = [:]
    /// Under way, or waiting for their turn.
    private(set) var open: Set<Step> = []
    private var finished: Set<Step> = []
    /// Those that the device will never answer.
    private var hopeless: Set<Step> = []
    private var refusals: [Step: SOAPTrouble] = [:]
    /// Whether the clock is told to those only who say who asks.
    private(set) var isClockRefused = false
    /// Whether one of the two services listed its profiles: what the other refuses since is a right, and not the login.
    ///
    /// What else was answered proves nothing, since many tell everybody what they are.
    private var hasProfiles = false
    /// What Media is asked of a profile that Media2 lists as well.
    private var oldAddresses: Set<Step> = []
    private var asksServicesOnly = false
    private var listed = ServiceTable()
    private var capable = ServiceTable()
    private var oldProfiles: [MediaProfile] = []
    private var newProfiles: [MediaProfile] = []
    /// Profiles whose addresses are asked for although they are not among the first.
    private var wanted: Set<String> = []

    init(addresses: ServiceAddress, choice: ProfileChoice = .all) {
        self.addresses = addresses
        self.choice = choice
    }

    /// Everything that can be asked now; what is returned is under way until it is answered.
    mutating func next() -> [Question] {
        while self.state == .asking {
            let steps = self.steps.filter { !self.finished.contains($0) && !self.open.contains($0) }
            if steps.isEmpty {
                if self.open.isEmpty { self.state = .done }
                return []
            }
            let questions = steps.compactMap { self.question($0) }
            let asked = Set(questions.map(\.step))
            self.open.formUnion(asked)
            // What the device has no service for brings others' turn nearer.
            self.finished.formUnion(Set(steps).subtracting(asked))
            if !questions.isEmpty { return questions }
        }
        return []
    }

    /// Asks again for what is missing, now or later.
    mutating func improve() {
        guard self.state == .done else { return }
        let again = self.missing.keys.filter { !self.hopeless.contains($0) }
        guard !again.isEmpty else { return }
        self.finished.subtract(again)
        for step in again { self.missing[step] = nil }
        self.state = .asking
    }

    /// Asks a stream for its address again: it fails, or the device has started anew.
    ///
    /// The one that is known holds until another is.
    mutating func forget(stream profile: String) {
        self.ask(again: .stream(profile: profile))
    }

    /// The same for pictures.
    mutating func forget(snapshot profile: String) {
        self.ask(again: .snapshot(profile: profile))
    }

    /// Asks for the addresses of a profile that is not among the first ``mostStreams``.
    ///
    /// - Returns: whether there is something to ask that there was not.
    mutating func want(_ profile: String) -> Bool {
        guard self.wanted.insert(profile).inserted, self.state == .done else { return false }
        self.state = .asking
        return true
    }

    private mutating func ask(again step: Step) {
        self.finished.remove(step)
        self.missing[step] = nil
        if self.state == .done { self.state = .asking }
    }

    /// The device has said once more what time it is.
    mutating func note(_ clock: DeviceClock, now: WallTime) {
        self.device.clock = clock
        self.device.clockOffset = clock.offset(from: now)
    }

    /// What is missing and worth asking for again.
    var improvable: [Step: String] { self.missing.filter { !self.hopeless.contains($0.key) } }
}

// MARK: - What to ask

extension ConnectFlow {
    /// The steps whose turn it is, or was.
    private var steps: [Step] {
        guard self.finished.contains(.clock) else { return [.clock] }
        guard self.finished.isSuperset(of: [.services, .capabilities]) else { return [.services, .capabilities] }
        var steps: [Step] = [.identity, .interfaces, .profiles, .profiles2, .sources, .nodes]
        guard self.finished.isSuperset(of: [.profiles, .profiles2]) else { return steps }
        for (index, profile) in self.device.chosen.enumerated() {
            guard index < Self.mostStreams || self.wanted.contains(profile.token) else { continue }
            steps.append(.stream(profile: profile.token))
            if self.device.services.hasSnapshots ?? true { steps.append(.snapshot(profile: profile.token)) }
            if profile.ptz != nil { steps.append(.presets(profile: profile.token)) }
        }
        return steps
    }

    /// `nil` for what this device has no service for.
    private func question(_ step: Step) -> Question? {
        let request = self.request(step)
        guard let url = self.device.services.url(of: request.service, by: self.addresses),
            let to = self.device.services.to(request.service, by: self.addresses)
        else { return nil }
        return Question(
            step: step,
            request: request,
            url: url,
            to: to,
            isAuthenticated: step != .clock || self.isClockRefused
        )
    }

    private func request(_ step: Step) -> SOAPRequest {
        switch step {
        case .clock: .getSystemDateAndTime
        case .services: self.asksServicesOnly ? .getServicesOnly : .getServices
        case .capabilities: .getCapabilities
        case .identity: .getDeviceInformation
        case .interfaces: .getNetworkInterfaces
        case .profiles: .getProfiles(.media)
        case .profiles2: .getProfiles(.media2)
        case .sources: .getVideoSources
        case .nodes: .getNodes
        case .presets(let profile): .getPresets(profile: profile)
        case .stream(let profile): .getStreamURI(self.service(of: profile, for: step), profile: profile)
        case .snapshot(let profile): .getSnapshotURI(self.service(of: profile, for: step), profile: profile)
        }
    }

    private func service(of profile: String, for step: Step) -> ONVIFService {
        if self.oldAddresses.contains(step) { return .media }
        return self.device.chosen.first { $0.token == profile }?.service ?? .media
    }
}

// MARK: - What came

extension ConnectFlow {
    /// - Parameter now: when the answer came, for the clock.
    mutating func answered(_ step: Step, _ reply: Reply, now: WallTime) {
        guard self.open.remove(step) != nil, self.state == .asking else { return }
        switch reply {
        case .answer(let answer):
            self.finished.insert(step)
            self.missing[step] = nil
            if [.profiles, .profiles2].contains(step) { self.hasProfiles = true }
            self.take(step, answer, now: now)
        case .trouble(let trouble): self.failed(step, trouble)
        case .silence(let reason): self.silent(step, reason)
        }
        if [.services, .capabilities].contains(step) { self.merge() }
        if [.profiles, .profiles2].contains(step), self.finished.isSuperset(of: [.profiles, .profiles2]) {
            self.choose()
        }
    }

    private mutating func take(_ step: Step, _ answer: XMLElement, now: WallTime) {
        switch step {
        case .clock: self.note(DeviceClock(answer), now: now)
        case .services: self.listed = ServiceTable(services: answer)
        case .capabilities: self.capable = ServiceTable(capabilities: answer)
        case .identity: self.device.identity = DeviceIdentity(answer)
        case .interfaces: self.device.mac = NetworkInterface.mac(of: NetworkInterface.all(in: answer))
        case .profiles: self.oldProfiles = MediaProfile.all(in: answer, of: .media)
        case .profiles2: self.newProfiles = MediaProfile.all(in: answer, of: .media2)
        case .sources: self.device.sources = DeviceVideoSource.all(in: answer)
        case .nodes: self.device.nodes = PTZNode.all(in: answer)
        case .presets(let profile): self.device.presets[profile] = PTZPreset.all(in: answer)
        case .stream(let profile):
            self.device.streams[profile] = MediaAddress(answer)
            if self.device.streams[profile] == nil, !self.askOldService(step, of: profile) {
                self.missing[step] = "GetStreamUri: the answer has no address"
            }
        case .snapshot(let profile):
            self.device.snapshots[profile] = MediaAddress(answer)
            if self.device.snapshots[profile] == nil { _ = self.askOldService(step, of: profile) }
        }
    }

    /// Asks Media for an address that Media2 has not: firmware lists profiles with the new service, and serves them with
    /// the old one.
    ///
    /// - Returns: `false` where there is nobody else to ask.
    private mutating func askOldService(_ step: Step, of profile: String) -> Bool {
        guard self.service(of: profile, for: step) == .media2, self.device.services.announced[.media] != nil,
            self.oldProfiles.contains(where: { $0.token == profile })
        else { return false }
        self.finished.remove(step)
        return self.oldAddresses.insert(step).inserted
    }

    private mutating func failed(_ step: Step, _ trouble: SOAPTrouble) {
        switch step {
        case .clock:
            switch trouble.cause {
            // Nothing of SOAP has been heard of yet.
            case .page, .notSOAP, .unreadable, .status(404), .status(405):
                self.state = .noDevice("\(trouble)")
            default:
                // Some want to know even here who asks. Without a clock ours has to do.
                if trouble.isRefusal, !self.isClockRefused {
                    self.isClockRefused = true
                } else {
                    self.miss(step, trouble)
                }
            }
        case .services where !self.asksServicesOnly && !trouble.isRefusal: self.asksServicesOnly = true
        case .services where trouble.isRefusal && self.open.remove(.capabilities) != nil:
            // The same once more would be another login.
            self.miss(step, trouble)
            self.miss(.capabilities, trouble)
        // Firmware refuses the one service of the two that it does not have, or has for others.
        case .profiles where trouble.isRefusal && !self.hasProfiles,
            .profiles2 where trouble.isRefusal && !self.hasProfiles:
            self.state = .refused(trouble)
        case .stream(let profile) where self.askOldService(step, of: profile),
            .snapshot(let profile) where self.askOldService(step, of: profile):
            break
        default: self.miss(step, trouble)
        }
    }

    private mutating func miss(_ step: Step, _ trouble: SOAPTrouble) {
        self.finished.insert(step)
        self.missing[step] = "\(trouble)"
        if trouble.isUnsupported { self.hopeless.insert(step) }
        self.refusals[step] = trouble.isRefusal ? trouble : nil
    }

    private mutating func silent(_ step: Step, _ reason: String) {
        if step == .clock { self.state = .unreachable(reason) }
        self.finished.insert(step)
        self.missing[step] = "\(self.request(step).operation): \(reason)"
    }

    /// Both lists have come, or will not come.
    private mutating func merge() {
        guard self.finished.isSuperset(of: [.services, .capabilities]) else { return }
        let failed = [Step.services, .capabilities].compactMap { self.missing[$0] }
        if failed.count == 2 {
            if let trouble = self.refusals[.services] ?? self.refusals[.capabilities] {
                self.state = .refused(trouble)
                return
            }
            // What is usual: everything at the one address that answers.
            self.device.services = .assumed
            return
        }
        self.device.services = self.listed.merged(with: self.capable)
        // A list without media is none, of what has been called a camera.
        if self.device.services.announced.isEmpty { self.device.services = .assumed }
    }

    private mutating func choose() {
        self.device.profiles = MediaProfile.merged(self.oldProfiles, self.newProfiles)
        self.device.chosen = self.choice.chosen(of: self.device.profiles)
    }
}
