internal import IPC
internal import Shared

/// A configured camera: its source, its demand, and everything that answers the supervisor about it.
final class RunningCamera {
    private var configuration: CameraConfiguration
    private let channel: WorkerChannel
    private let pictures: PictureDesk
    private let connections: CameraConnections
    private let watch: ReachWatch
    private let templates = TemplateDesk()
    private var source: any CameraSource = NoSource()
    private let entities: EntityDesk
    private var mailbox: ViewMailbox
    private var placeholder: PlaceholderStateMachine
    private var vitals = Vitals()
    /// Background of the placeholder; `nil` for a camera that is never stale.
    private var lastPicture: LastPicture?
    private var toldDemand = Demand.none
    private var reports = StateReports()
    /// A reason to leave that came up where nothing can be thrown: inside a callback.
    private var departure: Departure?

    /// - Throws: ``Departure`` with 78 when this configuration can never work.
    init(_ configuration: CameraConfiguration, channel: WorkerChannel, watch: ReachWatch) throws(Departure) {
        self.configuration = configuration
        self.watch = watch
        self.channel = channel
        self.pictures = PictureDesk()
        self.connections = CameraConnections(watch: watch, most: configuration.connectionBudget)
        self.entities = EntityDesk(channel: channel)
        self.mailbox = ViewMailbox(maximumAge: configuration.staleAfter)
        self.placeholder = PlaceholderStateMachine(staleAfter: configuration.staleAfter)
        let factory = SourceFactory(
            host: self,
            pictures: self.pictures,
            connections: self.connections,
            templates: self.templates
        )
        self.source = try factory.source(for: configuration)
    }

    // MARK: For the loop

    /// Waits for the camera's connections too, where it has any.
    var poller: any Poller { self.connections.poller }

    /// Readable when a thread has finished something.
    var wakeDescriptors: [Int32] {
        [self.pictures.wakeDescriptor, (self.source as? any ThreadedSource)?.wakeDescriptor].compactMap(\.self)
    }

    var deadline: MonotonicTime? {
        [
            self.source.deadline, self.vitals.deadline, self.pictures.deadline, self.placeholder.deadline,
            self.reports.deadline, self.connections.deadline, self.entities.deadline,
        ]
        .compactMap(\.self).min()
    }

    func start(at now: MonotonicTime) {
        self.source.start(at: now)
    }

    /// Everything but the channel: connections, finished pictures, timers.
    func turn() throws(Departure) {
        self.connections.perform()
        let now = MonotonicTime.now()
        try self.leaveForReach(at: now)
        try self.pictures.collect(at: now)
        try (self.source as? any ThreadedSource)?.collect(at: now)
        // First what is wanted, so that no source acts on what was.
        self.tellChangedDemand(at: now)
        if let deadline = self.source.deadline, now >= deadline { self.source.tick(at: now) }
        self.tellChangedDemand(at: now)
        self.connections.closeIdle(at: now)
        self.considerPlaceholder(at: now)
        if let stats = self.vitals.take(at: now) { try self.channel.send(.stats, stats) }
        self.sendReport(at: now)
        try self.entities.turn(at: now)
        if let departure { throw departure }
    }

    /// Ends the process when only another one can reach what the camera needs.
    private func leaveForReach(at now: MonotonicTime) throws(Departure) {
        if let port = self.watch.wantedPort {
            try self.channel.send(.ports, PortsReport(ports: [port]))
            throw Departure(.replaceMe, "the camera leads to TCP port \(port), which this process may not reach")
        }
        if let path = self.watch.changedPath(at: now) {
            throw Departure(.replaceMe, "\(path) is another one than before, which this process may not read")
        }
    }

    /// Takes other numbers while everything goes on.
    ///
    /// - Throws: ``Departure`` with 78 when they can never work.
    func retune(_ tuning: CameraTuning, at now: MonotonicTime) throws(Departure) {
        if let rate = tuning.frameRate { try SourceFactory.checkRate(rate) }
        if tuning.name != self.configuration.name { self.placeholder.renamed() }
        self.configuration.take(tuning)
        self.mailbox.maximumAge = tuning.staleAfter
        self.placeholder.staleAfter = tuning.staleAfter
        if tuning.staleAfter == nil { self.lastPicture = nil }
        self.source.retuned(self.configuration, at: now)
    }

    func receive(_ want: Want, at now: MonotonicTime) {
        if let frame = self.mailbox.receive(want, at: now) { self.send(frame) }
        self.tellDemand(at: now)
    }

    func receive(_ states: TemplateStates, at now: MonotonicTime) {
        self.templates.take(states)
        self.source.statesChanged(at: now)
    }

    var hasMedia: Bool { self.source.hasMedia }

    func receive(_ want: WantMedia, at now: MonotonicTime) {
        self.source.mediaWanted(want.isOn ? MediaWish(partMilliseconds: want.partMilliseconds) : nil, at: now)
    }

    /// After a frame was sent, which spends the hub's credit.
    private func tellChangedDemand(at now: MonotonicTime) {
        if self.mailbox.demand != self.toldDemand { self.tellDemand(at: now) }
    }

    private func tellDemand(at now: MonotonicTime) {
        self.toldDemand = self.mailbox.demand
        self.placeholder.demandChanged(self.toldDemand, at: now)
        self.source.demandChanged(self.toldDemand, at: now)
    }

    func receive(_ chunk: PushChunk, bytes: [UInt8], upload: UInt32, at now: MonotonicTime) {
        if let receiver = self.source as? any UploadReceiver {
            receiver.receive(chunk, bytes: bytes, upload: upload, at: now)
        } else if chunk.flags.contains(.first) {
            self.answer(
                upload: upload,
                status: 404,
                reason: "a \(self.configuration.source.platform) camera takes no uploads"
            )
        }
    }

    func receive(_ call: ServiceCall, sequence: UInt32, at now: MonotonicTime) throws(Departure) {
        let platform = self.configuration.source.platform
        try self.entities.receive(call, sequence: sequence, for: self.source, platform: platform, at: now)
    }

    /// Scales the picture that the hub sent along; the answer has the request's sequence.
    func scale(
        _ picture: [UInt8],
        _ payload: FramePayload,
        into box: ScaleRequest,
        sequence: UInt32,
        at now: MonotonicTime
    ) {
        let job = PictureJob.scale(picture, payload.format, width: box.width, height: box.height)
        let isTaken = self.pictures.submit(job, at: now) { [unowned self] outcome in
            switch outcome {
            case .drawn(let scaled):
                var frame = Frame(scaled, captured: payload.captured, wall: payload.capturedWall, flags: .scaled)
                (frame.payload.sequence, frame.payload.view) = (payload.sequence, payload.view)
                self.send(frame, sequence: sequence)
            case .refused(let reason): self.answer(upload: sequence, status: 422, reason: reason)
            case .failed(let reason): self.answer(upload: sequence, status: 503, reason: reason)
            }
        }
        if !isTaken { self.answer(upload: sequence, status: 503, reason: "too many pictures are being scaled") }
    }

    // MARK: Sending

    private func send(_ frame: Frame, sequence: UInt32 = 0) {
        self.attempt { () throws(Departure) in
            try self.channel.send(frame.payload, picture: frame.bytes, sequence: sequence)
        }
    }

    private func sendReport(at now: MonotonicTime) {
        guard let report = self.reports.take(at: now) else { return }
        self.attempt { () throws(Departure) in try self.channel.send(.state, report) }
    }

    private func attempt(_ body: () throws(Departure) -> Void) {
        do throws(Departure) {
            try body()
        } catch {
            self.departure = self.departure ?? error
        }
    }

    private func considerPlaceholder(at now: MonotonicTime) {
        guard let text = self.placeholder.next(at: now) else { return }
        let job = PictureJob.placeholder(
            width: text.width,
            height: text.height,
            name: self.configuration.name,
            text: text.words,
            last: self.lastPicture
        )
        let isTaken = self.pictures.submit(job, at: now) { [unowned self] outcome in
            switch outcome {
            case .drawn(let drawn):
                self.send(Frame(drawn, captured: .now(), wall: .now(), flags: .placeholder))
            case .refused(let reason), .failed(let reason):
                WorkerLog.write(.warning, "the placeholder cannot be drawn: \(reason)")
            }
        }
        if !isTaken { self.placeholder.postpone(at: now) }
    }
}

extension RunningCamera: PictureSink {
    func publish(_ picture: Picture) {
        guard self.mailbox.accepts(picture) else { return }
        self.noteFrame(picture)
        if let frame = self.mailbox.publish(picture) { self.send(frame) }
    }

    func report(_ state: StateReport) {
        let state = self.templates.presentable(state)
        guard self.reports.add(state) else { return }
        self.placeholder.reported(state)
        self.sendReport(at: .now())
    }

    func count(bytes: Int, connections: Int) {
        self.vitals.count(bytes: bytes, connections: connections)
    }

    private func noteFrame(_ picture: Picture) {
        self.vitals.count(frames: 1)
        self.placeholder.published(picture)
        if self.configuration.staleAfter != nil {
            self.lastPicture = LastPicture(bytes: picture.bytes, format: picture.format)
        }
    }
}

extension RunningCamera: MediaSink {
    /// Bytes: a key frame's part or two; the rest is counted where it can still be left out.
    private static let mostWaitingMedia = 2 * 1024 * 1024

    var takesMedia: Bool { self.channel.waitingPictureBytes < Self.mostWaitingMedia }

    func send(_ item: MediaItem) {
        self.attempt { () throws(Departure) in try self.channel.send(item) }
    }
}

extension RunningCamera: EventSink {
    func publishEvent(_ picture: Picture, isFirst: Bool) -> Bool {
        guard self.channel.waitingPictureBytes + picture.bytes.count <= Limits.pushEvent else { return false }
        self.noteFrame(picture)
        self.send(self.mailbox.frame(of: picture, flags: isFirst ? [.keep, .eventStart] : .keep))
        return true
    }

    func answer(upload: UInt32, status: Int, reason: String) {
        self.attempt { () throws(Departure) in
            try self.channel.send(.result, CallResult(status: status, reason: reason), sequence: upload)
        }
    }
}

extension RunningCamera: EntitySink {
    func declare(_ entities: [EntityDeclaration]) { self.entities.declare(entities) }

    func report(_ changes: [EntityStates.Change]) { self.entities.report(changes) }

    func happened(_ event: CameraEvent) { self.entities.happened(event) }

    func answer(call sequence: UInt32, _ result: CallResult) { self.entities.answer(call: sequence, result) }
}
