internal import CLinux
internal import IPC
internal import Shared
internal import Synchronization

/// What the loop and the picture thread share: the queue under its lock, and a descriptor for each direction.
final class PictureBench: Sendable {
    let queue: Mutex<PictureQueue>
    /// Wakes the thread.
    private let jobs: EventDescriptor
    /// Wakes the loop.
    let results: EventDescriptor
    private let clock: @Sendable () -> MonotonicTime

    init(maximumWaiting: Int, clock: @escaping @Sendable () -> MonotonicTime) throws(SystemCallError) {
        self.queue = Mutex(PictureQueue(maximumWaiting: maximumWaiting))
        self.clock = clock
        self.jobs = try EventDescriptor(waits: true)
        self.results = try EventDescriptor(waits: false)
    }

    // MARK: For the loop

    func submit(_ entry: PictureQueue.Entry) -> Bool {
        guard self.queue.withLock({ $0.submit(entry) }) else { return false }
        self.jobs.raise()
        return true
    }

    func takeResults() -> [PictureResult] {
        self.queue.withLock { queue in
            // Under the lock, so that a result that comes meanwhile raises it again.
            self.results.take()
            return queue.takeResults()
        }
    }

    func close() {
        self.queue.withLock { $0.close() }
        self.jobs.raise()
    }

    // MARK: For the thread

    /// Does jobs until closed.
    func work(_ maker: any PictureMaker, restAfter: Duration) {
        while true {
            switch self.next() {
            case .perform(let entry):
                let outcome = maker.perform(entry.job)
                self.queue.withLock { queue in
                    queue.finish(outcome)
                    self.results.raise()
                }
            case .sleep:
                if !self.jobs.isRaised(within: restAfter) { maker.rest() }
                self.jobs.take()
            case .leave: return
            }
        }
    }

    private func next() -> PictureQueue.Turn {
        let now = self.clock()
        return self.queue.withLock { queue in
            let turn = queue.next(at: now)
            if queue.hasResults { self.results.raise() }
            return turn
        }
    }
}
