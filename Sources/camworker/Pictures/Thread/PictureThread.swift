internal import IPC
internal import Shared
internal import Synchronization

/// One thread that makes pictures, so that the poll loop never waits for libav.
///
/// The loop submits jobs, polls ``wakeDescriptor`` and takes results. The thread starts with the first job; most workers
/// never have one. libav cannot be interrupted: the loop watches ``running`` and leaves the process when a job is too
/// long past its deadline (design §7).
final class PictureThread {
    /// Jobs and results that may wait: a view's still, its placeholder and two viewers' sizes.
    ///
    /// Each can hold a picture of 16 MiB.
    static let usualMaximumWaiting = 4

    /// Longer than the pause between two stills of a page that refreshes, shorter than anyone looks at a memory graph.
    static let usualRestAfter: Duration = .seconds(15)

    /// For jobs that come from now on.
    var maximumWaiting: Int {
        didSet { self.bench?.queue.withLock { $0.maximumWaiting = self.maximumWaiting } }
    }
    private let clock: @Sendable () -> MonotonicTime
    private let makeMaker: @Sendable () -> any PictureMaker
    private let restAfter: Duration
    private var bench: PictureBench?

    /// - Parameters:
    ///   - restAfter: How long nothing comes before memory is given back; whole milliseconds.
    ///   - makeMaker: Called once, on the thread; what it returns does the jobs and never leaves the thread.
    init(
        maximumWaiting: Int = PictureThread.usualMaximumWaiting,
        clock: @escaping @Sendable () -> MonotonicTime = { .now() },
        restAfter: Duration = PictureThread.usualRestAfter,
        makeMaker: @escaping @Sendable () -> any PictureMaker = { PictureStudio() }
    ) {
        self.maximumWaiting = maximumWaiting
        self.clock = clock
        self.restAfter = restAfter
        self.makeMaker = makeMaker
    }

    deinit {
        self.bench?.close()
    }

    /// Hands a job to the thread; its result comes back with `id`.
    ///
    /// - Parameter deadline: A job not begun by then is answered with ``PictureError/expired``.
    /// - Returns: `false` when enough wait already, or the system refuses a thread.
    func submit(_ job: PictureJob, id: UInt64, deadline: MonotonicTime) -> Bool {
        guard let bench = self.bench ?? self.start() else { return false }
        self.bench = bench
        return bench.submit(PictureQueue.Entry(id: id, job: job, deadline: deadline))
    }

    /// Readable while there are results; `nil` before the first job.
    var wakeDescriptor: Int32? { self.bench?.results.rawValue }

    /// What has finished since the last call, in order.
    func takeResults() -> [PictureResult] { self.bench?.takeResults() ?? [] }

    /// The job that is being done now.
    var running: PictureQueue.Running? { self.bench?.queue.withLock(\.running) }

    // MARK: Starting

    /// Stack of the thread, bytes.
    ///
    /// 48 kB were used by the whole set of samples (measured); glibc's usual 8 MiB would count against the
    /// address-space limit.
    private static let stackSize = 1024 * 1024

    private func start() -> PictureBench? {
        guard let bench = try? PictureBench(maximumWaiting: self.maximumWaiting, clock: self.clock) else { return nil }
        let (makeMaker, restAfter) = (self.makeMaker, self.restAfter)
        let isStarted = DetachedThread.start(name: "pictures", stackSize: Self.stackSize) {
            bench.work(makeMaker(), restAfter: restAfter)
        }
        return isStarted ? bench : nil
    }
}
