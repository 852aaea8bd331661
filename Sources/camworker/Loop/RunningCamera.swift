internal import IPC
internal import Shared

/// A configured camera: its source, its views, and everything that answers the supervisor about it.
final class RunningCamera {
    private var configuration: CameraConfiguration
    private let channel: WorkerChannel
    private let outlet: CameraOutlet
    private let pictures: PictureDesk
    private let connections: CameraConnections
    private let watch: ReachWatch
    private let templates = TemplateDesk()
    private var source: any CameraSource = NoSource()
    private let entities: EntityDesk
    private let views: WorkerViews

    /// - Throws: ``Departure`` with 78 when this configuration can never work.
    init(_ configuration: CameraConfiguration, channel: WorkerChannel, watch: ReachWatch) throws(Departure) {
        self.configuration = configuration
        self.watch = watch
        self.channel = channel
        self.outlet = CameraOutlet(channel: channel, templates: self.templates)
        self.pictures = PictureDesk()
        self.connections = CameraConnections(watch: watch, most: configuration.connectionBudget)
        self.entities = EntityDesk(channel: channel)
        self.views = WorkerViews(
            of: configuration.name,
            staleAfter: configuration.staleAfter,
            outlet: self.outlet,
            pictures: self.pictures
        )
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
        [self.pictures.wakeDescriptor].compactMap(\.self)
            + ((self.source as? any ThreadedSource)?.wakeDescriptors ?? [])
    }

    var deadline: MonotonicTime? {
        [
            self.source.deadline, self.outlet.vitals.deadline, self.pictures.deadline, self.views.deadline,
            self.connections.deadline, self.entities.deadline,
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
        if let stats = self.outlet.vitals.take(at: now) { try self.channel.send(.stats, stats) }
        self.views.turn(at: now)
        try self.entities.turn(at: now)
        if let departure = self.outlet.departure { throw departure }
    }

    /// Tells the source that this process is about to end.
    ///
    /// - Returns: whether it has something to say to the camera first; ``leave(at:)`` is then to be turned for a while.
    func beginLeaving(at now: MonotonicTime) -> Bool {
        self.source.leave(at: now)
        return self.source.isLeaving
    }

    var leavingDeadline: MonotonicTime? { self.source.deadline }

    /// A turn of the loop in which nothing is done any more but to say goodbye to the camera.
    ///
    /// - Returns: whether there is more to say.
    func leave(at now: MonotonicTime) -> Bool {
        self.connections.perform()
        if let deadline = self.source.deadline, now >= deadline { self.source.tick(at: now) }
        return self.source.isLeaving
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
        self.configuration.take(tuning)
        self.views.retune(camera: tuning.name, staleAfter: tuning.staleAfter)
        self.source.retuned(self.configuration, at: now)
    }

    func receive(_ states: TemplateStates, at now: MonotonicTime) {
        self.templates.take(states)
        self.source.statesChanged(at: now)
    }

    func receive(_ chunk: PushChunk, bytes: [UInt8], upload: UInt32, at now: MonotonicTime) {
        if let receiver = self.source as? any UploadReceiver {
            receiver.receive(chunk, bytes: bytes, upload: upload, at: now)
        } else if chunk.flags.contains(.first) {
            self.answer(
                upload: upload,
                status: 404,
                reason: "a camera of the platform \(self.configuration.source.platform) takes no uploads"
            )
        }
    }

    /// Only cameras with a webhook are sent any; to a source without, it is nothing.
    func receive(notification body: [UInt8], at now: MonotonicTime) {
        guard let receiver = self.source as? any NotificationReceiver else { return }
        self.count(bytes: body.count, connections: 0)
        receiver.notified(body, at: now)
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
                self.outlet.send(frame, sequence: sequence)
            case .refused(let reason): self.answer(upload: sequence, status: 422, reason: reason)
            case .failed(let reason): self.answer(upload: sequence, status: 503, reason: reason)
            }
        }
        if !isTaken { self.answer(upload: sequence, status: 503, reason: "too many pictures are being scaled") }
    }
}

// MARK: - Demand

extension RunningCamera {
    /// Whether view 0 has any.
    var hasMedia: Bool { self.source.hasMedia }

    /// How many the supervisor knows of, the camera itself among them.
    var declaredViews: Int { self.views.declared }

    func receive(_ want: Want, at now: MonotonicTime) {
        self.tell(self.views[want.view].receive(want, at: now), of: want.view, at: now)
    }

    func receive(_ want: WantMedia, at now: MonotonicTime) {
        let wish = want.isOn ? MediaWish(partMilliseconds: want.partMilliseconds) : nil
        if want.view == 0 {
            self.source.mediaWanted(wish, at: now)
        } else {
            (self.source as? any ViewedSource)?.mediaWanted(wish, of: want.view, at: now)
        }
    }

    private func tellChangedDemand(at now: MonotonicTime) {
        for (view, demand) in self.views.takeChangedDemands(at: now) { self.tell(demand, of: view, at: now) }
    }

    private func tell(_ demand: Demand, of view: UInt16, at now: MonotonicTime) {
        if view == 0 {
            self.source.demandChanged(demand, at: now)
        } else {
            (self.source as? any ViewedSource)?.demandChanged(demand, of: view, at: now)
        }
    }
}

// MARK: - What the source says

extension RunningCamera: PictureSink {
    func publish(_ picture: Picture) { self.views.main.publish(picture) }

    func report(_ state: StateReport) { self.views.main.report(state) }

    func count(bytes: Int, connections: Int) { self.outlet.vitals.count(bytes: bytes, connections: connections) }
}

extension RunningCamera: MediaSink {
    var takesMedia: Bool { self.views.main.takesMedia }

    func send(_ item: MediaItem) { self.views.main.send(item) }
}

extension RunningCamera: ViewSink {
    func declare(_ views: [ViewDeclaration]) { self.views.declare(views) }

    func port(of view: UInt16) -> any PictureSink & MediaSink { view == 0 ? self : self.views[view] }
}

extension RunningCamera: EventSink {
    func publishEvent(_ picture: Picture, isFirst: Bool) -> Bool {
        self.views.main.publishEvent(picture, isFirst: isFirst)
    }

    func answer(upload: UInt32, status: Int, reason: String) {
        self.outlet.answer(upload, status: status, reason: reason)
    }
}

extension RunningCamera: EntitySink {
    func declare(_ entities: [EntityDeclaration], growing: [EntityDeclaration.Domain]) {
        self.entities.declare(entities, growing: growing)
    }

    func report(_ changes: [EntityStates.Change]) { self.entities.report(changes) }

    func happened(_ event: CameraEvent) { self.entities.happened(event) }

    func answer(call sequence: UInt32, _ result: CallResult) { self.entities.answer(call: sequence, result) }
}
