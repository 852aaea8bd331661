import CLinux
import IPC
import Logging
import NIOCore
import NIOPosix
import Shared
import Synchronization

/// The open listeners: TCP on the data loops, the control socket on the control thread.
///
/// They may be opened and ended while others serve; ``serve(in:control:logger:)`` takes those that come later too.
final class Doors: Sendable {
    struct State {
        var network: [NetworkDoor] = []
        var control: [OpenListener] = []
        /// A control socket file that is ours to remove.
        var socketFile: SocketFile?
        /// Looks for renewed certificates until the listeners end.
        var certificateWatch: Task<Void, Never>?
    }

    /// A listener of the network, and where.
    struct NetworkDoor {
        /// `nil` for one that systemd handed over.
        var place: ListenPlace?
        var listener: OpenListener
    }

    let assembly: Assembly
    let sockets: InheritedSockets
    /// Of the network's connections, over all its listeners.
    let limit: ConnectionLimit
    let certificates: TLSCertificates
    let state = Mutex(State())
    private let networkDoors = AsyncStream.makeStream(of: OpenListener.self)
    private let controlDoors = AsyncStream.makeStream(of: OpenListener.self)

    private init(_ assembly: Assembly, _ sockets: InheritedSockets) throws {
        self.assembly = assembly
        self.sockets = sockets
        self.limit = ConnectionLimit(maximum: Self.mostConnections(assembly.configuration))
        do throws(TLSProblem) {
            self.certificates = try TLSCertificates(assembly.configuration.http.tls, logger: assembly.logger)
        } catch {
            throw UnusableCertificate(problem: error)
        }
    }

    static func mostConnections(_ configuration: Configuration) -> Int {
        ConnectionLimit.fitting(
            descriptors: linux_raise_descriptor_limit(),
            cameras: configuration.cameras.count
        )
    }

    var descriptions: [String] { self.state.withLock { $0.network.map(\.listener.description) } }

    /// Opens all of them, or none: those that were open already when one fails are closed in order.
    static func open(_ assembly: Assembly, sockets: InheritedSockets) async throws -> Doors {
        let doors = try Doors(assembly, sockets)
        let network = try await doors.openNetwork()
        do {
            let (control, file) = try await doors.openControl(assembly.configuration.control)
            doors.add(network, control, file)
        } catch {
            await doors.discard(network.map(\.listener))
            throw error
        }
        doors.warnOfPlainListeners()
        return doors
    }

    func add(_ network: [NetworkDoor], _ control: [OpenListener], _ file: SocketFile?) {
        self.state.withLock { state in
            state.network += network
            state.control += control
            if let file { state.socketFile = file }
        }
        for door in network { self.networkDoors.continuation.yield(door.listener) }
        for listener in control { self.controlDoors.continuation.yield(listener) }
    }

    /// Whoever was accepted in the meantime is served: NIO traps when such a connection is simply dropped.
    func discard(_ doors: [OpenListener]) async {
        for door in doors { await door.end() }
        for door in doors { await Self.serve(door, logger: self.assembly.logger) }
    }

    // MARK: Serving

    /// Serves all of them in `group`, the control socket on its own thread, until ``endNetwork()`` and ``endControl()``.
    func serve(in group: inout TaskGroup<Void>, control executor: EventLoopExecutor, logger: Logger) {
        let certificates = self.certificates
        self.state.withLock { $0.certificateWatch = Task { await certificates.watch() } }
        let (network, control) = (self.networkDoors.stream, self.controlDoors.stream)
        group.addTask {
            await withDiscardingTaskGroup { group in
                for await door in network { group.addTask { await Self.serve(door, logger: logger) } }
            }
        }
        group.addTask(executorPreference: executor) {
            await withDiscardingTaskGroup { group in
                for await door in control {
                    group.addTask(executorPreference: executor) { await Self.serve(door, logger: logger) }
                }
            }
        }
    }

    /// No new connections from the network; those there are end a moment later.
    func endNetwork() async {
        self.networkDoors.continuation.finish()
        let (watch, doors) = self.state.withLock { ($0.certificateWatch, $0.network) }
        watch?.cancel()
        for door in doors { await door.listener.end() }
    }

    func endControl() async {
        self.controlDoors.continuation.finish()
        for door in self.state.withLock({ $0.control }) { await door.end() }
    }

    func removeControlSocket() {
        self.state.withLock { $0.socketFile }?.remove()
    }

    private static func serve(_ door: OpenListener, logger: Logger) async {
        do {
            try await door.serve()
        } catch {
            logger.log(.listenerFailed, .error, "listener \(door.description): \(error)")
        }
    }

    // MARK: The network

    private func openNetwork() async throws -> [NetworkDoor] {
        guard self.sockets.http.isEmpty else {
            var opened: [NetworkDoor] = []
            for socket in self.sockets.http {
                do {
                    let listener = try await self.listener(.inherited(dup(socket))).bind()
                    opened.append(NetworkDoor(place: nil, listener: listener))
                } catch {
                    await self.discard(opened.map(\.listener))
                    throw error
                }
            }
            return opened
        }
        return try await self.open(self.assembly.configuration.http, keeping: [], sharing: [])
    }

    /// Opens the places of a configuration that are not open yet, or none.
    ///
    /// - Parameter patience: for an address that is taken.
    func open(
        _ http: HTTPConfiguration,
        keeping kept: Set<ListenPlace>,
        sharing sharedPorts: Set<UInt16>,
        patience: Duration = .zero
    ) async throws -> [NetworkDoor] {
        let deadline = MonotonicTime.now() + patience
        var opened: [NetworkDoor] = []
        for place in http.places where !kept.contains(place) {
            let address = place.address
            do {
                var listener = self.listener(
                    .tcp(host: address.host, port: Int(address.port), isOnlyIPv6: place.isOnlyIPv6)
                )
                listener.sharesPort = sharedPorts.contains(address.port)
                opened.append(NetworkDoor(place: place, listener: try await listener.bind(until: deadline)))
            } catch {
                // The default also names [::1], which a host without IPv6 does not have. One that somebody else has is
                // another matter: what browsers send to `localhost` would go to them.
                let isAlone = opened.isEmpty && kept.isEmpty
                if !http.listenIsGiven, address.isIPv6, error.saysThereIsNoSuchAddress, !isAlone { continue }
                await self.discard(opened.map(\.listener))
                throw ListenError(address: "\(address)", error)
            }
        }
        return opened
    }

    private func listener(_ source: Listener.Source) -> Listener {
        var network = self.assembly.front.makeHTTP { RequestOrigin.ofNetwork($0) }
        network.tls = self.certificates
        return Listener(
            source: source,
            group: self.assembly.dataLoops,
            connections: network,
            limit: self.limit,
            logger: self.assembly.logger
        )
    }

    /// Once for all of them: it may be on purpose, with a proxy before us.
    func warnOfPlainListeners() {
        let plain = self.state.withLock { $0.network.map(\.listener) }.filter { door in
            let address = door.channel.channel.localAddress
            return address?.isLoopback == false && !self.certificates.isSpoken(at: address)
        }
        guard !plain.isEmpty else { return }
        let names = plain.map(\.description).joined(separator: ", ")
        self.assembly.logger.log(
            .listenerPlain,
            .warning,
            "tokens and pictures travel in the clear on \(names): set http.tls, or let a proxy before it speak TLS"
        )
    }

    // MARK: The control socket

    /// - Parameter isRequired: whether there must be one even where the file names none.
    func openControl(
        _ control: ControlConfiguration,
        isRequired: Bool = false
    ) async throws -> ([OpenListener], SocketFile?) {
        if !self.sockets.control.isEmpty {
            var opened: [OpenListener] = []
            for socket in self.sockets.control {
                opened.append(try await self.controlListener(.inherited(dup(socket))).bind())
            }
            return (opened, nil)
        }
        let path = control.path
        let isGiven = control.socket != nil
        if !isGiven, let slash = path.lastIndex(of: "/") { mkdir(String(path[..<slash]), 0o750) }
        // Also when it is the default path: commands would go to the other one.
        guard !SocketFile.isServed(at: path) else {
            throw ListenError(
                address: path,
                reason: "another camsupervisor serves it: stop that one, or give this one its own control.socket"
            )
        }
        do {
            let (file, descriptor) = try SocketFile.listen(at: path, mode: 0o660, backlog: Listener.backlog)
            return ([try await self.controlListener(.inherited(descriptor)).bind()], file)
        } catch {
            let error = ListenError(address: path, error)
            guard !isGiven, !isRequired else { throw error }
            self.assembly.logger.log(
                .listenerFailed,
                .warning,
                "no control socket: \(error); set control.socket to have one"
            )
            return ([], nil)
        }
    }

    private func controlListener(_ source: Listener.Source) -> Listener {
        let callers = ControlCallers(board: self.assembly.front.services.board, logger: self.assembly.logger)
        return Listener(
            source: source,
            group: self.assembly.executor.eventLoop,
            connections: self.assembly.front.makeHTTP { callers.origin(of: $0) },
            limit: ConnectionLimit(maximum: ConnectionLimit.control),
            logger: self.assembly.logger
        )
    }
}

/// The file was right when it was checked, a moment ago.
struct UnusableCertificate: Error, CustomStringConvertible {
    var problem: TLSProblem

    var description: String { "http.tls: \(self.problem)" }
}

/// A socket that could not be opened.
struct ListenError: Error, CustomStringConvertible {
    var address: String
    var reason: String

    init(address: String, reason: String) {
        self.address = address
        self.reason = reason
    }

    init(address: String, _ error: any Error) {
        let isTaken = (error as? IOError)?.errnoCode == EADDRINUSE
        let hint = isTaken ? "; another program listens there (`ss -ltnp` names it), perhaps another camsupervisor" : ""
        self.init(address: address, reason: error.socketWords + hint)
    }

    var description: String { "cannot listen on \(self.address): \(self.reason)" }
}

extension Error {
    /// EADDRNOTAVAIL, or EAFNOSUPPORT where the whole family is missing.
    fileprivate var saysThereIsNoSuchAddress: Bool {
        guard let number = (self as? IOError)?.errnoCode else { return false }
        return number == EADDRNOTAVAIL || number == EAFNOSUPPORT
    }
}
