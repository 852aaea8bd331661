internal import IPC
internal import Shared

/// Stills from a file: read when wanted and changed.
///
/// Its picture's age counts from the last look at it, and its capture time is the file's modification.
final class FileSource: CameraSource {
    private unowned let host: any SourceHost
    private let reader: FileReader
    private let staleAfter: Duration?
    private var machine: StillStateMachine
    private var generator = SystemRandomNumberGenerator()
    private var held: (stamp: FileReader.Stamp, picture: HeldPicture)?
    private var trouble: (connection: StateReport.Connection, reason: String)?
    private(set) var deadline: MonotonicTime?

    init(_ configuration: GenericConfiguration, staleAfter: Duration?, host: any SourceHost) {
        self.host = host
        self.staleAfter = staleAfter
        self.reader = FileReader(
            path: CameraURL.percentDecoded(configuration.stillImageURL.path),
            folders: configuration.readableFolders
        )
        self.machine = StillStateMachine(frameRate: configuration.frameRate)
    }

    func start(at now: MonotonicTime) {
        self.host.report(StateReport(connection: .idle))
    }

    func demandChanged(_ demand: Demand, at now: MonotonicTime) {
        self.perform(self.machine.demandChanged(demand, at: now), at: now)
        self.reportState(demand, at: now)
    }

    func tick(at now: MonotonicTime) {
        self.perform(self.machine.next(at: now), at: now)
    }

    private func perform(_ action: StillStateMachine.Action, at now: MonotonicTime) {
        self.deadline = nil
        switch action {
        case .fetch:
            let (outcome, demand) = self.look(at: now)
            let next = self.machine.fetched(outcome, demand: demand, at: now, using: &self.generator)
            self.reportState(demand, at: now)
            self.perform(next, at: now)
        case .wait(let time): self.deadline = time
        case .rest: break
        }
    }

    private func look(at now: MonotonicTime) -> (StillStateMachine.Outcome, Demand) {
        do throws(FileError) {
            guard let (stamp, bytes) = try self.reader.read(unless: self.held?.stamp) else {
                let picture = self.held?.picture.confirmed(at: now, demand: self.host.demand)
                return (.picture, picture.map { self.host.publish($0) } ?? self.host.demand)
            }
            return self.accept(bytes, stamp, at: now)
        } catch {
            return self.failed(error.reason, error.isMisconfiguration ? .misconfigured : .offline)
        }
    }

    private func accept(
        _ bytes: [UInt8],
        _ stamp: FileReader.Stamp,
        at now: MonotonicTime
    ) -> (StillStateMachine.Outcome, Demand) {
        do throws(PictureRefusal) {
            let identity = try PictureAcceptance.judge(bytes)
            let picture = Picture(bytes, identity, captured: now, wall: stamp.modified)
            self.host.count(bytes: bytes.count, connections: 0)
            self.held = (stamp, HeldPicture(picture, staleAfter: self.staleAfter))
            self.trouble = nil
            return (.picture, self.host.publish(picture))
        } catch {
            return self.failed("holds \(error)", .offline)
        }
    }

    private func failed(
        _ reason: String,
        _ connection: StateReport.Connection
    ) -> (StillStateMachine.Outcome, Demand) {
        self.held = nil
        self.trouble = (connection, "file \(self.reader.path) \(reason)")
        return (.failure(.unavailable), self.host.demand)
    }

    private func reportState(_ demand: Demand, at now: MonotonicTime) {
        let trouble = self.trouble.flatMap { trouble in
            self.machine.schedule.report(trouble.reason, as: trouble.connection, at: now)
        }
        self.host.report(trouble ?? StateReport(connection: demand.isWatched ? .connected : .idle))
    }
}
