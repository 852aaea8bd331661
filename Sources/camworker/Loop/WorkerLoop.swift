internal import CLinux
internal import IPC
internal import Shared

/// The one loop: the channel, the camera's connections and the picture thread's answers, each when it is ready.
final class WorkerLoop {
    /// How long the supervisor may take from spawning us to `configure`: far more than it ever needs, and short
    /// enough that a stray process goes away.
    private static let handshakeTime: Duration = .seconds(30)
    /// What a source may take to say goodbye to its camera; a second after `stop` the supervisor sends a signal.
    private static let goodbyeTime: Duration = .milliseconds(700)

    private let channel: WorkerChannel
    private let confinement: [ConfinementLayer]
    private let handshakeDeadline: MonotonicTime
    private let plainPoller = PlainPoller()
    private var session = Session()
    private var camera: RunningCamera?

    init(channel: WorkerChannel, confinement: [ConfinementLayer]) {
        self.channel = channel
        self.confinement = confinement
        self.handshakeDeadline = .now() + Self.handshakeTime
    }

    /// Works until there is a reason to leave.
    func run() throws(Departure) -> Never {
        do throws(Departure) {
            while true { try self.turn() }
        } catch {
            if error.exit.isExpected { self.sayGoodbye() }
            throw error
        }
    }

    /// Lets the camera hear that nobody will ask any more: what it keeps for us would fill it up.
    private func sayGoodbye() {
        guard let camera, camera.beginLeaving(at: .now()) else { return }
        let end = MonotonicTime.now() + Self.goodbyeTime
        var none: [pollfd] = []
        repeat {
            camera.poller.wait(for: &none, until: camera.leavingDeadline.map { min($0, end) } ?? end)
        } while camera.leave(at: .now()) && MonotonicTime.now() < end
    }

    private func turn() throws(Departure) {
        var descriptors = [pollfd(fd: self.channel.descriptor, events: Int16(POLLIN), revents: 0)]
        if self.channel.isWriting { descriptors[0].events |= Int16(POLLOUT) }
        for wake in self.camera?.wakeDescriptors ?? [] {
            descriptors.append(pollfd(fd: wake, events: Int16(POLLIN), revents: 0))
        }
        let deadline = self.camera.map(\.deadline) ?? self.handshakeDeadline
        (self.camera?.poller ?? self.plainPoller).wait(for: &descriptors, until: deadline)

        let ready = Int32(descriptors[0].revents)
        if ready & POLLOUT != 0 { try self.channel.flush() }
        if ready & ~POLLOUT != 0 {
            for message in try self.channel.receive() { try self.handle(message) }
        }
        if let camera {
            try camera.turn()
        } else if MonotonicTime.now() >= self.handshakeDeadline {
            throw Departure(.protocol, "no configuration within \(Self.handshakeTime)")
        }
    }

    private func handle(_ message: InboundMessage) throws(Departure) {
        switch try self.meaning(of: message) {
        case .greet(let hello, let version): try self.greet(hello, version: version)
        case .configure(let configure): try self.configure(configure)
        case .ping(let sequence): try self.channel.send(.pong, sequence: sequence)
        case .stop: throw Departure(.asked)
        case .call(let call, let sequence): try self.camera?.receive(call, sequence: sequence, at: .now())
        case .retune(let tuning): try self.camera?.retune(tuning, at: .now())
        case .want(let want): self.camera?.receive(want, at: .now())
        case .states(let states): self.camera?.receive(states, at: .now())
        case .wantMedia(let want): self.camera?.receive(want, at: .now())
        case .scale(let request, let payload, let picture, let sequence):
            self.camera?.scale(picture, payload, into: request, sequence: sequence, at: .now())
        case .push(let chunk, let bytes, let upload):
            self.camera?.receive(chunk, bytes: bytes, upload: upload, at: .now())
        case .notify(let body): self.camera?.receive(notification: body, at: .now())
        case .ignore: break
        }
    }

    private func meaning(of message: InboundMessage) throws(Departure) -> Session.Event {
        do throws(ProtocolError) {
            return try self.session.receive(message, views: self.camera?.declaredViews ?? 1)
        } catch {
            throw Departure(error)
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

    private func configure(_ configure: Configure) throws(Departure) {
        let learnt = LearntPorts(configure.learntPorts)
        let reach = CameraReach(configure.camera, learnt: learnt)
        let watch = ReachWatch(reach, learnt: learnt)
        let early = AddressSpace.limit(to: configure.camera.limits, in: self.confinement)
        let camera = try RunningCamera(configure.camera, channel: self.channel, watch: watch)
        self.camera = camera
        let layers = Confinement.close(to: reach)
        watch.enforce(layers)
        try self.channel.send(.ready, Ready(confinement: early + layers, media: camera.hasMedia))
        camera.start(at: .now())
    }
}
