internal import IPC
internal import Shared

/// Looks at an Amcrest or Dahua camera: every question of ``AmcrestExamination``, over one connection.
final class AmcrestProbe: CameraProbe {
    private let client: AmcrestClient
    private let silence = SilentReporter()
    private var examination: AmcrestExamination
    /// Called once.
    private var then: ((CallResult) -> Void)?

    init(_ configuration: AmcrestConfiguration, wholeDevice: Bool, connections: CameraConnections) {
        self.examination = AmcrestExamination(configuration, wholeDevice: wholeDevice)
        self.client = AmcrestClient(configuration, host: self.silence, connections: connections)
    }

    func start(then: @escaping (CallResult) -> Void) {
        self.then = then
        self.proceed()
    }

    func conclude(_ reason: String) {
        self.examination.conclude(reason)
        self.proceed()
    }

    private func proceed() {
        guard self.then != nil else { return }
        guard let question = self.examination.next() else { return self.finish() }
        self.client.ask(question) { [unowned self] result in
            self.examination.take(result, to: question)
            self.proceed()
        }
    }

    private func finish() {
        guard let then = self.then else { return }
        self.then = nil
        then(self.examination.result)
    }
}
