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
    static let usualLook = Duration.seconds(45)
    /// For starting the worker, and for its answer to come.
    private static let margin = Duration.seconds(5)

    /// The `camworker` program.
    var worker: String
    /// How long the worker may look.
    var look = CameraProber.usualLook
    var logger: Logger

    /// For the answer, starting the worker included.
    private var patience: Duration { self.look + Self.margin }

    /// What the worker reports, within ``look`` and a little more.
    ///
    /// - Parameter redaction: of what it was told.
    func probe(_ subject: ProbeRequest.Subject, redaction: Redaction) async throws(ProbeFailure) -> JSONValue {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var learnt = LearntPorts()
        var result = await self.probe(subject, learnt, redaction, on: group)
        // A worker cannot open itself a port: the next one has it.
        while case .failure(.elsewhere(let port)) = result, learnt.add(port) {
            result = await self.probe(subject, learnt, redaction, on: group)
        }
        try? await group.shutdownGracefully()
        return try result.get()
    }

    private func probe(
        _ subject: ProbeRequest.Subject,
        _ learnt: LearntPorts,
        _ redaction: Redaction,
        on group: MultiThreadedEventLoopGroup
    ) async -> Result<JSONValue, ProbeFailure> {
        let request = ProbeRequest(
            subject,
            timeMilliseconds: Int(self.look.wholeNanoseconds / 1_000_000),
            learntPorts: learnt
        )
        let promise = group.next().makePromise(of: JSONValue.self)
        let dialogue = ProbeDialogue(request, words: ProbeWords(redaction: redaction))
        let conversation = ProbeConversation(dialogue, promise: promise)
        let timer = group.next().scheduleTask(in: TimeAmount(self.patience)) { conversation.fail(.late(self.patience)) }
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
