internal import Shared

/// Which picture job is next, which runs, and what is finished.
///
/// Pure; ``PictureThread`` shares it with its thread under a lock.
struct PictureQueue {
    /// A job that waits or runs.
    struct Entry: Sendable {
        var id: UInt64
        var job: PictureJob
        /// Not begun after this, and overdue when it still runs.
        var deadline: MonotonicTime
    }

    /// The job that is being done.
    struct Running: Equatable, Sendable {
        var id: UInt64
        var name: String
        var started: MonotonicTime
        var deadline: MonotonicTime

        /// How long libav has been at it.
        func duration(at now: MonotonicTime) -> Duration { now.since(self.started) }

        /// How long it has been running past its deadline; zero before.
        func overdue(at now: MonotonicTime) -> Duration { now.since(self.deadline) }
    }

    /// What the thread does next.
    enum Turn: Sendable {
        case perform(Entry)
        /// Nothing waits: sleep until woken.
        case sleep
        case leave
    }

    var maximumWaiting: Int
    private var waiting: [Entry] = []
    private var finished: [PictureResult] = []
    private var isClosed = false
    private(set) var running: Running?

    /// - Parameter maximumWaiting: Jobs that may wait beside the one that runs; results not yet taken count too.
    init(maximumWaiting: Int) {
        self.maximumWaiting = maximumWaiting
    }

    /// Takes a job, or refuses it when enough wait already.
    mutating func submit(_ entry: Entry) -> Bool {
        guard !self.isClosed, self.waiting.count + self.finished.count < self.maximumWaiting else { return false }
        self.waiting.append(entry)
        return true
    }

    /// The next job in order; those whose time is over are answered on the way.
    mutating func next(at now: MonotonicTime) -> Turn {
        precondition(self.running == nil, "one job at a time")
        guard !self.isClosed else { return .leave }
        while !self.waiting.isEmpty {
            let entry = self.waiting.removeFirst()
            guard now <= entry.deadline else {
                self.finished.append(PictureResult(id: entry.id, outcome: .failure(.expired)))
                continue
            }
            self.running = Running(id: entry.id, name: entry.job.name, started: now, deadline: entry.deadline)
            return .perform(entry)
        }
        return .sleep
    }

    mutating func finish(_ outcome: Result<RenderedPicture, PictureError>) {
        guard let running else { preconditionFailure("only a running job finishes") }
        self.finished.append(PictureResult(id: running.id, outcome: outcome))
        self.running = nil
    }

    /// Whether ``takeResults()`` would bring something.
    var hasResults: Bool { !self.finished.isEmpty }

    /// What has finished since the last call, in order.
    mutating func takeResults() -> [PictureResult] {
        defer { self.finished = [] }
        return self.finished
    }

    /// No more jobs; those that wait are dropped.
    mutating func close() {
        self.isClosed = true
        self.waiting = []
    }
}
