internal import CLinux
internal import IPC
internal import Shared

/// A worker that looks at a camera once, answers what it is and can do, and ends.
///
/// It is confined as a camera's worker is, to the one port of the camera's web server, or to datagrams when it asks everybody who
/// is there.
final class ProbeLoop {
    /// Until the request is there, and from the answer to the end, should the supervisor forget us.
    private static let patience: Duration = .seconds(30)
    /// Longest look; the supervisor asks for less.
    private static let longestLook: Duration = .seconds(600)
    /// Of a camera that is asked one thing after the other.
    private static let mostConnections = 1

    private let channel: WorkerChannel
    private let confinement: [ConfinementLayer]
    private let plainPoller = PlainPoller()
    private var session = ProbeSession()
    private var deadline: MonotonicTime
    private var look: Look?
    /// What comes after the first answer is nobody's.
    private var hasAnswered = false
    /// A reason to leave that came up where nothing can be thrown: inside a callback.
    private var departure: Departure?

    /// What is under way.
    private struct Look {
        var probe: any CameraProbe
        var connections: CameraConnections
        var watch: ReachWatch
        /// When it is to be concluded; `nil` once it was.
        var end: MonotonicTime?
        var time: Duration
        var sequence: UInt32

        var descriptors: [Int32] { self.end == nil ? [] : self.probe.descriptors }
        /// Nothing is waited for once it has answered.
        var wakeTime: MonotonicTime? { self.end.map { min($0, self.probe.deadline ?? $0) } }
    }

    init(channel: WorkerChannel, confinement: [ConfinementLayer]) {
        self.channel = channel
        self.confinement = confinement
        self.deadline = .now() + Self.patience
    }

    /// Works until there is a reason to leave.
    func run() throws(Departure) -> Never {
        while true { try self.turn() }
    }

    private func turn() throws(Departure) {
        var descriptors = [pollfd(fd: self.channel.descriptor, events: Int16(POLLIN), revents: 0)]
        if self.channel.isWriting { descriptors[0].events |= Int16(POLLOUT) }
        descriptors += self.look?.descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) } ?? []
        let poller = self.look?.connections.poller ?? self.plainPoller
        poller.wait(for: &descriptors, until: self.look?.wakeTime ?? self.deadline)
        let ready = Int32(descriptors[0].revents)
        if ready & POLLOUT != 0 { try self.channel.flush() }
        if ready & ~POLLOUT != 0 {
            for message in try self.channel.receive() { try self.handle(message) }
        }
        self.proceed(Set(descriptors.dropFirst().lazy.filter { $0.revents != 0 }.map(\.fd)), at: .now())
        if let departure { throw departure }
        guard MonotonicTime.now() < self.deadline else { throw Departure(.protocol, "nobody wants the answer") }
    }

    /// The camera's side.
    private func proceed(_ ready: Set<Int32>, at now: MonotonicTime) {
        self.look?.connections.perform()
        self.look?.probe.wake(ready: ready, at: now)
        guard let look, let end = look.end else { return }
        if let port = look.watch.wantedPort, look.probe.followsPorts {
            self.answer(CallResult(port: port), look.sequence)
        } else if let port = look.watch.wantedPort {
            self.look?.end = nil
            look.probe.conclude(
                "it redirects to TCP port \(port): ask that one, with --https where it is its port for https"
            )
        } else if now >= end {
            self.look?.end = nil
            look.probe.conclude("there was no time for more than \(look.time.components.seconds) s of answers")
        }
    }

    private func handle(_ message: InboundMessage) throws(Departure) {
        let event: ProbeSession.Event
        do throws(ProtocolError) {
            event = try self.session.receive(message)
        } catch {
            throw Departure(error)
        }
        switch event {
        case .greet(let hello, let version): try self.greet(hello, version: version)
        case .probe(let request, let sequence): try self.begin(request, sequence)
        case .pong(let sequence): try self.channel.send(.pong, sequence: sequence)
        case .stop: throw Departure(.asked)
        }
    }

    private func greet(_ hello: SupervisorHello, version: Int) throws(Departure) {
        self.channel.generation = hello.generation
        let answer = WorkerHello(
            protocolVersion: version,
            pid: getpid(),
            build: BuildIdentity.current,
            confinement: self.confinement
        )
        try self.channel.send(.hello, answer)
    }

    private func begin(_ request: ProbeRequest, _ sequence: UInt32) throws(Departure) {
        let reach = request.reach
        let watch = ReachWatch(reach, learnt: LearntPorts(request.learntPorts))
        let connections = CameraConnections(watch: watch, most: Self.mostConnections)
        let early = AddressSpace.limit(to: WorkerLimits(), in: self.confinement)
        let layers = Confinement.close(to: reach)
        watch.enforce(layers)
        try self.channel.send(.ready, Ready(confinement: early + layers, views: []))
        let time = min(.milliseconds(max(request.timeMilliseconds, 0)), Self.longestLook)
        let probe = request.probe(over: connections)
        let end = MonotonicTime.now() + time
        self.look = Look(
            probe: probe,
            connections: connections,
            watch: watch,
            end: end,
            time: time,
            sequence: sequence
        )
        self.deadline = end + Self.patience
        probe.start { [unowned self] result in self.answer(result, sequence) }
    }

    private func answer(_ result: CallResult, _ sequence: UInt32) {
        self.look?.end = nil
        guard !self.hasAnswered else { return }
        self.hasAnswered = true
        do throws(Departure) {
            try self.channel.send(.result, result, sequence: sequence)
        } catch {
            self.departure = error
        }
    }
}
