internal import CLinux
internal import IPC
internal import Shared

/// A worker without a camera: renders one template of a client and ends.
///
/// It reaches nothing at all: no file but libraries and the time zone, no network.
final class RenderLoop {
    /// How long the whole may take, should the supervisor forget us; it waits for less.
    private static let lifetime: Duration = .seconds(30)
    /// Bytes, times four of address space: a template makes 5 MB in all its steps, the rest is for the states that it is sent.
    private static let limits = WorkerLimits(memory: 128 << 20)

    private let channel: WorkerChannel
    private let confinement: [ConfinementLayer]
    private let deadline: MonotonicTime
    private let poller = PlainPoller()
    private var session = RenderSession()

    init(channel: WorkerChannel, confinement: [ConfinementLayer]) {
        self.channel = channel
        self.confinement = confinement
        self.deadline = .now() + Self.lifetime
    }

    /// Works until there is a reason to leave.
    func run() throws(Departure) -> Never {
        while true { try self.turn() }
    }

    private func turn() throws(Departure) {
        var descriptors = [pollfd(fd: self.channel.descriptor, events: Int16(POLLIN), revents: 0)]
        if self.channel.isWriting { descriptors[0].events |= Int16(POLLOUT) }
        self.poller.wait(for: &descriptors, until: self.deadline)
        let ready = Int32(descriptors[0].revents)
        if ready & POLLOUT != 0 { try self.channel.flush() }
        if ready & ~POLLOUT != 0 {
            for message in try self.channel.receive() { try self.handle(message) }
        }
        guard MonotonicTime.now() < self.deadline else {
            throw Departure(.protocol, "nothing more to render within \(Self.lifetime)")
        }
    }

    private func handle(_ message: InboundMessage) throws(Departure) {
        let event: RenderSession.Event
        do throws(ProtocolError) {
            event = try self.session.receive(message)
        } catch {
            throw Departure(error)
        }
        switch event {
        case .greet(let hello, let version): try self.greet(hello, version: version)
        case .answer(let result, let sequence): try self.channel.send(.result, result, sequence: sequence)
        case .pong(let sequence): try self.channel.send(.pong, sequence: sequence)
        case .stop: throw Departure(.asked)
        case .nothing: break
        }
    }

    /// `ready` follows at once: there is nothing to be configured.
    private func greet(_ hello: SupervisorHello, version: Int) throws(Departure) {
        self.channel.generation = hello.generation
        let answer = WorkerHello(
            protocolVersion: version,
            pid: getpid(),
            build: BuildIdentity.current,
            confinement: self.confinement
        )
        try self.channel.send(.hello, answer)
        let early = AddressSpace.limit(to: Self.limits, in: self.confinement)
        let layers = early + Confinement.close(to: CameraReach())
        try self.channel.send(.ready, Ready(confinement: layers, views: []))
    }
}
