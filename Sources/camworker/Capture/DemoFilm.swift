internal import IPC
internal import Shared

/// The test pictures of one view: drawn when one is wanted, one at a time.
final class DemoFilm {
    /// What they are drawn like.
    struct Look: Equatable {
        var width: Int
        var height: Int
        /// Written on them.
        var name: String
        var look = DemoLook()
    }

    private unowned let sink: any PictureSink
    private let pictures: PictureDesk
    private var machine: DemoStateMachine
    /// Asked for each picture.
    private let look: () -> Look
    /// Called when a picture is there, before it is published.
    private let drawn: (MonotonicTime) -> Void
    /// When ``tick(at:)`` is to be called next.
    private(set) var deadline: MonotonicTime?

    init(
        frameRate: Double,
        to sink: any PictureSink,
        pictures: PictureDesk,
        at now: MonotonicTime,
        look: @escaping () -> Look,
        drawn: @escaping (MonotonicTime) -> Void
    ) {
        self.sink = sink
        self.pictures = pictures
        self.machine = DemoStateMachine(frameRate: frameRate, start: now)
        self.look = look
        self.drawn = drawn
    }

    func retuned(frameRate: Double, at now: MonotonicTime) {
        self.perform(self.machine.retuned(frameRate: frameRate, at: now), at: now)
    }

    func demandChanged(_ demand: Demand, at now: MonotonicTime) {
        self.perform(self.machine.demandChanged(isFrameWanted: demand.isFrameWanted, at: now), at: now)
    }

    func tick(at now: MonotonicTime) {
        if let deadline, now >= deadline { self.perform(self.machine.next(at: now), at: now) }
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
        let look = self.look()
        let job = PictureJob.demo(
            width: look.width,
            height: look.height,
            counter: counter,
            name: look.name,
            look: look.look
        )
        let isTaken = self.pictures.submit(job, at: now) { [unowned self] outcome in
            self.finished(outcome, captured: now, wall: captured)
        }
        if !isTaken { self.finished(.failed("the picture thread is busy"), captured: now, wall: captured) }
    }

    private func finished(_ outcome: PictureOutcome, captured: MonotonicTime, wall: WallTime) {
        switch outcome {
        case .drawn(let drawn):
            self.drawn(captured)
            self.sink.publish(Picture(drawn, captured: captured, wall: wall))
        case .refused(let reason), .failed(let reason):
            self.sink.report(StateReport(connection: .offline, reason: "the test picture cannot be drawn: \(reason)"))
        }
        self.machine.finished()
        // What is wanted next is known only after this turn.
        self.deadline = .now()
    }
}
