import IPC
import Logging
import NIOCore
import NIOPosix
import Shared

/// Has a confined worker of its own look at a camera that is in no configuration.
///
/// Of the camera's bytes nothing is read here: the worker's answer is bounded, made printable, and read as a typed report.
struct CameraProber: Sendable {
    /// For the worker: some twenty commands, of which a slow camera answers one a second.
    static let look = Duration.seconds(45)
    /// For the answer, starting the worker included.
    static let patience = Duration.seconds(50)

    /// The `camworker` program.
    var worker: String
    var logger: Logger

    /// What the worker reports, within ``patience``.
    ///
    /// - Parameter redaction: of what it was told.
    func probe(_ subject: ProbeRequest.Subject, redaction: Redaction) async throws(ProbeFailure) -> JSONValue {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let result = await self.probe(subject, redaction, on: group)
        try? await group.shutdownGracefully()
        return try result.get()
    }

    private func probe(
        _ subject: ProbeRequest.Subject,
        _ redaction: Redaction,
        on group: MultiThreadedEventLoopGroup
    ) async -> Result<JSONValue, ProbeFailure> {
        let request = ProbeRequest(subject, timeMilliseconds: Int(Self.look.wholeNanoseconds / 1_000_000))
        let promise = group.next().makePromise(of: JSONValue.self)
        let dialogue = ProbeDialogue(request, words: ProbeWords(redaction: redaction))
        let conversation = ProbeConversation(dialogue, promise: promise)
        let timer = group.next().scheduleTask(in: TimeAmount(Self.patience)) { conversation.fail(.late) }
        defer { timer.cancel() }
        do {
            let status = try await BriefWorkers(
                process: WorkerProcess(executable: self.worker),
                dataLoops: group,
                logger: self.logger
            ).run(
                .probe,
                conversation,
                generation: 1,
                as: WorkerUsers(base: WorkerUsers.usualBase)?.userOfProbe,
                redaction: redaction
            )
            conversation.fail(.worker("\(status)"))
        } catch {
            conversation.fail(.worker("it cannot be started: \(error)"))
        }
        do {
            return .success(try await promise.futureResult.get())
        } catch {
            return .failure(error as? ProbeFailure ?? .worker("\(error)"))
        }
    }
}
