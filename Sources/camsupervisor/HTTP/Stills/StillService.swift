import HTTPTypes
import IPC
import NIOCore
import Shared

/// Finds the still that answers a request: the newest frame when it is young enough, else the next one, else an honest
/// refusal.
struct StillService: Sendable {
    /// Longest wait for a frame (design §9).
    static let standardPatience = Duration.seconds(10)
    /// Longest wait for a scaled picture.
    static let scalePatience = Duration.seconds(5)

    /// Longest wait for a camera that was away when the request came: the request itself makes its worker try
    /// again, but a dashboard with ten dead cameras must not hang.
    static let patienceWithAbsent = Duration.seconds(2)

    let hub: FrameHub
    let board: CameraBoard
    var patience = standardPatience
    private let scaledPictures = ScaledPictures()

    init(hub: FrameHub, board: CameraBoard) {
        self.hub = hub
        self.board = board
    }

    /// The camera is gone from the configuration.
    func forget(_ camera: CameraID) {
        self.scaledPictures.forget(camera)
    }

    /// The frame, or a ``Problem`` with the reason in words.
    func still(
        of entry: CameraBoard.Entry,
        for request: StillRequest,
        on eventLoop: any EventLoop,
        arrivedAt arrival: MonotonicTime = .now()
    ) async throws(Problem) -> Frame {
        guard let camera = entry.configuration, let view = self.hub.view(of: entry) else {
            throw .unavailable(entry.status)
        }
        let frame = try await self.frame(of: camera, entry, view, request, eventLoop, arrival)
        guard request.isScaled else { return frame }
        let scaled = try await self.scaled(frame, to: request, of: entry, on: eventLoop)
        // It took its time, too.
        let freshness = Freshness(of: camera)
        if request.maximumAge == nil, let staleAfter = freshness.staleAfter, freshness.isStale(scaled.age(at: .now())) {
            throw self.tooLate(entry.status, frame, staleAfter)
        }
        return scaled
    }

    private func frame(
        of camera: CameraConfiguration,
        _ entry: CameraBoard.Entry,
        _ view: ViewHub,
        _ request: StillRequest,
        _ eventLoop: any EventLoop,
        _ arrival: MonotonicTime
    ) async throws(Problem) -> Frame {
        let freshness = Freshness(of: camera)
        if entry.status.state == .off { throw .unavailable(entry.status) }
        // An event cannot be asked for: only who says how old a picture may be waits for the next one.
        if freshness.isPushed, request.maximumAge == nil { return try Self.event(camera, freshness, view.newest) }
        let wanted = request.maximumAge ?? freshness.usualStillAge
        let earliest = max(arrival.advanced(by: .zero - wanted), view.addressChanged)
        let demand = FrameDemand(newerThan: 0, capturedAfter: earliest)
        if let newest = view.newest, demand.accepts(newest) { return newest }
        // A picture that is not stale is better than none.
        func fallback() -> Frame? {
            guard request.maximumAge == nil, let newest = view.newest else { return nil }
            return freshness.isStale(newest.age(at: .now())) ? nil : newest
        }
        if entry.status.state == .misconfigured { throw .unavailable(entry.status) }
        let isAway = entry.status.state.isAway
        // What is away may be there at another address by now: then it is asked first.
        let isOfThisAddress = view.newest.map { $0.payload.captured > view.addressChanged } ?? false
        if isAway, isOfThisAddress, let frame = fallback() { return frame }
        // Without a worker there is nobody whom the request could make try again.
        if isAway, let start = entry.status.worker.restartAt, start.since(arrival) > Self.patienceWithAbsent {
            throw .unavailable(entry.status)
        }
        let waiter = StillWaiter(eventLoop: eventLoop)
        let (board, entity) = (self.board, entry.status.entity)
        let frame = await waiter.wait(
            on: view,
            for: demand,
            timeout: isAway ? min(Self.patienceWithAbsent, self.patience) : self.patience
        ) {
            if board.isStopping { return true }
            // Only words newer than the request count: older ones may be about yesterday.
            guard let status = board[entity]?.status else { return true }
            return status.state.isAway && status.reportedAt > arrival
        }
        if let frame = frame ?? fallback() { return frame }
        if board.isStopping || Task.isCancelled { throw .shuttingDown }
        guard let now = board[entity] else { throw .unknownCamera(entry.status.slug) }
        if now.status.state.isAway { throw .unavailable(now.status) }
        throw self.tooLate(entry.status, view.newest, wanted)
    }

    private func scaled(
        _ frame: Frame,
        to request: StillRequest,
        of entry: CameraBoard.Entry,
        on eventLoop: any EventLoop
    ) async throws(Problem) -> Frame {
        let size = (width: UInt32(request.width), height: UInt32(request.height))
        let isSmallEnough =
            frame.payload.width > 0 && (size.width == 0 || frame.payload.width <= size.width)
            && (size.height == 0 || frame.payload.height <= size.height)
        // Never enlarged; a vector picture scales itself.
        if isSmallEnough || frame.payload.format == .svg { return frame }
        let key = ScaledPictures.Key(
            camera: entry.status.id,
            contentVersion: frame.contentVersion,
            width: size.width,
            height: size.height
        )
        let deadline = MonotonicTime.now() + Self.scalePatience
        do {
            let picture = try await self.scaledPictures.picture(key, on: eventLoop) {
                guard MonotonicTime.now() < deadline else { throw WorkerConnection.TimedOut() }
                return try await self.scale(frame, to: size, of: key.camera, on: eventLoop)
            }
            var payload = frame.payload
            payload.format = picture.format
            payload.width = picture.width
            payload.height = picture.height
            return Frame(
                payload: payload,
                generation: frame.generation,
                picture: picture.bytes,
                version: frame.version,
                contentVersion: frame.contentVersion
            )
        } catch let problem as Problem {
            throw problem
        } catch {
            if self.board.isStopping || Task.isCancelled { throw .shuttingDown }
            throw self.problem(from: error, scalingOf: entry)
        }
    }

    private func problem(from error: any Error, scalingOf entry: CameraBoard.Entry) -> Problem {
        let camera = "camera '\(entry.status.slug)'"
        switch error {
        case is WorkerConnection.TimedOut:
            return Problem(
                .serviceUnavailable,
                "\(camera): its worker did not scale the picture within \(Self.scalePatience.forPeople)",
                retryAfter: 1
            )
        case WorkerConnection.QuestionError.busy:
            return Problem(.serviceUnavailable, "\(camera): too many pictures are being scaled", retryAfter: 1)
        default: return .noWorker(for: self.board[entry.status.entity]?.status ?? entry.status)
        }
    }

    /// Has the camera's worker, the present one, scale a picture.
    private func scale(
        _ frame: Frame,
        to size: (width: UInt32, height: UInt32),
        of camera: CameraID,
        on eventLoop: any EventLoop
    ) async throws -> ScaledPictures.Picture {
        guard let connection = self.board[camera]?.connection else { throw WorkerConnection.QuestionError.workerGone }
        var question: UInt32 = 0
        let answer = try connection.ask(on: eventLoop, timeout: Self.scalePatience) { sequence, link in
            question = sequence
            link.sendScale(ScaleRequest(width: size.width, height: size.height), of: frame, sequence: sequence)
        }
        let reply = try await withTaskCancellationHandler {
            try await answer.get()
        } onCancel: { [question] in
            connection.withdraw(question)
        }
        switch reply {
        case .picture(let payload, let bytes):
            return .init(format: payload.format, width: payload.width, height: payload.height, bytes: bytes)
        case .result(let result):
            let isBusy = result.status == 503
            throw Problem(.init(ofWorker: result.status), result.reason, retryAfter: isBusy ? 1 : nil)
        }
    }

    /// The last event, with its true age.
    private static func event(
        _ camera: CameraConfiguration,
        _ freshness: Freshness,
        _ newest: Frame?
    ) throws(Problem) -> Frame {
        guard let newest else {
            throw Problem(.serviceUnavailable, "camera '\(camera.id)': nothing was uploaded yet", retryAfter: 10)
        }
        guard !freshness.isStale(newest.age(at: .now())) else {
            throw Problem(
                .serviceUnavailable,
                "camera '\(camera.id)': the last upload is stale, it came at \(Timestamp(newest.payload.capturedWall))",
                retryAfter: 10
            )
        }
        return newest
    }

    private func tooLate(_ status: CameraStatus, _ newest: Frame?, _ wanted: Duration) -> Problem {
        let last =
            newest.map { "the last one was captured at \(Timestamp($0.payload.capturedWall))" } ?? "none has come yet"
        return Problem(
            .serviceUnavailable,
            "camera '\(status.slug)': no picture younger than \(wanted.forPeople) came within \(self.patience.forPeople); \(last)",
            retryAfter: 5
        )
    }
}
