import HTTPTypes
import IPC
import Logging
import NIOCore
import Shared
import Synchronization

/// The recordings under way: several at once, of one camera too.
final class RecordingService: Sendable {
    /// For what runs to be brought to the disk when the service ends.
    static let endPatience = Duration.seconds(4)

    private struct State {
        var running: [ObjectIdentifier: Running] = [:]
        var isOver = false
        var totals = RecordingTotals()
    }

    private struct Running {
        var recorder: Recorder
        /// The camera, or the view.
        var entity: EntityID
    }

    /// Of snapshots, too.
    let backlog = WriteBacklog()
    private let state = Mutex(State())

    /// What all of them came to.
    var totals: RecordingTotals {
        self.state.withLock { state in
            var totals = state.totals
            totals.running = state.running.count
            totals.bytes += state.running.values.reduce(0) { $0 + $1.recorder.writer.written }
            return totals
        }
    }

    /// What is being recorded of a camera itself, or of a view, the oldest first.
    func progress(of entity: EntityID) -> [Recorder.Progress] {
        self.recorders(of: entity).map(\.progress).sorted { $0.startedAt < $1.startedAt }
    }

    func isRecording(_ entity: EntityID) -> Bool {
        self.state.withLock { $0.running.values.contains { $0.entity == entity } }
    }

    private func recorders(of entity: EntityID) -> [Recorder] {
        self.state.withLock { $0.running.values.filter { $0.entity == entity }.map(\.recorder) }
    }

    /// Ends what is being recorded of a camera itself, or of a view; each file is kept as far as it came.
    ///
    /// - Returns: how many.
    func stop(_ entity: EntityID, file: WritePath? = nil) -> Int {
        let recorders = self.recorders(of: entity)
            // As text: one file may be below two folders of files.write.
            .filter { file == nil || "\($0.writer.path)" == file.map { "\($0)" } }
        for recorder in recorders { recorder.stop(.asked) }
        return recorders.count
    }

    /// Ends all of them, and lets nothing begin any more.
    func stopAll() {
        let recorders = self.state.withLock { state in
            state.isOver = true
            return state.running.values.map(\.recorder)
        }
        for recorder in recorders { recorder.stop(.shuttingDown) }
    }

    /// Returns when none is left after ``stopAll()``, or after ``endPatience``.
    func ended() async {
        let deadline = MonotonicTime.now() + Self.endPatience
        while self.state.withLock({ !$0.running.isEmpty }), MonotonicTime.now() < deadline {
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Records, and returns when the file is there.
    ///
    /// Who asked may leave: it goes on.
    func record(
        _ entry: CameraBoard.Entry,
        from view: MediaView,
        _ call: RecordingCall,
        board: CameraBoard,
        on eventLoop: any EventLoop,
        logger: Logger
    ) async throws(Problem) -> RecordingDocument {
        let (camera, entity) = (entry.status.id, entry.status.entity)
        guard entry.hasVideo else {
            if entry.status.state == .misconfigured { throw .unavailable(entry.status) }
            // Home Assistant's words.
            throw Problem(.badRequest, "\(entity) does not support record service: it has no video stream")
        }
        if entry.status.state == .off { throw .unavailable(entry.status) }
        do {
            let recorder = try self.begin(entry.status, from: view, call, board, on: eventLoop)
            let recorded = try await recorder.result.get()
            let document = RecordingDocument(recorded, of: entity)
            self.state.withLock { $0.totals.made += 1 }
            let level = document.isCutShort == true ? Logger.Level.warning : .info
            logger.log(.recordingEnded, level, "recorded \(document.words)", ["camera": "\(camera)"])
            return document
        } catch {
            self.state.withLock { $0.totals.failed[.init(error), default: 0] += 1 }
            let problem = Self.problem(from: error, of: board[entity] ?? entry)
            logger.log(.recordingFailed, .warning, "not recorded: \(problem.detail)", ["camera": "\(camera)"])
            throw problem
        }
    }

    private func begin(
        _ status: CameraStatus,
        from view: MediaView,
        _ call: RecordingCall,
        _ board: CameraBoard,
        on eventLoop: any EventLoop
    ) throws -> Recorder {
        let (asked, entity) = (MonotonicTime.now(), status.entity)
        let recorder = try Recorder(
            of: status.id,
            to: call.path,
            replaces: call.replaces,
            wish: .init(asked: asked, duration: call.duration, lookback: call.lookback),
            backlog: self.backlog,
            on: eventLoop
        )
        let isOver = self.state.withLock { state in
            state.running[ObjectIdentifier(recorder)] = Running(recorder: recorder, entity: entity)
            return state.isOver
        }
        recorder.result.whenComplete { [weak self, id = ObjectIdentifier(recorder)] _ in
            self?.state.withLock { state in
                state.totals.bytes += state.running.removeValue(forKey: id)?.recorder.writer.written ?? 0
            }
        }
        recorder.start(from: view) { board.outlook(of: entity, view, since: asked) }
        if isOver { recorder.stop(.shuttingDown) }
        return recorder
    }

    private static func problem(from error: any Error, of entry: CameraBoard.Entry) -> Problem {
        switch error {
        case let error as WriteError: .unwritten(error)
        case Recorder.Failure.unwritten(let error, let kept): .unwritten(error, kept: kept)
        case Recorder.Failure.noVideo(.stopped(.shuttingDown)): .shuttingDown
        case Recorder.Failure.noVideo(let failure):
            // The first of them are Home Assistant's words.
            .noVideo(of: entry, "Recording failed to capture anything: \(failure)", retryAfter: 10)
        default: Problem(.internalServerError, "\(error)")
        }
    }
}

extension RecordingPlan.Failure: CustomStringConvertible {
    var description: String {
        switch self {
        case .hopeless: "there is no video"
        case .nothing(let time): "no video came within \(time.roundedForPeople)"
        case .noKeyFrame(let time): "no key frame came within \(time.roundedForPeople)"
        case .stopped(let reason): reason.rawValue
        }
    }
}

extension CameraBoard {
    /// What a recording of a camera that was asked for then may hope for.
    fileprivate func outlook(
        of entity: EntityID,
        _ view: MediaView,
        since asked: MonotonicTime
    ) -> RecordingPlan.Outlook {
        .init(
            isHopeless: self.isWaitingInVain(for: entity, view, since: asked, patience: RecordingPlan.silence),
            tryingSince: self.tryingSince(for: entity)
        )
    }
}
