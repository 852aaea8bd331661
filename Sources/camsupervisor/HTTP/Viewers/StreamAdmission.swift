import HTTPTypes
import Logging
import NIOCore
import Shared

/// Whether a request is for a stream that may be watched, and with which options.
///
/// Shared by the takeover and the route that answers what was refused.
struct StreamAdmission: Sendable {
    /// Home Assistant's least interval between frames is 0.5 s; ours is a frame of the fastest camera.
    static let intervals = 0.01...3_600.0
    static let pathPrefix = "/api/camera_proxy_stream/"

    let board: CameraBoard
    let hub: FrameHub
    let rules: Replaceable<FrontRules>
    let logger: Logger
    /// The streams that were admitted and have not ended.
    let open = OpenStreams()

    /// The viewer of an allowed stream; `nil` for everything else.
    func admit(_ request: HTTPRequest, origin: RequestOrigin, on eventLoop: any EventLoop) -> MJPEGViewer? {
        guard request.method == .get, let path = request.path, path.hasPrefix(Self.pathPrefix) else { return nil }
        guard case .success(let (view, options)) = self.admissible(request, origin: origin) else { return nil }
        self.logger.debug("GET \(RequestTarget(path).withoutSecrets) stream")
        let name = Self.name(in: RequestTarget(path))
        let isAway = { @Sendable [board] in board[named: name]?.status.state.isAway ?? true }
        let registry = MJPEGViewer.Registry(streams: self.open) {
            // Judged like a request that comes now: another token, no such camera, another `when_stale`.
            guard case .success(let (present, options)) = self.examine(request, origin: origin), present === view else {
                return nil
            }
            return options
        }
        return MJPEGViewer(
            eventLoop: eventLoop,
            view: view,
            options: options,
            isAway: isAway,
            embedding: EmbeddingPolicy(request, self.rules.current.access),
            registry: registry
        )
    }

    /// The same as ``examine(_:origin:)`` for a stream that is about to begin.
    ///
    /// Of a camera that was turned off nothing is to be seen, in Home Assistant neither. Who watches when it is turned off stays,
    /// and sees when it is turned on.
    func admissible(
        _ request: HTTPRequest,
        origin: RequestOrigin
    ) -> Result<(ViewHub, MJPEGViewer.Options), Problem> {
        self.examine(request, origin: origin).flatMap { found in
            let name = Self.name(in: RequestTarget(request.path ?? "/"))
            guard let status = self.board[named: name]?.status, status.isTurnedOff else { return .success(found) }
            return .failure(.unavailable(status))
        }
    }

    /// The view and options, or the answer that says why not.
    func examine(
        _ request: HTTPRequest,
        origin: RequestOrigin
    ) -> Result<(ViewHub, MJPEGViewer.Options), Problem> {
        let target = RequestTarget(request.path ?? "/")
        // The router takes doubled slashes for one; the takeover does not, so neither do we: cut by its length, another
        // path would name a camera by chance, and the route would answer for a stream that nobody took over.
        let hasPrefix = target.path.hasPrefix(Self.pathPrefix)
        let name = Self.name(in: target)
        let found = self.board[named: name]
        let id = found?.status.id ?? CameraID(pathComponent: name)
        if let refusal = Problem(
            self.rules.current.access.decide(request, origin: origin, demand: .init(permission: .view, camera: id))
        ) {
            return .failure(refusal)
        }
        if origin.isControl { return .failure(.onlyOnNetwork("streams")) }
        guard hasPrefix else { return .failure(.nothing(at: target)) }
        guard let entry = found else { return .failure(.unknownCamera(name)) }
        guard let camera = entry.configuration, let view = self.hub.view(of: entry) else {
            guard entry.status.view == nil else { return .failure(.unavailable(entry.status)) }
            return .failure(
                Problem(
                    .serviceUnavailable,
                    "camera '\(entry.status.id)' is misconfigured: \(entry.status.reason ?? "")",
                    retryAfter: 60
                )
            )
        }
        var options = MJPEGViewer.Options(staleAfter: camera.staleAfter, whenStale: camera.whenStale)
        if case .push = camera.source { options.replays = true }
        if let text = target["interval"] {
            guard let seconds = Double(text), Self.intervals.contains(seconds) else {
                return .failure(
                    Problem(.badRequest, "interval is a number of seconds from 0.01 to 3600, not '\(text.prefix(40))'")
                )
            }
            options.interval = .seconds(seconds)
        }
        return .success((view, options))
    }
}

extension StreamAdmission {
    /// Of a camera, or of a view.
    private static func name(in target: RequestTarget) -> Substring {
        target.path.hasPrefix(Self.pathPrefix) ? target.path.dropFirst(Self.pathPrefix.count) : ""
    }
}

extension Problem {
    static func unknownCamera(_ name: some StringProtocol) -> Problem {
        Problem(.notFound, "there is no camera '\(name.prefix(80))'")
    }

    /// For who may see the camera: to others there is nothing by that name.
    static func hiddenView(_ name: some StringProtocol, of camera: CameraID) -> Problem {
        Problem(
            .notFound,
            "'\(name.prefix(80))' is a view of camera '\(camera)' that is not shown: 'entities:' of the camera enables it"
        )
    }

    /// The control socket's thread also supervises, pings and feeds the watchdog: what carries frames is not for it.
    static func onlyOnNetwork(_ what: String) -> Problem {
        Problem(.forbidden, "\(what) are on the HTTP port, not on the control socket")
    }

    static func nothing(at target: RequestTarget) -> Problem {
        Problem(.notFound, "there is nothing at \(target.withoutSecrets.prefix(80))")
    }

    /// The refusal of a decision; `nil` when it allows.
    init?(_ decision: AccessPolicy.Decision) {
        switch decision {
        case .allowed: return nil
        case .unauthorized: self.init(.unauthorized, "a valid token is needed (Authorization: Bearer … or ?token=…)")
        case .forbidden(let reason): self.init(.forbidden, reason)
        }
    }
}
