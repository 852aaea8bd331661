internal import IPC
internal import Shared
internal import Synchronization

/// What an ``ONVIFCamera``'s connections share: its state, what goes wrong, and what it was asked.
final class ONVIFCore: Sendable {
    struct State {
        var camera: ScriptedDeviceState
        var troubles = ONVIFTroubles()
        var login = ONVIFLogin()
        var requests: [ReceivedRequest] = []
        var strangeRequests: [String] = []
        /// Bodies of SOAP messages that went out and were meant well.
        var answers: [[UInt8]] = []
        /// Everything gets status 400 until then.
        var sulksUntil: MonotonicTime?
        var recording: ONVIFRecording?
        /// For pulls that wait.
        var call = WakeUpCall()
    }

    /// A device asked in a loop for an hour must not fill the memory.
    private static let maximumKept = 10_000

    let state: Mutex<State>
    let postman = ONVIFPostman()
    let user: String
    private let secret: Mutex<String>
    var password: String { self.secret.withLock { $0 } }
    /// Set once, when the camera has begun.
    let reboot = Mutex<(@Sendable () -> Void)?>(nil)
    let snapshotAuthentication: Mutex<CameraAuthentication>

    init(_ camera: ScriptedDeviceState, user: String, password: String) {
        self.state = Mutex(State(camera: camera))
        self.user = user
        self.secret = Mutex(password)
        self.snapshotAuthentication = Mutex(.digest(user: user, password: password))
    }

    func changePassword(to password: String) {
        self.secret.withLock { $0 = password }
        self.snapshotAuthentication.withLock { $0 = .digest(user: self.user, password: password) }
    }

    // MARK: The door

    /// How HTTP is to let a request in; tokens are looked at later.
    func authentication(for request: CameraRequest) -> CameraAuthentication {
        guard request.method == "POST" else { return self.snapshotAuthentication.withLock { $0 } }
        let (wanted, open) = self.state.withLock { ($0.camera.authentication, $0.camera.openOperations) }
        let soap = try? ReceivedRequest(request)
        let isOpen = soap.map { open.contains($0.operation) } ?? false
        if wanted == .challenging { return self.challenge(request, soap?.token, isOpen: isOpen) }
        let isProven = wanted == .either && soap?.token != nil
        guard [.digest, .basic, .either].contains(wanted), !isOpen, !isProven else { return .none }
        if wanted == .basic { return .basic(user: self.user, password: self.password) }
        return .digest(user: self.user, password: self.password)
    }

    /// The token first, also where everybody is answered; an answer to a challenge is judged by itself.
    private func challenge(
        _ request: CameraRequest,
        _ token: ReceivedRequest.Token?,
        isOpen: Bool
    ) -> CameraAuthentication {
        let digest = CameraAuthentication.digest(user: self.user, password: self.password)
        guard request.fields["Authorization"] == nil, let token else {
            return isOpen && token == nil ? .none : digest
        }
        let verdict = self.state.withLock {
            $0.login.judge(token, user: self.user, password: self.password, now: $0.camera.now)
        }
        return verdict == .enter ? .none : digest
    }

    // MARK: Answers

    func answer(_ http: CameraRequest) -> CameraAnswer {
        if self.state.withLock({ $0.sulksUntil.map { http.arrived < $0 } ?? false }) {
            return .fixed(status: 400, fields: ["Content-Type": "text/html"], body: Array("<h1>Bad Request</h1>".utf8))
        }
        if http.method == "GET" { return self.picture(http) }
        guard http.method == "POST" else {
            self.complain("\(http.method) \(http.target)", nil)
            return .status(405)
        }
        do throws(StrictSOAP.Complaint) {
            return self.answer(try ReceivedRequest(http))
        } catch {
            self.complain(error.description, nil)
            return self.state.withLock { self.answer(to: .fault(.malformed(error.description)), nil, &$0) }
        }
    }

    private func picture(_ http: CameraRequest) -> CameraAnswer {
        let profile = String(http.path.dropFirst(ScriptedDeviceState.snapshotPath.count))
        let isThere = self.state.withLock { state in
            http.path.hasPrefix(ScriptedDeviceState.snapshotPath) && state.camera.hasSnapshots
                && state.camera.profile(profile) != nil
        }
        return isThere ? .still() : .status(404)
    }

    private func complain(_ complaint: String, _ operation: String?) {
        self.state.withLock { state in
            guard state.strangeRequests.count < Self.maximumKept else { return }
            state.strangeRequests.append(operation.map { "\($0): \(complaint)" } ?? complaint)
        }
    }

    private func answer(_ request: ReceivedRequest) -> CameraAnswer {
        let complaints = ONVIFExaminer.complaints(about: request, paths: self.paths(for: request))
        for complaint in complaints { self.complain(complaint, request.operation) }
        return self.state.withLock { state in
            if state.requests.count < Self.maximumKept { state.requests.append(request) }
            let trouble = state.troubles.next(for: request.operation)
            if let trouble, !trouble.letsOperationHappen {
                if case .fault(let fault) = trouble { return self.answer(to: .fault(fault), request, &state) }
                return trouble.answer(to: request.http.target)
            }
            let isRefused = !complaints.isEmpty && !state.camera.isLenient
            let reply =
                isRefused
                ? ONVIFReply.fault(.invalidArguments(complaints.joined(separator: "; ")))
                : self.reply(to: request, &state)
            let answer = self.answer(to: reply, request, trouble: trouble, &state)
            return trouble?.applied(to: answer) ?? answer
        }
    }

    /// Where a request may be sent to; `nil` for anywhere, since a recording's addresses are another device's.
    private func paths(for request: ReceivedRequest) -> Set<String>? {
        guard let service = ONVIFContract.operations[request.key]?.service else { return nil }
        let (address, isRecorded) = self.state.withLock { ($0.camera.address(of: service), $0.recording != nil) }
        let rest = address.split(separator: "/", omittingEmptySubsequences: false).dropFirst(3)
        return isRecorded ? nil : [service.path, "/", "/" + rest.joined(separator: "/")]
    }

    private func reply(to request: ReceivedRequest, _ state: inout State) -> ONVIFReply {
        let camera = state.camera
        let wantsToken = camera.authentication == .token && !camera.openOperations.contains(request.operation)
        // A token that is there is judged, also where none is wanted: a wrong one locks accounts.
        let isJudged = request.token != nil && ![.none, .challenging].contains(camera.authentication)
        if wantsToken || isJudged {
            let verdict = state.login.judge(request.token, user: self.user, password: self.password, now: camera.now)
            if case .refused(let reason) = verdict {
                state.login.note(reason)
                return .fault(.notAuthorized)
            }
        }
        if let recorded = state.recording?.answer(to: request) { return recorded }
        return state.camera.answer(request)
    }

    private func answer(
        to reply: ONVIFReply,
        _ request: ReceivedRequest?,
        trouble: ONVIFCamera.Trouble? = nil,
        _ state: inout State
    ) -> CameraAnswer {
        let style = trouble?.style ?? state.camera.style
        switch reply {
        case .body(let body):
            if case .empty = trouble {
                let name = body.prefix { !" />".contains($0) }
                return self.soap("\(name)/>", request, style, isMeantWell: false, &state)
            }
            return self.soap(body, request, style, isMeantWell: trouble == nil, &state)
        case .fault(let fault):
            let body = fault.body(isVersion11: style == .version11)
            return self.soap(body, request, style, status: fault.httpStatus, isMeantWell: trouble == nil, &state)
        case .pull(let number, let seconds, let limit):
            return self.pull(number, seconds, limit, request, trouble)
        case .reboot(let body):
            if let reboot = self.reboot.withLock({ $0 }) { startThread(reboot) }
            return self.soap(body, request, style, isMeantWell: trouble == nil, &state)
        case .recorded(let text, let status):
            let fields: HTTPFields = ["Content-Type": "application/soap+xml; charset=utf-8"]
            return .fixed(status: status, fields: fields, body: Array(text.utf8))
        }
    }

    private func soap(
        _ body: String,
        _ request: ReceivedRequest?,
        _ style: SOAPEnvelope.Style,
        status: Int = 200,
        isMeantWell: Bool,
        _ state: inout State
    ) -> CameraAnswer {
        let isFault = status != 200
        let operation = request.flatMap { ONVIFContract.operations[$0.key] }
        let envelope = SOAPEnvelope(
            action: isFault
                ? "http://www.w3.org/2005/08/addressing/soap/fault" : operation.map(ONVIFContract.answerAction),
            relatesTo: request?.messageID,
            body: body,
            style: style
        )
        // Only who speaks WS-Addressing is answered in it.
        let isPlain = request?.action == nil && operation?.service != .events
        let text = SOAPEnvelope(
            action: isPlain ? nil : envelope.action,
            relatesTo: envelope.relatesTo,
            body: body,
            style: style
        ).text
        let bytes = Array(text.utf8)
        if isMeantWell, style == .usual, state.answers.count < Self.maximumKept { state.answers.append(bytes) }
        return .fixed(status: status, fields: ["Content-Type": envelope.contentType], body: bytes)
    }

    // MARK: Pulls

    /// How long a pull waits before it looks whether its client is still there.
    private static let beat = Duration.milliseconds(200)

    private func pull(
        _ number: Int,
        _ seconds: Double,
        _ limit: Int,
        _ request: ReceivedRequest?,
        _ trouble: ONVIFCamera.Trouble?
    ) -> CameraAnswer {
        let end = MonotonicTime.now() + .milliseconds(Int64(seconds * 1000))
        return .pending(every: .zero) { [self] in
            let isOver = MonotonicTime.now() >= end
            let (answer, call) = self.state.withLock { state -> (CameraAnswer?, WakeUpCall) in
                let reply = state.camera.pulled(number, limit: limit, isOver: isOver)
                return (reply.map { self.answer(to: $0, request, trouble: trouble, &state) }, state.call)
            }
            if answer == nil { call.wait(for: min(Self.beat, end.since(MonotonicTime.now()))) }
            return answer
        }
    }

    /// Changes the device, and lets pulls that wait look at it.
    func change(_ change: (inout State) -> Void) {
        let call = self.state.withLock { state in
            change(&state)
            return state.takeCall()
        }
        call.call()
    }

    // MARK: Events

    /// Tells everybody who asked for it.
    func emit(_ notifications: [ScriptedNotification]) {
        let (messages, call) = self.state.withLock { state in
            for notification in notifications { state.camera.note(notification) }
            state.camera.dropExpiredSubscriptions()
            return (state.camera.tell(notifications), state.takeCall())
        }
        call.call()
        for (consumer, message) in messages { self.postman.bring(message, to: consumer) }
    }
}

extension ONVIFCore.State {
    /// The call to make, and a new one for who waits from now on.
    fileprivate mutating func takeCall() -> WakeUpCall {
        defer { self.call = WakeUpCall() }
        return self.call
    }
}
