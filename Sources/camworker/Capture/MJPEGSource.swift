internal import IPC
internal import Shared

/// An MJPEG camera: its stream for viewers, its still URL for stills while nobody views, else stills cut from the stream.
final class MJPEGSource: CameraSource {
    private let stream: MJPEGStream
    private let still: StillSource?
    private unowned let host: any PictureSink

    /// - Parameter prepare: changes how the still is asked for.
    init(
        _ configuration: MJPEGConfiguration,
        still: LiveAddress?,
        prepare: (inout StillRequest) -> Void = { _ in },
        staleAfter: Duration?,
        host: any PictureSink,
        connections: CameraConnections
    ) {
        self.host = host
        let request = HTTPRequest(
            url: configuration.mjpegURL,
            credentials: configuration.credentials,
            authentication: configuration.authentication,
            verifyTLS: configuration.verifyTLS
        )
        self.stream = MJPEGStream(request, staleAfter: staleAfter, host: host, connections: connections)
        self.still = still.map {
            var request = StillRequest(configuration, address: $0)
            prepare(&request)
            return StillSource(request, staleAfter: staleAfter, host: host, connections: connections)
        }
    }

    var deadline: MonotonicTime? {
        [self.stream.deadline, self.still?.deadline].compactMap(\.self).min()
    }

    func start(at now: MonotonicTime) {
        self.host.report(StateReport(connection: .idle))
    }

    func retuned(_ configuration: CameraConfiguration, at now: MonotonicTime) {
        self.still?.retuned(configuration, at: now)
        self.stream.retuned(staleAfter: configuration.staleAfter, at: now)
    }

    func demandChanged(_ demand: Demand, at now: MonotonicTime) {
        let forStream = demand.viewers > 0 || (demand.isFrameWanted && (self.still == nil || self.stream.isOpen))
        // Before either is told, so that only the one in use speaks of the camera's state.
        self.still?.tellsState = !forStream && !self.stream.isOpen
        self.still?.demandChanged(forStream ? .none : demand, at: now)
        self.stream.demandChanged(isNeeded: forStream, isAsked: forStream && demand.isFrameWanted, at: now)
        // It was asked for before the stream's pictures were taken, and would show viewers the past.
        if self.stream.hasDelivered { self.still?.abandon(at: now) }
    }

    func letInElsewhere(at now: MonotonicTime) {
        self.still?.letInElsewhere(at: now)
        self.stream.letInElsewhere(at: now)
    }

    func logins(_ check: LoginCheck, at now: MonotonicTime) {
        self.still?.logins(check, at: now)
        self.stream.logins(check, at: now)
    }

    var isHeldBack: Bool { self.stream.isHeldBack || self.still?.isHeldBack == true }

    var isRefused: Bool { self.stream.isRefused || self.still?.isRefused == true }

    func tick(at now: MonotonicTime) {
        if let deadline = self.still?.deadline, now >= deadline { self.still?.tick(at: now) }
        if let deadline = self.stream.deadline, now >= deadline { self.stream.tick(at: now) }
    }
}
