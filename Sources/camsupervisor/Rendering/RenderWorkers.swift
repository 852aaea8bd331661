import Logging
import NIOCore

/// Brings workers to life that render templates.
struct RenderWorkers: Sendable {
    var process: WorkerProcess
    /// Loops that carry frames.
    var dataLoops: any EventLoopGroup
    /// `nil` where workers run as we do.
    var users: WorkerUsers?
    var logger: Logger

    /// The whole life of one, until it is reaped.
    ///
    /// - Throws: when it does not come to life.
    func run(_ conversation: RenderConversation, number: UInt64, in place: Int) async throws -> WorkerStatus {
        try await BriefWorkers(process: self.process, dataLoops: self.dataLoops, logger: self.logger).run(
            .render,
            conversation,
            generation: UInt32(truncatingIfNeeded: number),
            as: self.users?.userOfRenderer(place)
        )
    }
}
