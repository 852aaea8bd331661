import IPC
import NIOCore
import Shared
import Synchronization

/// One recording under way: asks ``RecordingPlan`` about each part and hands what is to be written to a ``FileWriter``.
///
/// Everything happens on one loop; nothing of it waits.
final class Recorder: Sendable {
    /// What is told of it while it runs.
    struct Progress: Sendable {
        var path: WritePath
        var startedAt: WallTime
        var length: Duration
        /// Bytes that are in the file.
        var bytes: Int
        /// Of video from when it was asked for.
        var duration: Duration
    }

    /// What came of it.
    struct Recorded: Sendable, Equatable {
        var path: String
        var length: Duration
        var bytes: Int
        /// Video from before it was asked for.
        var before: Duration
        var ending: RecordingPlan.Ending
    }

    enum Failure: Error, Sendable, Equatable {
        case noVideo(RecordingPlan.Failure)
        /// - Parameter kept: where what was written before is.
        case unwritten(WriteError, kept: String?)
    }

    private static let tick = TimeAmount.milliseconds(250)

    let camera: CameraID
    let writer: FileWriter
    let result: EventLoopFuture<Recorded>
    private let eventLoop: any EventLoop
    private let promise: EventLoopPromise<Recorded>
    private let clock: @Sendable () -> MonotonicTime
    private let startedAt: WallTime
    private let plan: Mutex<RecordingPlan>
    private let intake = Mutex(Intake())

    private struct Intake {
        /// `nil` until it has been started.
        var feed: MediaFeed?
        /// Parts from before it began that the writer had no room for yet: a lookback comes at once and may be larger than
        /// what may wait for a disk.
        var kept: ArraySlice<MediaFragment> = []
        /// When the last of them was handed over, or could first have been.
        var handedOverAt = MonotonicTime(nanoseconds: 0)
        /// Why it is to end, when what was kept is written.
        var stop: RecordingPlan.StopReason?
    }

    init(
        of camera: CameraID,
        to path: WritePath,
        replaces: Bool,
        wish: RecordingPlan.Wish,
        backlog: WriteBacklog,
        create: @escaping FileWriter.Create = FileWriter.pendingFile,
        clock: @escaping @Sendable () -> MonotonicTime = { .now() },
        on eventLoop: any EventLoop
    ) throws(WriteError) {
        self.camera = camera
        self.eventLoop = eventLoop
        self.clock = clock
        self.startedAt = .now()
        self.plan = Mutex(RecordingPlan(wish))
        let promise = eventLoop.makePromise(of: Recorded.self)
        self.promise = promise
        self.result = promise.futureResult
        let failed = eventLoop.makePromise(of: WriteError.self)
        do throws(WriteError) {
            self.writer = try FileWriter(
                path,
                replaces: replaces,
                backlog: backlog,
                create: create,
                onFailure: { failed.succeed($0) }
            )
        } catch {
            failed.fail(error)
            promise.fail(error)
            throw error
        }
        failed.futureResult.whenSuccess { [weak self] _ in self?.writingFailed() }
        // Never told when all goes well.
        promise.futureResult.whenComplete { _ in failed.fail(CancellationError()) }
    }

    /// Takes the camera's parts from now on, until the end.
    ///
    /// - Parameter outlook: what is to be expected of the camera; called now and then.
    func start(from view: MediaView, outlook: @escaping @Sendable () -> RecordingPlan.Outlook = { .init() }) {
        let wish = self.plan.withLock { $0.wish }
        let ticks = self.eventLoop.scheduleRepeatedTask(initialDelay: Self.tick, delay: Self.tick) { [weak self] _ in
            self?.tick(outlook)
        }
        let feed = view.feed(.recording, lookback: wish.lookback) { [weak self] in
            guard let self else { return }
            self.eventLoop.execute { self.takeWhatCame() }
        }
        self.result.whenComplete { _ in
            ticks.cancel()
            feed.cancel()
        }
        self.eventLoop.execute { self.takeWhatWasKept(feed, from: wish.asked.advanced(by: .zero - wish.lookback)) }
    }

    var progress: Progress {
        self.plan.withLock { plan in
            Progress(
                path: self.writer.path,
                startedAt: self.startedAt,
                length: plan.length,
                bytes: self.writer.written,
                duration: plan.wish.duration
            )
        }
    }

    /// Ends it with what it has; from any thread.
    func stop(_ reason: RecordingPlan.StopReason) {
        self.eventLoop.execute {
            self.intake.withLock { $0.stop = $0.stop ?? reason }
            self.takeWhatCame()
        }
    }

    private func tick(_ outlook: @Sendable () -> RecordingPlan.Outlook) {
        self.takeWhatCame()
        let now = self.clock()
        let isStuck = self.intake.withLock { intake in
            intake.kept.isEmpty ? nil : now.since(intake.handedOverAt) >= FileWriter.patience
        }
        // While it is the disk that is waited for, as one that spins up for fifteen seconds, the camera is not silent.
        guard let isStuck else { return self.perform { $0.tick(now, outlook()) } }
        guard isStuck else { return }
        self.intake.withLock { $0.kept = [] }
        self.perform { $0.stop(.asked) }
    }

    private func takeWhatWasKept(_ feed: MediaFeed, from time: MonotonicTime) {
        var kept: [MediaFragment] = []
        while case .part(let fragment, _) = feed.next() { kept.append(fragment) }
        let beginning = RecordingPlan.beginning(of: kept, from: time)
        self.intake.withLock { intake in
            intake.kept = beginning[...]
            intake.handedOverAt = self.clock()
            intake.feed = feed
        }
        self.takeWhatCame()
    }

    /// First what was kept, as the writer has room; then what comes, as it comes.
    private func takeWhatCame() {
        guard let feed = self.intake.withLock(\.feed) else { return }
        while self.writer.isHalfEmpty, let fragment = self.intake.withLock({ $0.kept.popFirst() }) {
            let now = self.clock()
            self.intake.withLock { $0.handedOverAt = now }
            self.perform { $0.arrived(fragment, at: now) }
        }
        let (isWritten, stop) = self.intake.withLock { ($0.kept.isEmpty, $0.stop) }
        guard isWritten else { return }
        if let stop { return self.perform { $0.stop(stop) } }
        while true {
            switch feed.next() {
            case .part(let fragment, _):
                let now = self.clock()
                self.perform { $0.arrived(fragment, at: now) }
            case .nothingYet: return
            case .ended: return self.perform { $0.stop(.cameraGone) }
            }
        }
    }

    private func perform(_ step: (inout RecordingPlan) -> [RecordingPlan.Action]) {
        for action in self.plan.withLock({ step(&$0) }) {
            switch action {
            case .write(let pieces): self.writer.append(pieces)
            case .end(let ending): self.commit(ending)
            case .fail(let failure):
                self.writer.discard(on: self.eventLoop).whenSuccess { outcome in
                    self.promise.fail(
                        outcome.error.map { Failure.unwritten($0, kept: nil) } ?? Failure.noVideo(failure)
                    )
                }
            }
        }
    }

    private func commit(_ ending: RecordingPlan.Ending) {
        let (length, before) = self.plan.withLock { ($0.length, $0.before ?? .zero) }
        self.writer.commit(on: self.eventLoop).whenSuccess { outcome in
            if let error = outcome.error {
                self.promise.fail(Failure.unwritten(error, kept: outcome.kept))
                return
            }
            self.promise.succeed(
                Recorded(
                    path: "\(self.writer.path)",
                    length: length,
                    bytes: self.writer.written,
                    before: before,
                    ending: ending
                )
            )
        }
    }

    /// The plan learns of it as of an end; the writer knows why.
    private func writingFailed() {
        self.perform { $0.stop(.asked) }
    }
}
