internal import IPC
internal import Shared

/// Stills from a file: read when wanted and changed.
///
/// Its picture's age counts from the last look at it, and its capture time is the file's modification. A file that is
/// written in place is met half-written now and then; that is no trouble unless it lasts.
final class FileSource: CameraSource {
    /// How long a file may be half-written before that is said: longer than a program pauses while it writes a picture.
    private static let longestWriting: Duration = .seconds(2)

    private unowned let host: any PictureSink
    private let address: LiveAddress
    private let folders: [String]
    private var reader: FileReader?
    private var staleAfter: Duration?
    private var machine: StillStateMachine
    private var generator = SystemRandomNumberGenerator()
    private var held: (stamp: FileReader.Stamp, picture: HeldPicture)?
    /// Since when the file has been half-written, and when that was last seen.
    private var writing: (since: MonotonicTime, seen: MonotonicTime)?
    private var trouble: (connection: StateReport.Connection, reason: String)?
    private(set) var deadline: MonotonicTime?

    init(_ configuration: GenericConfiguration, address: LiveAddress, staleAfter: Duration?, host: any PictureSink) {
        self.host = host
        self.staleAfter = staleAfter
        self.address = address
        self.folders = configuration.readableFolders
        self.machine = StillStateMachine(frameRate: configuration.frameRate)
    }

    func start(at now: MonotonicTime) {
        self.host.report(StateReport(connection: .idle))
    }

    func retuned(_ configuration: CameraConfiguration, at now: MonotonicTime) {
        self.staleAfter = configuration.staleAfter
        self.held?.picture.staleAfter = configuration.staleAfter
        guard case .generic(let generic) = configuration.source else { return }
        self.perform(self.machine.retuned(frameRate: generic.frameRate, at: now), at: now)
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
            self.machine.fetched(self.look(at: now), at: now, using: &self.generator)
            self.reportState(self.machine.demand, at: now)
            // What is wanted next is known only after this turn.
            self.deadline = now
        case .wait(let time): self.deadline = time
        case .rest: break
        }
    }

    func statesChanged(at now: MonotonicTime) {
        guard self.address.isTemplate else { return }
        self.perform(self.machine.addressChanged(at: now), at: now)
    }

    private func look(at now: MonotonicTime) -> StillStateMachine.Outcome {
        do throws(AddressTrouble) {
            let url = try self.address.url()
            // Rendered a moment ago it was a file: it is another source's now (``EitherStillSource``).
            guard url.scheme == "file" else { return .abandoned }
            let path = CameraURL.percentDecoded(url.path)
            if let reader, reader.path == path { return self.look(with: reader, at: now) }
            let reader = FileReader(path: path, folders: self.folders)
            self.reader = reader
            self.held = nil
            self.writing = nil
            return self.look(with: reader, at: now)
        } catch {
            self.trouble = (.offline, "\(self.address.key): \(error)")
            return error == .leaving ? .abandoned : .failure(.unavailable)
        }
    }

    private func look(with reader: FileReader, at now: MonotonicTime) -> StillStateMachine.Outcome {
        do throws(FileError) {
            guard let (stamp, bytes) = try reader.read(unless: self.held?.stamp) else {
                self.writing = nil
                let picture = self.held?.picture.confirmed(at: now, demand: self.machine.demand)
                if let picture { self.host.publish(picture) }
                return .picture
            }
            return self.accept(bytes, stamp, at: now)
        } catch .changing {
            return self.unfinished(FileError.changing.reason, at: now)
        } catch {
            return self.failed(error.reason, error.isMisconfiguration ? .misconfigured : .offline)
        }
    }

    private func accept(
        _ bytes: [UInt8],
        _ stamp: FileReader.Stamp,
        at now: MonotonicTime
    ) -> StillStateMachine.Outcome {
        do throws(PictureRefusal) {
            let identity = try PictureAcceptance.judge(bytes)
            let picture = Picture(bytes, identity, captured: now, wall: stamp.modified)
            self.host.count(bytes: bytes.count, connections: 0)
            self.held = (stamp, HeldPicture(picture, staleAfter: self.staleAfter))
            self.trouble = nil
            self.writing = nil
            self.host.publish(picture)
            return .picture
        } catch {
            let isBegun = bytes.isEmpty || error.isTruncation
            return isBegun ? self.unfinished("holds \(error)", at: now) : self.failed("holds \(error)", .offline)
        }
    }

    /// The file has no whole picture; the held one stays for what comes.
    private func unfinished(_ reason: String, at now: MonotonicTime) -> StillStateMachine.Outcome {
        // What was seen some time ago was another writing.
        let last = self.writing.flatMap { now.since($0.seen) < Self.longestWriting ? $0 : nil }
        let since = last?.since ?? now
        self.writing = (since, now)
        return now.since(since) < Self.longestWriting ? .unfinished : self.failed(reason, .offline)
    }

    private func failed(
        _ reason: String,
        _ connection: StateReport.Connection
    ) -> StillStateMachine.Outcome {
        self.held = nil
        self.trouble = (connection, "file \(self.reader?.path ?? "") \(reason)")
        return .failure(.unavailable)
    }

    private func reportState(_ demand: Demand, at now: MonotonicTime) {
        let trouble = self.trouble.flatMap { trouble in
            self.machine.schedule.report(trouble.reason, as: trouble.connection, at: now)
        }
        self.host.report(trouble ?? StateReport(connection: demand.isWatched ? .connected : .idle))
    }
}
