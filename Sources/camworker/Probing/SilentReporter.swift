internal import IPC

/// Nobody counts what a probe reads.
final class SilentReporter: CameraReporter {
    func report(_ state: StateReport) {}

    func count(bytes: Int, connections: Int) {}
}
