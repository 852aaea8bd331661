import NIOCore
import NIOPosix
import Shared
import Synchronization

/// Writes one file on a thread of its own: a disk that hangs holds that thread and this file, and nobody else.
///
/// What is handed over waits in memory, within ``WriteBacklog``'s bounds.
final class FileWriter: Sendable {
    /// For the disk to take what waits, at the end.
    static let patience = Duration.seconds(30)
    private static let patienceAfterFailure = Duration.seconds(3)

    private struct State {
        var waiting = 0
        var written = 0
        var failure: WriteError?
        var isClosed = false
    }

    /// How a file ended.
    struct Outcome: Sendable, Equatable {
        /// `nil` when the file has its name.
        var error: WriteError?
        /// Where what was written before an error is kept.
        var kept: String?
    }

    /// Makes the file; may wait for the disk.
    typealias Create = @Sendable (WritePath, _ replaces: Bool) throws(WriteError) -> PendingFile

    static let pendingFile: Create = { path, replaces throws(WriteError) in
        try PendingFile(path, replaces: replaces)
    }

    let path: WritePath
    private let replaces: Bool
    private let backlog: WriteBacklog
    private let thread: NIOThreadPool
    private let state = Mutex(State())
    /// Touched on the thread alone.
    private let file = Mutex<PendingFile?>(nil)
    private let onFailure: @Sendable (WriteError) -> Void

    /// Begins to make the file.
    ///
    /// - Parameter onFailure: told once, on the thread or where ``append(_:)`` is called, when it cannot be written on.
    init(
        _ path: WritePath,
        replaces: Bool,
        backlog: WriteBacklog,
        create: @escaping Create = FileWriter.pendingFile,
        onFailure: @escaping @Sendable (WriteError) -> Void = { _ in }
    ) throws(WriteError) {
        try backlog.fileBegins()
        self.path = path
        self.replaces = replaces
        self.backlog = backlog
        self.onFailure = onFailure
        self.thread = NIOThreadPool(numberOfThreads: 1)
        self.thread.start()
        self.onThread { writer in
            writer.unlessFailed { () throws(WriteError) in
                try writer.file.withLock { file throws(WriteError) in
                    file = try create(path, replaces)
                }
            }
        }
    }

    /// Bytes that are in the file.
    var written: Int { self.state.withLock { $0.written } }

    /// Whether who is in no hurry may hand over more.
    var isHalfEmpty: Bool {
        self.state.withLock { $0.waiting < WriteBacklog.mostOfFile / 2 } && self.backlog.isHalfEmpty
    }

    /// Appends pieces that make something whole together; does not wait.
    func append(_ pieces: [ByteBuffer]) {
        let length = pieces.reduce(0) { $0 + $1.readableBytes }
        let hasRoom = self.state.withLock { state in
            guard state.failure == nil, !state.isClosed else { return true }
            guard state.waiting + length <= WriteBacklog.mostOfFile, self.backlog.take(length) else { return false }
            state.waiting += length
            self.onThread { writer in
                defer { writer.wasTaken(length) }
                writer.unlessFailed { () throws(WriteError) in
                    try writer.file.withLock { file throws(WriteError) in try file?.append(pieces) }
                    writer.state.withLock { $0.written += length }
                }
            }
            return true
        }
        if !hasRoom { self.fail(.tooSlow("\(self.path)", waiting: self.state.withLock { $0.waiting })) }
    }

    /// Ends it when everything is on the disk.
    ///
    /// - Parameter keepsInterrupted: whether, after a failure, what is whole is kept under another name.
    /// - Returns: how it ended, or the disk's silence after ``patience``.
    func commit(
        on eventLoop: any EventLoop,
        patience: Duration = FileWriter.patience,
        keepsInterrupted: Bool = true
    ) -> EventLoopFuture<Outcome> {
        self.end(on: eventLoop, patience: patience, keepsInterrupted: keepsInterrupted) { writer in
            writer.unlessFailed { () throws(WriteError) in
                try writer.file.withLock { file throws(WriteError) in
                    try file?.commit(replaces: writer.replaces)
                }
            }
        }
    }

    /// Ends it and leaves nothing.
    func discard(on eventLoop: any EventLoop, patience: Duration = FileWriter.patience) -> EventLoopFuture<Outcome> {
        self.end(on: eventLoop, patience: patience, keepsInterrupted: false) { writer in
            writer.file.withLock { file in
                file?.discard()
                file = nil
            }
        }
    }

    private func end(
        on eventLoop: any EventLoop,
        patience: Duration,
        keepsInterrupted: Bool,
        _ last: @escaping @Sendable (FileWriter) -> Void
    ) -> EventLoopFuture<Outcome> {
        // One that has failed already is not waited for as long.
        let patience = self.state.withLock { state in
            state.isClosed = true
            return state.failure == nil ? patience : min(patience, Self.patienceAfterFailure)
        }
        let promise = eventLoop.makePromise(of: Outcome.self)
        let timer = eventLoop.scheduleTask(in: TimeAmount(patience)) {
            promise.succeed(
                Outcome(error: self.state.withLock { $0.failure } ?? .silent("\(self.path)", patience))
            )
        }
        self.onThread { writer in
            last(writer)
            let failure = writer.state.withLock { $0.failure }
            var kept: String?
            writer.file.withLock { file in
                if failure != nil, keepsInterrupted { kept = file?.interrupt() ?? nil }
                if failure != nil, !keepsInterrupted { file?.discard() }
                // Closed, and with it unlocked.
                file = nil
            }
            promise.succeed(Outcome(error: failure, kept: kept))
            writer.backlog.fileEnded()
            // Not before: it would drop what waits.
            writer.thread.shutdownGracefully { _ in }
        }
        return promise.futureResult.always { _ in timer.cancel() }
    }

    private func onThread(_ work: @escaping @Sendable (FileWriter) -> Void) {
        self.thread.submit { _ in work(self) }
    }

    private func unlessFailed(_ work: () throws(WriteError) -> Void) {
        guard self.state.withLock({ $0.failure }) == nil else { return }
        do throws(WriteError) {
            try work()
        } catch {
            self.fail(error)
        }
    }

    private func wasTaken(_ bytes: Int) {
        self.state.withLock { $0.waiting -= bytes }
        self.backlog.giveBack(bytes)
    }

    private func fail(_ error: WriteError) {
        let isFirst = self.state.withLock { state in
            defer { state.failure = state.failure ?? error }
            return state.failure == nil
        }
        if isFirst { self.onFailure(error) }
    }
}
