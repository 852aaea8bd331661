internal import IPC
internal import Shared

/// A test picture with a counter: proves everything between a camera and a viewer, and needs no camera.
final class DemoSource: CameraSource {
    private unowned let host: any PictureSink
    private let pictures: PictureDesk
    private var configuration: DemoConfiguration
    private var name: String
    private var machine: DemoStateMachine
    private(set) var deadline: MonotonicTime?

    init(
        _ configuration: DemoConfiguration,
        name: String,
        host: any PictureSink,
        pictures: PictureDesk,
        now: MonotonicTime
    ) {
        self.configuration = configuration
        self.name = name
        self.host = host
        self.pictures = pictures
        self.machine = DemoStateMachine(frameRate: configuration.frameRate, start: now)
    }

    func start(at now: MonotonicTime) {
        self.host.report(StateReport(connection: .connected))
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
        self.perform(self.machine.next(at: now), at: now)
    }

    private func perform(_ action: DemoStateMachine.Action, at now: MonotonicTime) {
        self.deadline = nil
        switch action {
        case .render(let counter): self.render(counter, at: now)
        case .wait(let time): self.deadline = time
        case .rest: break
        }
    }

    private func render(_ counter: UInt64, at now: MonotonicTime) {
        let captured = WallTime.now()
        let job = PictureJob.demo(
            width: self.configuration.width,
            height: self.configuration.height,
            counter: counter,
            name: self.name
        )
        let isTaken = self.pictures.submit(job, at: now) { [unowned self] outcome in
            self.finished(outcome, captured: now, wall: captured)
        }
        if !isTaken { self.finished(.failed("the picture thread is busy"), captured: now, wall: captured) }
    }

    private func finished(_ outcome: PictureOutcome, captured: MonotonicTime, wall: WallTime) {
        switch outcome {
        case .drawn(let drawn):
            self.host.report(StateReport(connection: .connected))
            self.host.publish(Picture(drawn, captured: captured, wall: wall))
        case .refused(let reason), .failed(let reason):
            self.host.report(StateReport(connection: .offline, reason: "the test picture cannot be drawn: \(reason)"))
        }
        self.machine.finished()
        // What is wanted next is known only after this turn.
        self.deadline = .now()
    }
}
