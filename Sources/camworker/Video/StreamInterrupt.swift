internal import IPC
internal import Shared
internal import Synchronization

/// Ends a blocking call of libav from the outside: at its deadline, or when nobody wants it any more.
///
/// libav asks from time to time while it waits for the network; not while a name is resolved, nor while it computes.
final class StreamInterrupt: Sendable {
    private let isCancelled = Atomic<Bool>(false)
    private let deadline = Atomic<UInt64>(.max)

    func cancel() { self.isCancelled.store(true, ordering: .relaxed) }

    var wasCancelled: Bool { self.isCancelled.load(ordering: .relaxed) }

    /// The time by which the call that is about to begin must be back; `nil` for none.
    func setDeadline(_ time: MonotonicTime?) {
        self.deadline.store(time?.nanoseconds ?? .max, ordering: .relaxed)
    }

    var isDue: Bool {
        self.wasCancelled || MonotonicTime.now().nanoseconds >= self.deadline.load(ordering: .relaxed)
    }
}
