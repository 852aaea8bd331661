internal import IPC
internal import Shared

/// An MJPEG camera: its stream for viewers, its still URL for stills while nobody views, else stills cut from the stream.
final class MJPEGSource: CameraSource {
    private let stream: MJPEGStream
    private let still: StillSource?
    private let stillHost: StillHost
    private unowned let host: any SourceHost

    init(
        _ configuration: MJPEGConfiguration,
        staleAfter: Duration?,
        host: any SourceHost,
        connections: CameraConnections
    ) {
        self.host = host
        let request = HTTPRequest(
            url: configuration.mjpegURL,
            credentials: configuration.credentials,
            verifyTLS: configuration.verifyTLS
        )
        self.stream = MJPEGStream(request, host: host, connections: connections)
        let stillHost = StillHost(host)
        self.stillHost = stillHost
        self.still = StillRequest(configuration).map {
            StillSource($0, staleAfter: staleAfter, host: stillHost, connections: connections)
        }
    }

    var deadline: MonotonicTime? {
        [self.stream.deadline, self.still?.deadline].compactMap(\.self).min()
    }

    func start(at now: MonotonicTime) {
        self.host.report(StateReport(connection: .idle))
    }

    func demandChanged(_ demand: Demand, at now: MonotonicTime) {
        let forStream = demand.viewers > 0 || (demand.isFrameWanted && (self.still == nil || self.stream.isOpen))
        // Before either is told, so that only the one in use speaks of the camera's state.
        self.stillHost.isInUse = !forStream && !self.stream.isOpen
        self.stillHost.demand = forStream ? .none : demand
        self.still?.demandChanged(self.stillHost.demand, at: now)
        self.stream.demandChanged(isNeeded: forStream, isAsked: forStream && demand.isFrameWanted, at: now)
    }

    func tick(at now: MonotonicTime) {
        if let deadline = self.still?.deadline, now >= deadline { self.still?.tick(at: now) }
        if let deadline = self.stream.deadline, now >= deadline { self.stream.tick(at: now) }
    }
}

/// What the still part of an MJPEG camera sees of the world: the state is told by whichever part is in use.
private final class StillHost: SourceHost {
    private unowned let host: any SourceHost
    var isInUse = false
    var demand = Demand.none

    init(_ host: any SourceHost) {
        self.host = host
    }

    func publish(_ picture: Picture) -> Demand {
        let demand = self.host.publish(picture)
        if self.isInUse { self.demand = demand }
        return self.demand
    }

    func publishEvent(_ picture: Picture, isFirst: Bool) -> Bool { self.host.publishEvent(picture, isFirst: isFirst) }

    func report(_ state: StateReport) {
        if self.isInUse { self.host.report(state) }
    }

    func answer(upload: UInt32, status: Int, reason: String) {
        self.host.answer(upload: upload, status: status, reason: reason)
    }

    func count(bytes: Int, connections: Int) { self.host.count(bytes: bytes, connections: connections) }

    func log(_ level: LogLine.Level, _ text: String) { self.host.log(level, text) }
}
