import HTTPTypes
import IPC
import NIOCore
import Shared

/// Finds the still that answers a request: the newest frame when it is young enough, else the next one, else an honest
/// refusal.
struct StillService: Sendable {
    /// Longest wait for a frame (design §9).
    static let patience = Duration.seconds(10)
    /// A picture that is not older needs no new one, when the request does not say; also what keeps a dashboard that
    /// polls ten stills a second from asking the camera ten times.
    static let defaultMaximumAge = Duration.seconds(1)
    /// Longest wait for a scaled picture.
    static let scalePatience = Duration.seconds(5)

    /// Longest wait for a camera that was away when the request came: the request itself makes its worker try
    /// again, but a dashboard with ten dead cameras must not hang.
    static let patienceWithAbsent = Duration.seconds(2)

    let hub: FrameHub
    let board: CameraBoard
    private let scaledPictures = ScaledPictures()

    init(hub: FrameHub, board: CameraBoard) {
        self.hub = hub
        self.board = board
    }

    /// The frame, or a ``Problem`` with the reason in words.
    func still(
        of entry: CameraBoard.Entry,
        for request: StillRequest,
        on eventLoop: any EventLoop,
        arrivedAt arrival: MonotonicTime = .now()
    ) async throws(Problem) -> Frame {
        guard let camera = entry.configuration, let view = self.hub[camera.id] else {
            throw Self.unavailable(entry)
        }
        let frame = try await self.frame(of: camera, entry, view, request, eventLoop, arrival)
        guard request.isScaled else { return frame }
        return try await self.scaled(frame, to: request, of: entry, on: eventLoop)
    }

    private func frame(
        of camera: CameraConfiguration,
        _ entry: CameraBoard.Entry,
        _ view: ViewHub,
        _ request: StillRequest,
        _ eventLoop: any EventLoop,
        _ arrival: MonotonicTime
    ) async throws(Problem) -> Frame {
        // A push camera's picture is an event: served with its true age for ever, unless the request says otherwise.
        if camera.staleAfter == nil, request.maximumAge == nil {
            guard let newest = view.newest else {
                throw Problem(.serviceUnavailable, "camera '\(camera.id)': nothing was uploaded yet", retryAfter: 10)
            }
            return newest
        }
        let wanted = request.maximumAge ?? Self.defaultMaximumAge
        let demand = FrameDemand(newerThan: 0, capturedAfter: arrival.advanced(by: .zero - wanted))
        if let newest = view.newest, demand.accepts(newest) { return newest }
        // A picture that is not stale is better than none.
        let fallback = view.newest.flatMap { newest in
            request.maximumAge == nil && newest.age(at: arrival) < (camera.staleAfter ?? .zero) ? newest : nil
        }
        if entry.status.state == .off || entry.status.state == .misconfigured { throw Self.unavailable(entry) }
        let isAway = entry.status.state.isAway
        if isAway, let fallback { return fallback }
        // Without a worker there is nobody whom the request could make try again.
        if isAway, let start = entry.status.worker.restartAt, start.since(arrival) > Self.patienceWithAbsent {
            throw Self.unavailable(entry)
        }
        let waiter = StillWaiter(eventLoop: eventLoop)
        let board = self.board
        let frame = await waiter.wait(
            on: view,
            for: demand,
            timeout: isAway ? Self.patienceWithAbsent : Self.patience
        ) {
            if board.isStopping { return true }
            // Only words newer than the request count: older ones may be about yesterday.
            guard let status = board[camera.id]?.status else { return true }
            return status.state.isAway && status.reportedAt > arrival
        }
        if let frame { return frame }
        if let fallback { return fallback }
        if board.isStopping || Task.isCancelled { throw .shuttingDown }
        if let now = board[camera.id], now.status.state.isAway { throw Self.unavailable(now) }
        throw Self.tooLate(camera.id, view.newest, wanted)
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
            throw Problem(.serviceUnavailable, "the picture could not be scaled: \(error)", retryAfter: 1)
        }
    }

    /// Has the camera's worker, the present one, scale a picture.
    private func scale(
        _ frame: Frame,
        to size: (width: UInt32, height: UInt32),
        of camera: CameraID,
        on eventLoop: any EventLoop
    ) async throws -> ScaledPictures.Picture {
        guard let connection = self.board[camera]?.connection else {
            throw Problem(.serviceUnavailable, "the worker that scales is being replaced", retryAfter: 1)
        }
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

    private static func unavailable(_ entry: CameraBoard.Entry) -> Problem {
        let status = entry.status
        return Problem(
            .serviceUnavailable,
            "camera '\(status.id)' \(status.state.clause)\(status.reason.map { ": \($0)" } ?? "")",
            retryAfter: Self.retryAfter(of: status, at: .now())
        )
    }

    /// Seconds after which it is worth asking again for a camera that is away.
    static func retryAfter(of status: CameraStatus, at now: MonotonicTime) -> Int {
        guard let recovery = status.recovery(at: now) else { return Self.usualRetryAfter }
        return min(max(1, Int(recovery.inSeconds.rounded(.up))), Self.longestRetryAfter)
    }

    private static let usualRetryAfter = 10
    /// A camera that refused us is asked again after half an hour, but a `restart` may mend it sooner.
    private static let longestRetryAfter = 600

    private static func tooLate(_ id: CameraID, _ newest: Frame?, _ wanted: Duration) -> Problem {
        let last =
            newest.map { "the last one was captured at \(Timestamp($0.payload.capturedWall))" } ?? "none has come yet"
        return Problem(
            .serviceUnavailable,
            "camera '\(id)': no picture younger than \(wanted.forPeople) came within \(Self.patience.forPeople); \(last)",
            retryAfter: 5
        )
    }
}
