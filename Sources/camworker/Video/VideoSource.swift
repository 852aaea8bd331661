internal import IPC
internal import Shared

/// A camera whose pictures come from a video stream: a still is the newest key frame, decoded when it is asked for;
/// viewers get all pictures, decoded once for all of them.
final class VideoSource: CameraSource {
    /// By which the stream's own deadlines come after ours, which have the better words.
    private static let threadMargin: Duration = .seconds(1)
    /// Pictures in a row that could not be decoded, after which the camera is said to be unwell; packets that were lost
    /// spoil one or two.
    private static let mostProblems = 50

    private unowned let host: any PictureSink & MediaSink
    private let place: StreamPlace
    private var following: StreamFollowing
    private let pictures: PictureDesk
    private var encoding: EncodingOptions
    private var frameRate: Double
    private var staleAfter: Duration?
    /// When the newest picture that was published was captured; older ones nobody takes.
    private var lastCaptured: MonotonicTime?
    private var trouble: CameraTrouble
    private var waker: LoopWaker?
    private var media: MediaOutlet?
    private var mediaWish: MediaWish?
    private var session: Session?
    private var threads = ThreadWatch()
    private var isOpenDue = false
    private var demand = Demand.none
    private var ownDeadline: MonotonicTime?

    /// What belongs to one opening of the stream.
    private struct Session {
        let bench: StreamBench
        var keyFrame: VideoPacket?
        /// Whether a picture of ``keyFrame`` was made, or is being made.
        var isKeyFrameUsed = false
        var isMakingStill = false
        /// Whether the pictures since ``keyFrame`` are damaged, the newest ones at least.
        var isGroupTorn = false
        /// When the newest packet came that a still was made with.
        var newestUsed: MonotonicTime?
        /// Whether viewers get pictures of the decoder; until then they get the key frame.
        var hasDecoded = false
        var problems = 0
        var pace = FramePace()
    }

    init(
        _ place: StreamPlace,
        encoding: EncodingOptions,
        frameRate: Double,
        staleAfter: Duration?,
        host: any PictureSink & MediaSink,
        pictures: PictureDesk
    ) {
        self.place = place
        self.following = StreamFollowing(place.address)
        self.encoding = encoding
        self.frameRate = frameRate
        self.staleAfter = staleAfter
        let machine = CameraStreamStateMachine(staleAfter: staleAfter, patience: .video)
        self.trouble = CameraTrouble(machine, shownURL: place.shownURL)
        self.host = host
        self.pictures = pictures
    }

    func start(at now: MonotonicTime) {
        self.host.report(StateReport(connection: .idle))
    }

    func retuned(_ configuration: CameraConfiguration, at now: MonotonicTime) {
        switch configuration.source {
        case .generic(let generic):
            self.frameRate = generic.streamFrameRate
            self.encoding = generic.stream?.encoding ?? self.encoding
        case .onvif(let onvif):
            self.frameRate = onvif.streamFrameRate
            self.encoding = onvif.stream.encoding
        case .amcrest, .demo, .mjpeg, .push: break
        }
        self.threads.decoding?.retune(frameRate: self.frameRate, encoding: self.encoding)
        self.decodeForViewers()
        self.staleAfter = configuration.staleAfter
        self.perform(self.trouble.machine.retuned(staleAfter: configuration.staleAfter, at: now), at: now)
    }

    func demandChanged(_ demand: Demand, at now: MonotonicTime) {
        self.demand = demand
        self.perform(self.trouble.machine.demandChanged(isNeeded: self.isNeeded, at: now), at: now)
        self.decodeForViewers()
        if self.trouble.machine.isOpen {
            self.makeStill(at: now)
        } else if demand.isFrameWanted {
            self.reportTrouble(at: now)
        }
    }

    private var isNeeded: Bool { self.demand.isWatched || self.mediaWish != nil }

    let hasMedia = true

    func mediaWanted(_ wish: MediaWish?, at now: MonotonicTime) {
        self.mediaWish = wish
        self.media?.want(wish)
        self.perform(self.trouble.machine.demandChanged(isNeeded: self.isNeeded, at: now), at: now)
        if wish != nil, !self.trouble.machine.isOpen { self.reportTrouble(at: now) }
    }

    var deadline: MonotonicTime? {
        [self.ownDeadline, self.threads.deadline, self.following.deadline].compactMap(\.self).min()
    }

    func statesChanged(at now: MonotonicTime) {
        self.follow(self.following.statesChanged(at: now), at: now)
    }

    func letInElsewhere(at now: MonotonicTime) {
        guard self.trouble.machine.letInElsewhere(at: now) else { return }
        self.perform(self.trouble.machine.next(at: now), at: now)
        self.reportTrouble(at: now)
    }

    func logins(_ check: LoginCheck, at now: MonotonicTime) {
        self.perform(self.trouble.machine.logins(check, at: now), at: now)
    }

    var isHeldBack: Bool { self.trouble.machine.isHeldBack }

    var isRefused: Bool { self.trouble.machine.schedule.isRefused }

    func tick(at now: MonotonicTime) {
        self.follow(self.following.next(at: now), at: now)
        self.perform(self.trouble.machine.next(at: now), at: now)
    }

    private func perform(_ action: CameraStreamStateMachine.Action, at now: MonotonicTime) {
        self.ownDeadline = nil
        switch action {
        case .open: self.open(at: now)
        case .close:
            self.drop(at: now)
            self.host.report(self.trouble.closingReport(at: now))
        case .giveUp(let silence): self.giveUp(silence, at: now)
        case .wait(let time): self.ownDeadline = time
        case .rest: break
        }
    }

    // MARK: The stream

    private func open(at now: MonotonicTime) {
        if self.trouble.machine.schedule.retryAt == nil { self.host.report(StateReport(connection: .connecting)) }
        self.isOpenDue = self.threads.isStreamLeaving
        if !self.isOpenDue { self.startThread() }
        self.perform(self.trouble.machine.next(at: now), at: now)
    }

    /// Goes where the template leads now; viewers stay.
    private func follow(_ step: StreamFollowing.Step, at now: MonotonicTime) {
        switch step {
        case .stay: break
        case .reopen where self.trouble.machine.isOpen:
            self.drop(at: now)
            self.trouble.machine.moved(at: now)
            self.open(at: now)
        case .reopen: self.perform(self.trouble.machine.addressChanged(at: now), at: now)
        }
    }

    private func startThread() {
        self.isOpenDue = false
        let options: StreamInputOptions
        do throws(AddressTrouble) {
            options = self.place.options(at: try self.following.open(at: .now()))
            self.trouble.shownURL = options.shownURL
        } catch {
            self.trouble.shownURL = self.place.address.key
            return self.failed(.unavailable, "\(error)")
        }
        do throws(SystemCallError) {
            let waker = try self.loopWaker()
            let media = self.media ?? MediaOutlet(waker: waker)
            media.want(self.mediaWish)
            self.media = media
            let bench = StreamBench(waker: waker, media: media)
            let patience = StreamThread.Patience(
                opening: self.trouble.machine.patience.opening + Self.threadMargin,
                silence: self.trouble.machine.longestSilence + Self.threadMargin
            )
            guard StreamThread(options: options, patience: patience, bench: bench).start() else {
                return self.failed(.unavailable, "the system refuses a thread")
            }
            self.session = Session(bench: bench)
            self.threads.stream = bench
            self.host.count(bytes: 0, connections: 1)
            self.decodeForViewers()
        } catch {
            self.failed(.unavailable, "\(error)")
        }
    }

    private func loopWaker() throws(SystemCallError) -> LoopWaker {
        if let waker { return waker }
        let waker = try LoopWaker()
        self.waker = waker
        return waker
    }

    private func giveUp(_ silence: CameraStreamStateMachine.Silence, at now: MonotonicTime) {
        let reason =
            switch silence {
            case .answer: "no stream within \(self.trouble.machine.patience.opening.components.seconds) s"
            case .bytes: "the camera sent nothing for \(self.trouble.machine.longestSilence.components.seconds) s"
            case .pictures: "the camera sends packets, but no video that a picture could be made of"
            }
        self.drop(at: now)
        self.failed(.unavailable, reason)
    }

    private func drop(at now: MonotonicTime) {
        self.following.closed()
        self.isOpenDue = false
        self.threads.endDecoding()
        self.threads.endStream(at: now)
        self.session = nil
    }

    // MARK: Trouble

    private func failed(
        _ failure: RetrySchedule.Failure,
        _ reason: String,
        as connection: StateReport.Connection = .offline
    ) {
        self.threads.endDecoding()
        self.threads.stream = nil
        self.session = nil
        self.following.closed()
        let now = MonotonicTime.now()
        let action = self.trouble.failed(failure, reason, as: connection, at: now)
        self.reportTrouble(at: now)
        self.perform(action, at: now)
    }

    private func reportTrouble(at now: MonotonicTime) {
        if let report = self.trouble.report(at: now) { self.host.report(report) }
    }

    private func ended(_ error: StreamError) {
        switch error {
        case .refused: self.failed(.refused, "\(error)")
        case .ended, .changed: self.failed(.unavailable, "\(error)", as: .connecting)
        case .noLibAV, .libAV, .silent, .unusable, .unproven, .redirected, .misled, .cancelled, .noVideo:
            self.failed(.unavailable, "\(error)")
        }
    }

    // MARK: Pictures

    /// Starts or ends the decoder for viewers, and tells it what is wanted.
    private func decodeForViewers() {
        guard let session else { return }
        guard self.demand.viewers > 0, !self.isPassedOn(session.keyFrame) else {
            guard self.threads.decoding != nil else { return }
            self.threads.endDecoding()
            self.session?.hasDecoded = false
            return
        }
        if self.threads.decoding == nil { self.startDecoding() }
        let earliest = [self.demand.capturedAfter, self.lastCaptured].compactMap(\.self).max()
        self.threads.decoding?.want(capturedAfter: self.demand.isFrameWanted ? earliest : nil)
    }

    private func startDecoding() {
        guard let session, let waker,
            let bench = try? DecodingBench(frameRate: self.frameRate, encoding: self.encoding, waker: waker),
            DecodingThread(bench: bench).start()
        else {
            return WorkerLog.write(.warning, "the stream is not decoded for viewers: the system refuses a thread")
        }
        self.threads.decoding = bench
        session.bench.setDecoding(bench)
    }

    /// Makes a picture of the newest key frame, when one is wanted and it has not been made.
    private func makeStill(at now: MonotonicTime) {
        guard self.demand.isFrameWanted, let session, !session.isMakingStill, !session.hasDecoded else { return }
        let earliest = self.earliestCapture(at: now)
        if let keyFrame = session.keyFrame, !session.isKeyFrameUsed, keyFrame.arrived >= earliest {
            self.session?.isKeyFrameUsed = true
            if self.isPassedOn(keyFrame) { return self.publish(keyFrame) }
            return self.makeStill(of: [keyFrame], at: now)
        }
        // The key frame is too old, or was shown: what has come since goes through the decoder too. Only when the hub asks
        // for younger than there is, since it costs as much as all of these pictures.
        guard !self.isPassedOn(session.keyFrame), !session.isGroupTorn, self.lastCaptured.map({ $0 < earliest }) ?? true
        else { return }
        // With B-frames the picture may be older than its newest packet, and too old: more has to come then.
        let next = session.newestUsed.map { $0 + .nanoseconds(1) } ?? earliest
        let group = session.bench.group(capturedAfter: max(earliest, next))
        if !group.isEmpty { self.makeStill(of: group, at: now) }
    }

    /// Younger than this it has to be: by what the hub asks, and because what is stale is shown to nobody.
    private func earliestCapture(at now: MonotonicTime) -> MonotonicTime {
        guard let staleAfter else { return self.demand.capturedAfter }
        // A tenth of it for decoding and the way to who asked.
        return max(self.demand.capturedAfter, now.advanced(by: .zero - staleAfter * 9 / 10))
    }

    private func makeStill(of packets: [VideoPacket], at now: MonotonicTime) {
        guard let last = packets.last else { return }
        let isTaken = self.pictures.submit(.video(packets, self.encoding), at: now) { [unowned self] outcome in
            self.session?.isMakingStill = false
            switch outcome {
            case .drawn(let drawn):
                self.session?.problems = 0
                // The next group may have begun meanwhile.
                if drawn.isCut, self.session?.keyFrame === packets.first { self.session?.isGroupTorn = true }
                let arrival = drawn.arrival ?? PictureArrival(last.arrived, last.wall)
                self.lastCaptured = arrival.time
                self.host.publish(Picture(drawn, captured: arrival.time, wall: arrival.wall))
            case .refused(let reason), .failed(let reason): self.complain(reason)
            }
        }
        // When too much waits, the next packet will do.
        guard isTaken else { return }
        self.session?.isMakingStill = true
        self.session?.newestUsed = last.arrived
    }

    /// Whether it is shown as the camera sent it.
    private func isPassedOn(_ packet: VideoPacket?) -> Bool {
        packet?.format.codec == .mjpeg && !self.encoding.changesPictures
    }

    /// A packet that is a picture already.
    private func publish(_ packet: VideoPacket) {
        guard self.session?.pace.takes(packet.arrived, rate: self.frameRate) == true else { return }
        self.session?.isKeyFrameUsed = true
        var bytes = packet.bytes
        // libav's RTP depacketizer closes a picture that the camera has closed already.
        while bytes.suffix(4).elementsEqual([0xFF, 0xD9, 0xFF, 0xD9]) { bytes.removeLast(2) }
        guard let identity = PictureSniffer.identify(bytes), identity.format == .jpeg, identity.isComplete,
            identity.pixels <= Limits.decodedPixels
        else { return self.complain("a picture of the stream is no whole JPEG") }
        self.session?.problems = 0
        self.lastCaptured = packet.arrived
        self.host.publish(Picture(bytes, identity, captured: packet.arrived, wall: packet.wall))
    }

    private func complain(_ reason: String) {
        self.session?.problems += 1
        // A key frame alone is no proof; one in a row of them is.
        guard let problems = self.session?.problems, problems == 3 || problems % Self.mostProblems == 0 else { return }
        self.host.report(StateReport(connection: .offline, reason: "\(self.trouble.shownURL): \(reason)"))
    }
}

// MARK: - Threads

extension VideoSource: ThreadedSource {
    var wakeDescriptors: [Int32] { self.waker.map { [$0.descriptor] } ?? [] }

    func collect(at now: MonotonicTime) throws(Departure) {
        guard let waker else { return }
        waker.take()
        self.threads.forgetEnded()
        try self.threads.check(at: now)
        if self.isOpenDue, !self.threads.isStreamLeaving { self.startThread() }
        // Only what the channel has room for; the rest is bounded where it waits.
        self.media?.deliver(to: self.host)
        guard let session else { return }
        self.take(session.bench.takeNews(), at: now)
        if let decoding = self.threads.decoding { self.take(decoding.takePicture()) }
    }

    private func take(_ news: StreamBench.News, at now: MonotonicTime) {
        if news.bytes > 0 { self.host.count(bytes: news.bytes, connections: 0) }
        if let time = news.lastPacket { self.trouble.machine.received(at: time) }
        if let time = news.lastVideo {
            self.trouble.machine.delivered(at: time)
            if (self.session?.problems ?? 0) < 3 {
                self.host.report(StateReport(connection: .connected, mediaReason: self.media?.problem))
            }
        }
        if let keyFrame = news.keyFrame {
            self.session?.keyFrame = keyFrame
            self.session?.isKeyFrameUsed = false
            self.session?.isGroupTorn = false
            // Only now it is known whether a decoder is needed.
            if self.isPassedOn(keyFrame) { self.decodeForViewers() }
        }
        // First, since a film may be over as soon as it has come.
        self.makeStill(at: now)
        if let end = news.end { return self.ended(end) }
        self.perform(self.trouble.machine.next(at: now), at: now)
    }

    private func take(_ made: (picture: Picture?, problem: PictureError?)) {
        if let picture = made.picture {
            self.session?.hasDecoded = true
            self.session?.problems = 0
            self.lastCaptured = picture.captured
            self.host.publish(picture)
        } else if let problem = made.problem {
            self.complain("\(problem)")
        }
    }
}
