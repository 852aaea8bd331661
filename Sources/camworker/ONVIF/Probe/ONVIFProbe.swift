internal import IPC
internal import Shared

/// Looks at an ONVIF device: every question of ``ONVIFExamination``, over one connection.
final class ONVIFProbe: CameraProbe {
    private let client: ONVIFClient
    private let silence: SilentReporter
    private let adjustClock: ClockAdjustment
    private let wallClock: () -> WallTime
    private var examination: ONVIFExamination
    /// Called once.
    private var then: ((CallResult) -> Void)?

    init(
        _ configuration: ONVIFConfiguration,
        connections: CameraConnections,
        wallClock: @escaping () -> WallTime = { .now() }
    ) {
        let silence = SilentReporter()
        self.silence = silence
        self.examination = ONVIFExamination(configuration)
        self.client = ONVIFClient(configuration, host: silence, connections: connections, wallClock: wallClock)
        self.adjustClock = configuration.adjustClock
        self.wallClock = wallClock
    }

    var deadline: MonotonicTime? { self.client.deadline }

    /// Its services may be at another port than the device's own.
    var followsPorts: Bool { true }

    func start(then: @escaping (CallResult) -> Void) {
        self.then = then
        self.proceed()
    }

    func wake(ready: Set<Int32>, at now: MonotonicTime) { self.client.tick() }

    func conclude(_ reason: String) {
        self.examination.conclude(reason)
        self.proceed()
    }

    private func proceed() {
        guard self.then != nil else { return }
        if let question = self.examination.next() {
            self.client.ask(question.order) { [unowned self] reply in self.take(reply, to: question.step) }
        }
        if self.examination.isOver { self.finish() }
    }

    private func take(_ reply: ConnectFlow.Reply, to step: ONVIFExamination.Step) {
        self.examination.answered(step, reply, now: self.wallClock())
        // The clock is asked first, without a token.
        self.client.tokenOffset = self.adjustClock.tokenOffset(self.examination.flow.device.clockOffset)
        self.proceed()
    }

    private func finish() {
        guard let then = self.then else { return }
        self.then = nil
        then(self.examination.result)
    }
}
