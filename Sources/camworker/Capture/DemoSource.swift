internal import IPC
internal import Shared

/// A test picture with a counter: proves everything between a camera and a viewer, and needs no camera.
final class DemoSource: CameraSource {
    private unowned let host: any PictureSink & EntitySink
    private let pictures: PictureDesk
    private var configuration: DemoConfiguration
    private var name: String
    private var machine: DemoStateMachine
    private var entities: DemoEntities
    private var pictureDeadline: MonotonicTime?

    init(
        _ configuration: DemoConfiguration,
        name: String,
        host: any PictureSink & EntitySink,
        pictures: PictureDesk,
        now: MonotonicTime
    ) {
        self.configuration = configuration
        self.name = name
        self.host = host
        self.pictures = pictures
        self.entities = DemoEntities(motionInterval: configuration.motionInterval)
        self.machine = DemoStateMachine(frameRate: configuration.frameRate, start: now)
    }

    var deadline: MonotonicTime? { [self.pictureDeadline, self.entities.deadline].compactMap(\.self).min() }

    func start(at now: MonotonicTime) {
        self.host.declare(DemoEntities.declarations)
        self.change { $0.start(at: now) }
        self.tellConnected()
    }

    func retuned(_ configuration: CameraConfiguration, at now: MonotonicTime) {
        guard case .demo(let demo) = configuration.source else { return }
        self.configuration = demo
        self.name = configuration.name
        self.perform(self.machine.retuned(frameRate: demo.frameRate, at: now), at: now)
    }

    func demandChanged(_ demand: Demand, at now: MonotonicTime) {
        self.perform(self.machine.demandChanged(isFrameWanted: demand.isFrameWanted, at: now), at: now)
    }

    func tick(at now: MonotonicTime) {
        if let deadline = self.entities.deadline, now >= deadline {
            self.change { $0.tick(at: now, wall: .now()) }
        }
        if let deadline = self.pictureDeadline, now >= deadline { self.perform(self.machine.next(at: now), at: now) }
    }

    /// Has something happen to the entities, and does what comes of it.
    ///
    /// - Parameter sequence: of the call that it is the answer to.
    func change(answering sequence: UInt32? = nil, _ body: (inout DemoEntities) -> [DemoEntities.Action]) {
        for action in body(&self.entities) {
            switch action {
            case .report(let changes): self.host.report(changes)
            case .happened(let event): self.host.happened(event)
            case .answer(let result): if let sequence { self.host.answer(call: sequence, result) }
            case .redraw: self.tellConnected()
            case .log(let words): WorkerLog.write(.warning, words)
            case .crash: fatalError("it was asked to by demo.fail")
            }
        }
    }

    private func tellConnected() {
        let attributes = self.entities.isDetecting ? ["motion_detection": "true"] : [:]
        self.host.report(StateReport(connection: .connected, attributes: attributes))
    }

    private func perform(_ action: DemoStateMachine.Action, at now: MonotonicTime) {
        self.pictureDeadline = nil
        switch action {
        case .render(let counter): self.render(counter, at: now)
        case .wait(let time): self.pictureDeadline = time
        case .rest: break
        }
    }

    private func render(_ counter: UInt64, at now: MonotonicTime) {
        let captured = WallTime.now()
        let job = PictureJob.demo(
            width: self.configuration.width,
            height: self.configuration.height,
            counter: counter,
            name: self.name,
            look: self.entities.look
        )
        let isTaken = self.pictures.submit(job, at: now) { [unowned self] outcome in
            self.finished(outcome, captured: now, wall: captured)
        }
        if !isTaken { self.finished(.failed("the picture thread is busy"), captured: now, wall: captured) }
    }

    private func finished(_ outcome: PictureOutcome, captured: MonotonicTime, wall: WallTime) {
        switch outcome {
        case .drawn(let drawn):
            self.tellConnected()
            self.entities.drawn(at: captured)
            self.host.publish(Picture(drawn, captured: captured, wall: wall))
        case .refused(let reason), .failed(let reason):
            self.host.report(StateReport(connection: .offline, reason: "the test picture cannot be drawn: \(reason)"))
        }
        self.machine.finished()
        // What is wanted next is known only after this turn.
        self.pictureDeadline = .now()
    }
}
