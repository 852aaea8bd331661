internal import Shared

/// What came of a picture job.
enum PictureOutcome {
    case drawn(RenderedPicture)
    /// The picture itself is the reason.
    case refused(String)
    /// We, or libav, are.
    case failed(String)
}

/// Hands jobs to the picture thread and the answers back to whoever asked.
final class PictureDesk {
    /// How long a job may wait and work.
    ///
    /// Scaling an 8K JPEG takes 0.5 s; a viewer waits 10 s at most.
    private static let time: Duration = .seconds(5)
    /// libav cannot be interrupted: this long past its time the process is given up (design §7).
    private static let patience: Duration = .seconds(5)

    private struct Waiting {
        var deadline: MonotonicTime
        var answer: (PictureOutcome) -> Void
    }

    private let thread: PictureThread
    private var waiting: [UInt64: Waiting] = [:]
    private var lastID: UInt64 = 0

    init(thread: PictureThread = PictureThread()) {
        self.thread = thread
    }

    /// Room for one more job of each view beside the camera itself, as far as memory goes.
    func expect(views: Int) {
        self.thread.maximumWaiting = PictureThread.usualMaximumWaiting + min(max(0, views - 1), Self.mostViews)
    }

    /// Jobs of more views than this wait for their turn outside: each can hold a picture of 16 MiB.
    private static let mostViews = 8

    /// Readable when something has finished.
    var wakeDescriptor: Int32? { self.thread.wakeDescriptor }

    /// When the oldest job would be overdue.
    var deadline: MonotonicTime? {
        self.waiting.isEmpty ? nil : self.waiting.values.lazy.map(\.deadline).min().map { $0 + Self.patience }
    }

    /// - Returns: `false` when too much waits already; `answer` is then never called.
    func submit(_ job: PictureJob, at now: MonotonicTime, then answer: @escaping (PictureOutcome) -> Void) -> Bool {
        self.lastID += 1
        let deadline = now + Self.time
        guard self.thread.submit(job, id: self.lastID, deadline: deadline) else { return false }
        self.waiting[self.lastID] = Waiting(deadline: deadline, answer: answer)
        return true
    }

    /// Tells who asked what is finished.
    ///
    /// - Throws: ``Departure`` when libav does not come back.
    func collect(at now: MonotonicTime) throws(Departure) {
        guard !self.waiting.isEmpty else { return }
        for result in self.thread.takeResults() {
            self.waiting.removeValue(forKey: result.id)?.answer(Self.outcome(of: result.outcome))
        }
        if let running = self.thread.running, running.overdue(at: now) >= Self.patience {
            throw Departure(.internal, "stuck in libav: \(running.name)")
        }
    }

    private static func outcome(of result: Result<RenderedPicture, PictureError>) -> PictureOutcome {
        switch result {
        case .success(let picture): return .drawn(picture)
        case .failure(let error): return error.isPicturesFault ? .refused("\(error)") : .failed("\(error)")
        }
    }
}
