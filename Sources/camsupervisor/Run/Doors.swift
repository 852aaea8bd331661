import CLinux
import IPC
import Logging
import NIOCore
import NIOPosix

/// The open listeners: TCP on the data loops, the control socket on the control thread.
struct Doors: Sendable {
    private var network: [OpenListener] = []
    private var control: [OpenListener] = []
    /// A control socket file that is ours to remove.
    private var socketFile: SocketFile?
    /// Of the network listeners; a reload may give it others, or none.
    private(set) var certificates: TLSCertificates?
    /// Looks for renewed certificates until the listeners end.
    private var certificateWatch: Task<Void, Never>?

    var descriptions: [String] { self.network.map(\.description) }

    /// Opens all of them, or none: those that were open already when one fails are closed in order.
    static func open(_ assembly: Assembly, sockets: InheritedSockets) async throws -> Doors {
        var doors = Doors()
        do {
            try await doors.openNetwork(assembly, sockets: sockets)
            try await doors.openControl(assembly, sockets: sockets)
        } catch {
            // Whoever was accepted in the meantime is served: NIO traps when such a connection is simply dropped.
            await doors.endNetwork()
            for door in doors.network { await Self.serve(door, logger: assembly.logger) }
            throw error
        }
        return doors
    }

    private mutating func openNetwork(_ assembly: Assembly, sockets: InheritedSockets) async throws {
        let limit = ConnectionLimit(
            maximum: ConnectionLimit.fitting(
                descriptors: linux_raise_descriptor_limit(),
                cameras: assembly.configuration.cameras.count
            )
        )
        var network = assembly.front.makeHTTP { _ in .network }
        let certificates: TLSCertificates
        do throws(TLSProblem) {
            certificates = try TLSCertificates(assembly.configuration.http.tls, logger: assembly.logger)
        } catch {
            throw UnusableCertificate(problem: error)
        }
        network.tls = certificates
        self.certificates = certificates
        self.certificateWatch = Task { await certificates.watch() }
        func listener(_ source: Listener.Source) -> Listener {
            Listener(
                source: source,
                group: assembly.dataLoops,
                connections: network,
                limit: limit,
                logger: assembly.logger
            )
        }
        if !sockets.http.isEmpty {
            for socket in sockets.http { self.network.append(try await listener(.inherited(dup(socket))).bind()) }
        } else {
            let addresses = assembly.configuration.http.listen
            for address in addresses {
                do {
                    let source = Listener.Source.tcp(
                        host: address.host,
                        port: Int(address.port),
                        isOnlyIPv6: address.isIPv6 && addresses.contains { !$0.isIPv6 && $0.port == address.port }
                    )
                    self.network.append(try await listener(source).bind())
                } catch {
                    // The default also names [::1], which a host without IPv6 does not have. One that somebody else has is
                    // another matter: what browsers send to `localhost` would go to them.
                    let isStandard = !assembly.configuration.http.listenIsGiven
                    if isStandard, address.isIPv6, error.saysThereIsNoSuchAddress, !self.network.isEmpty { continue }
                    throw ListenError(address: "\(address)", error)
                }
            }
        }
        self.warnOfPlainListeners(certificates, assembly.logger)
    }

    /// Once for all of them: it may be on purpose, with a proxy before us.
    private func warnOfPlainListeners(_ certificates: TLSCertificates, _ logger: Logger) {
        let plain = self.network.filter { door in
            let address = door.channel.channel.localAddress
            return address?.isLoopback == false && !certificates.isSpoken(at: address)
        }
        guard !plain.isEmpty else { return }
        let names = plain.map(\.description).joined(separator: ", ")
        logger.warning(
            "tokens and pictures travel in the clear on \(names): set http.tls, or let a proxy before it speak TLS"
        )
    }

    /// Serves all of them in `group`, the control socket on its own thread, until ``endNetwork()`` and ``endControl()``.
    func serve(in group: inout TaskGroup<Void>, control executor: EventLoopExecutor, logger: Logger) {
        for door in self.network {
            group.addTask { await Self.serve(door, logger: logger) }
        }
        for door in self.control {
            group.addTask(executorPreference: executor) { await Self.serve(door, logger: logger) }
        }
    }

    /// No new connections from the network; those there are end a moment later.
    func endNetwork() async {
        self.certificateWatch?.cancel()
        for door in self.network { await door.end() }
    }

    func endControl() async {
        for door in self.control { await door.end() }
    }

    func removeControlSocket() {
        self.socketFile?.remove()
    }

    private static func serve(_ door: OpenListener, logger: Logger) async {
        do {
            try await door.serve()
        } catch {
            logger.log(.listenerFailed, .error, "listener \(door.description): \(error)")
        }
    }

    private mutating func openControl(_ assembly: Assembly, sockets: InheritedSockets) async throws {
        let callers = ControlCallers(board: assembly.front.services.board, logger: assembly.logger)
        let http = assembly.front.makeHTTP { callers.origin(of: $0) }
        func listener(_ source: Listener.Source) -> Listener {
            Listener(
                source: source,
                group: assembly.executor.eventLoop,
                connections: http,
                limit: ConnectionLimit(maximum: ConnectionLimit.control),
                logger: assembly.logger
            )
        }
        if !sockets.control.isEmpty {
            for socket in sockets.control { self.control.append(try await listener(.inherited(dup(socket))).bind()) }
            return
        }
        let path = assembly.configuration.control.path
        let isGiven = assembly.configuration.control.socket != nil
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
            self.socketFile = file
            self.control.append(try await listener(.inherited(descriptor)).bind())
        } catch {
            let error = ListenError(address: path, error)
            guard !isGiven else { throw error }
            assembly.logger.warning("no control socket: \(error); set control.socket to have one")
        }
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
