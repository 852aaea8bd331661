internal import IPC
internal import Shared

/// Performs what ``DemoEntities`` decides.
extension DemoSource: ServiceReceiver {
    func call(_ call: ServiceCall, sequence: UInt32, at now: MonotonicTime) {
        self.change(answering: sequence) { $0.call(call, at: now, wall: .now()) }
    }
}
