internal import IPC
internal import Shared

/// Stills from a URL: one request for each picture that is wanted.
final class StillSource: CameraSource {
    /// Logins lost in a row after which they are no longer kept: the camera's nonces are for one request, or live
    /// shorter than our pace, and each try with an old one costs a round trip.
    private static let mostLostLogins = 2

    private unowned let host: any PictureSink
    private let connections: CameraConnections
    private let request: StillRequest
    private let clock: () -> MonotonicTime
    private var staleAfter: Duration?
    private var machine: StillStateMachine
    private var generator = SystemRandomNumberGenerator()
    private var fetch: Fetch?
    private var held: HeldPicture?
    /// Where ``held`` came from, and ``validators``.
    private var heldURL: CameraURL?
    private var validators: HTTPRequest.Validators?
    /// The last good fetch's transfer: it knows how the camera wants to be asked.
    private var reusable: CurlTransfer?
    /// What was asked for last.
    private var lastURL: CameraURL?
    /// Reused handles in a row that were not let in again.
    private var lostLogins = 0
    private var isConnected = false
    /// Whether the camera's state is ours to tell: not while its stream is in use.
    var tellsState = true
    private var failureReason = ""
    /// Whether the last refusal was about the way of asking, which the operator has fixed: that we are let in elsewhere
    /// says nothing about it.
    private var isWayForbidden = false
    private var ownDeadline: MonotonicTime?
    /// When the template is to be asked again, that was asked too often.
    private var recheck: MonotonicTime?

    var deadline: MonotonicTime? { [self.ownDeadline, self.recheck].compactMap(\.self).min() }

    /// The request that is under way.
    ///
    /// A picture counts from the moment it was sent: the camera cannot have taken it earlier than asked, and how long
    /// it took to come is no excuse.
    private struct Fetch {
        var transfer: CurlTransfer
        var url: CameraURL
        /// Whether the transfer was let in before, and so answers the challenge of then.
        var isReused: Bool
        /// When the camera was first asked for it; ``started`` is when it was asked last.
        var asked: MonotonicTime
        var started: MonotonicTime
        var startedWall: WallTime
        var body: [UInt8] = []
        /// Why we ended it ourselves, in words.
        var complaint: String?
    }

    init(
        _ request: StillRequest,
        staleAfter: Duration?,
        host: any PictureSink,
        connections: CameraConnections,
        clock: @escaping () -> MonotonicTime = { .now() }
    ) {
        self.request = request
        self.clock = clock
        self.staleAfter = staleAfter
        self.host = host
        self.connections = connections
        self.machine = StillStateMachine(frameRate: request.frameRate)
    }

    func start(at now: MonotonicTime) {
        self.report(StateReport(connection: .idle))
    }

    func retuned(_ configuration: CameraConfiguration, at now: MonotonicTime) {
        self.staleAfter = configuration.staleAfter
        self.held?.staleAfter = configuration.staleAfter
        switch configuration.source {
        case .generic(let generic): self.perform(self.machine.retuned(frameRate: generic.frameRate, at: now), at: now)
        case .onvif(let onvif): self.perform(self.machine.retuned(frameRate: onvif.frameRate, at: now), at: now)
        // The still URL of another platform has a rate of its own.
        case .amcrest, .demo, .mjpeg, .push: break
        }
    }

    func demandChanged(_ demand: Demand, at now: MonotonicTime) {
        self.perform(self.machine.demandChanged(demand, at: now), at: now)
        // While it is being asked what it said last is no answer; who waits would give up at it.
        if demand.isFrameWanted ? self.fetch == nil : !demand.isWatched { self.reportRest(demand, at: now) }
    }

    func tick(at now: MonotonicTime) {
        if let recheck, now >= recheck { self.statesChanged(at: now) }
        self.perform(self.machine.next(at: now), at: now)
    }

    func statesChanged(at now: MonotonicTime) {
        guard self.request.address.isTemplate else { return }
        self.recheck = self.request.address.repeatsUntil(at: now)
        // Each picture renders the URL anew; what is left to be done here is not to wait for it.
        guard self.recheck == nil, (try? self.request.address.url()) != self.lastURL else { return }
        self.perform(self.machine.addressChanged(at: now), at: now)
    }

    func letInElsewhere(at now: MonotonicTime) {
        guard !self.isWayForbidden, self.machine.letInElsewhere(at: now) else { return }
        // What was said is over; who waits goes on waiting.
        if self.machine.schedule.retryAt == nil { self.report(StateReport(connection: .connecting)) }
        self.perform(self.machine.next(at: now), at: now)
        self.reportRest(self.machine.demand, at: now)
    }

    func logins(_ check: LoginCheck, at now: MonotonicTime) {
        self.perform(self.machine.logins(check, at: now), at: now)
    }

    var isHeldBack: Bool { self.machine.isHeldBack }

    var isRefused: Bool { self.machine.schedule.isRefused }

    /// When the camera may be asked again that refuses us; `nil` while it does not.
    var refusedUntil: MonotonicTime? { self.machine.schedule.refusedUntil }

    /// Gives up what is under way, without a word: something newer has come.
    ///
    /// Not to be called while anything receives.
    func abandon(at now: MonotonicTime) {
        guard let fetch else { return }
        self.connections.cancel(fetch.transfer)
        self.fetch = nil
        self.reusable = nil
        self.finish(.abandoned)
    }

    private func perform(_ action: StillStateMachine.Action, at now: MonotonicTime) {
        self.ownDeadline = nil
        switch action {
        case .fetch: self.fetch(at: now)
        case .wait(let time): self.ownDeadline = time
        case .rest: break
        }
    }

    private func fetch(at now: MonotonicTime) {
        do throws(AddressTrouble) {
            let url = try self.request.address.url()
            // Rendered a moment ago it was none: it is another source's now (``EitherStillSource``).
            guard url.scheme != "file" else { return self.finish(.abandoned) }
            self.lastURL = url
            if self.request.limitRefetch, self.held != nil, url == self.heldURL {
                self.confirm(at: now)
            } else {
                self.beginFetch(url, at: now)
            }
        } catch {
            // The picture at hand stays what it is, and grows older.
            self.lastURL = nil
            self.isConnected = false
            self.failureReason = "\(self.request.address.key): \(error)"
            self.finish(error == .leaving ? .abandoned : .failure(.unavailable))
        }
    }

    /// - Parameter asked: When it was begun, if this is its second try.
    private func beginFetch(_ url: CameraURL, at now: MonotonicTime, asked: MonotonicTime? = nil) {
        if self.machine.schedule.retryAt == nil, !self.isConnected {
            self.report(StateReport(connection: .connecting))
        }
        let asked = asked ?? now
        var http = self.request.http(at: url)
        http.totalTime = http.totalTime.map { max(.zero, $0 - now.since(asked)) }
        if self.held != nil, url == self.heldURL { http.validators = self.validators }
        let transfer: CurlTransfer
        let reusable = self.reusable.flatMap { $0.request.hasSameLogin(as: http) ? $0 : nil }
        let isReused = reusable != nil
        if let reusable {
            transfer = reusable
            self.connections.restart(transfer, with: http)
        } else {
            transfer = self.connections.start(http, receiver: self)
        }
        self.fetch = Fetch(
            transfer: transfer,
            url: url,
            isReused: isReused,
            asked: asked,
            started: now,
            startedWall: .now()
        )
    }

    // MARK: What came

    private func ended(_ fetch: Fetch, _ outcome: TransferOutcome) {
        switch outcome {
        case .body: self.accept(fetch, fetch.transfer.head)
        case .unchanged: self.confirm(at: fetch.started)
        case .stopped:
            self.failed(fetch, .unavailable, fetch.complaint ?? "the camera answered something else than a picture")
        case .refused(let reason) where fetch.isReused && fetch.transfer.head.status == 401:
            self.loginLost(fetch, reason)
        case .refused(let reason):
            let unmet = self.request.unmetChallenge(fetch.transfer.head)
            self.isWayForbidden = unmet != nil
            self.failed(fetch, .refused, unmet ?? reason)
        case .unavailable where self.askOtherwise(fetch): break
        case .unavailable(let reason):
            let body = StillAnswer.description(of: fetch.body, fetch.transfer.head)
            self.failed(fetch, .unavailable, reason + (body.map { "; what came is \($0)" } ?? ""))
        }
    }

    /// Asks once more with a handle that has no past.
    ///
    /// A reused one answers the challenge of the last time. When the camera has forgotten that nonce and offers a new
    /// one, but does not call the old one stale, libcurl takes the 401 for its last word, and a right password looks
    /// wrong: only the second 401 is one.
    ///
    /// Where somebody else finds that out, it is left to him.
    private func loginLost(_ fetch: Fetch, _ reason: String) {
        self.lostLogins += 1
        guard self.machine.schedule.loginCheck == .own else { return self.failed(fetch, .doubted, reason) }
        self.reusable = nil
        self.beginFetch(fetch.url, at: self.clock(), asked: fetch.asked)
    }

    /// Asks once more, at once, where the camera does not know what it was asked for and something simpler is left.
    private func askOtherwise(_ fetch: Fetch) -> Bool {
        guard self.request.isSimplified(fetch.transfer.head, fetch.body), let url = try? self.request.address.url()
        else { return false }
        self.beginFetch(url, at: self.clock(), asked: fetch.asked)
        return true
    }

    private func accept(_ fetch: Fetch, _ head: HTTPResponseHead) {
        do throws(PictureRefusal) {
            let identity = try PictureAcceptance.judge(fetch.body)
            let picture = Picture(
                fetch.body,
                identity,
                captured: fetch.started,
                wall: fetch.startedWall
            )
            self.keep(picture, head, from: fetch.url)
            self.succeeded(picture)
        } catch {
            guard !self.askOtherwise(fetch) else { return }
            self.failed(fetch, .unavailable, "the camera answered \(error)")
        }
    }

    /// Only a camera that can say "unchanged" has its picture kept.
    private func keep(_ picture: Picture, _ head: HTTPResponseHead, from url: CameraURL) {
        self.heldURL = url
        self.validators = HTTPRequest.Validators(head)
        let isKept = self.validators != nil || self.request.limitRefetch
        self.held = isKept ? HeldPicture(picture, staleAfter: self.staleAfter) : nil
    }

    /// The picture at hand is still the right one, as of `now`.
    private func confirm(at now: MonotonicTime) {
        self.succeeded(self.held?.confirmed(at: now, demand: self.machine.demand))
    }

    /// - Parameter picture: `nil` when there is nothing new to show.
    private func succeeded(_ picture: Picture?) {
        self.isConnected = true
        self.request.ended(nil)
        self.report(StateReport(connection: .connected))
        if let picture { self.host.publish(picture) }
        self.finish(.picture)
    }

    private func failed(_ fetch: Fetch, _ failure: RetrySchedule.Failure, _ reason: String) {
        self.failureReason = "\(fetch.url): \(reason)"
        // What is fetched once for each URL is still right for the one it came from.
        if !self.request.limitRefetch { self.held = nil }
        self.reusable = nil
        self.isConnected = false
        self.request.ended(failure)
        self.finish(.failure(failure == .refused && self.request.hasOtherWay() ? .refusedThisWay : failure))
    }

    private func finish(_ outcome: StillStateMachine.Outcome) {
        let now = self.clock()
        self.machine.fetched(outcome, at: now, using: &self.generator)
        self.reportRest(self.machine.demand, at: now)
        // What is wanted next is known only after this turn.
        self.ownDeadline = now
    }

    // MARK: State

    private func report(_ state: StateReport) {
        if self.tellsState { self.host.report(state) }
    }

    /// Trouble is repeated with the time left, so that who waits can be told; else nobody asking is `idle`.
    private func reportRest(_ demand: Demand, at now: MonotonicTime) {
        if let trouble = self.machine.schedule.report(self.failureReason, at: now) {
            self.report(trouble)
        } else if !demand.isWatched {
            self.isConnected = false
            self.report(StateReport(connection: .idle))
        }
    }
}

extension StillSource: TransferReceiver {
    func received(_ bytes: UnsafeRawBufferPointer, of transfer: CurlTransfer) -> Bool {
        self.host.count(bytes: bytes.count, connections: 0)
        // What an error page says is not needed; read to its end it leaves the connection usable.
        guard transfer.head.isSuccess else { return true }
        self.fetch?.body.append(contentsOf: bytes)
        guard let fetch, fetch.transfer === transfer, StillAnswer.isStream(transfer.head, fetch.body) else {
            return true
        }
        self.fetch?.complaint = "the camera answered \(StillAnswer.streamWords) instead of a picture"
        return false
    }

    func ended(_ transfer: CurlTransfer, _ outcome: TransferOutcome) {
        guard let fetch, fetch.transfer === transfer else { return }
        self.fetch = nil
        self.host.count(bytes: 0, connections: transfer.connectionsOpened)
        if fetch.isReused, transfer.head.isSuccess { self.lostLogins = 0 }
        self.reusable = self.lostLogins < Self.mostLostLogins ? transfer : nil
        self.ended(fetch, outcome)
    }
}
