internal import CLinux
internal import Glibc

extension ProbeAttempt {
    private static let multipathTCP: Int32 = 262
    private static let fastOpen: Int32 = 0x2000_0000
    private static let netlinkAudit: Int32 = 9
    /// `TCP_ULP`.
    private static let upperProtocol: Int32 = 31
    private static let familyPacket: Int32 = 17

    static var sockets: [ProbeAttempt] {
        let calls = [ProbeLayer.calls]
        let privileged = [ProbeLayer.calls, ProbeLayer.capabilities]
        return [
            ProbeAttempt("control-socket", .sockets, "knock at the control socket", keptBy: calls) {
                Int(linux_connect_unix($0.controlSocket))
            },
            ProbeAttempt(
                "abstract-socket",
                .sockets,
                "knock at an abstract socket",
                keptBy: calls + [ProbeLayer.scopes]
            ) {
                var (address, length) = ProbeSockets.abstractAddress($0.abstractName)
                return ProbeSockets.use(AF_UNIX, ProbeSockets.stream) { descriptor in
                    ProbeSockets.with(&address) { connect(descriptor, $0, length) }
                }
            },
            ProbeAttempt("datagram-pair", .sockets, "make a pair that could write to any Unix socket", keptBy: calls) {
                _ in
                var pair: [Int32] = [-1, -1]
                return socketpair(AF_UNIX, ProbeSockets.datagram, 0, &pair) < 0 ? -Int(errno) : 0
            },
            ProbeAttempt("other-port", .sockets, "connect to another port", keptBy: [ProbeLayer.ports]) {
                ProbeSockets.connectTo("127.0.0.1", $0.unlistedPort)
            },
            ProbeAttempt("other-port-mptcp", .sockets, "… by multipath TCP", keptBy: calls) {
                ProbeSockets.connectTo("127.0.0.1", $0.unlistedPort, proto: Self.multipathTCP)
            },
            ProbeAttempt("other-port-fast-open", .sockets, "… in the act of sending", keptBy: calls) {
                Self.fastOpen($0)
            },
            ProbeAttempt("bind-port", .sockets, "take a port", keptBy: calls + [ProbeLayer.ports]) { _ in
                Self.takePort(ProbeSockets.stream)
            },
            ProbeAttempt("bind-datagram-port", .sockets, "take a port for datagrams", keptBy: calls) { _ in
                Self.takePort(ProbeSockets.datagram)
            },
            ProbeAttempt("listen", .sockets, "serve connections", keptBy: calls) { _ in
                ProbeSockets.use(AF_INET, ProbeSockets.stream) { listen($0, 1) }
            },
            ProbeAttempt("linger", .sockets, "make a socket that holds up who closes it", keptBy: calls) { _ in
                ProbeSockets.use(AF_INET, ProbeSockets.stream) { descriptor in
                    var value = linger(l_onoff: 1, l_linger: 1)
                    let length = socklen_t(MemoryLayout<linger>.size)
                    return setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &value, length)
                }
            },
            ProbeAttempt("other-protocol", .sockets, "put another protocol in the place of TCP", keptBy: calls) { _ in
                ProbeSockets.use(AF_INET, ProbeSockets.stream) { descriptor in
                    setsockopt(descriptor, Int32(IPPROTO_TCP), Self.upperProtocol, "smc", 3)
                }
            },
            ProbeAttempt("out-of-band", .sockets, "send bytes out of band", keptBy: calls) { _ in
                ProbeSockets.usePair { Int32(send($0, "x", 1, Int32(MSG_OOB))) }
            },
            ProbeAttempt("raw-socket", .sockets, "make packets of its own", keptBy: privileged) { _ in
                ProbeSockets.use(AF_INET, ProbeSockets.raw, Int32(IPPROTO_ICMP)) { _ in 0 }
            },
            ProbeAttempt("packet-socket", .sockets, "listen in on the network", keptBy: privileged) { _ in
                ProbeSockets.use(Self.familyPacket, ProbeSockets.raw) { _ in 0 }
            },
            ProbeAttempt("netlink", .sockets, "talk to other parts of the kernel", keptBy: calls) { _ in
                ProbeSockets.use(AF_NETLINK, ProbeSockets.raw, Self.netlinkAudit) { _ in 0 }
            },
        ]
    }

    static var remaining: [ProbeAttempt] {
        [
            ProbeAttempt("datagrams", .remaining, "send datagrams to any address and port") { _ in
                var address = ProbeSockets.address("127.0.0.1", port: 9)
                let length = socklen_t(MemoryLayout<sockaddr_in>.size)
                return ProbeSockets.use(AF_INET, ProbeSockets.datagram) { descriptor in
                    ProbeSockets.with(&address) { Int32(sendto(descriptor, "x", 1, 0, $0, length)) }
                }
            },
            ProbeAttempt("same-port-elsewhere", .remaining, "connect to the camera's port of any other machine") {
                ProbeSockets.connectTo("127.0.0.2", $0.listedPort)
            },
            ProbeAttempt("network", .remaining, "see the machine's addresses, routes and neighbours") { _ in
                ProbeSockets.use(AF_NETLINK, ProbeSockets.raw) { _ in 0 }
            },
            ProbeAttempt("metadata", .remaining, "see size and times of files it may not read") { _ in
                var status = stat()
                return stat("/etc/shadow", &status) < 0 ? -Int(errno) : 0
            },
            ProbeAttempt("existence", .remaining, "see which processes there are") { grounds in
                var status = stat()
                return stat("/proc/\(grounds.supervisor)", &status) < 0 ? -Int(errno) : 0
            },
        ]
    }

    private static func takePort(_ type: Int32) -> Int {
        var address = ProbeSockets.address("127.0.0.1", port: 0)
        return ProbeSockets.use(AF_INET, type) { descriptor in
            ProbeSockets.with(&address) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }

    private static func fastOpen(_ grounds: ProbeGrounds) -> Int {
        var address = ProbeSockets.address("127.0.0.1", port: grounds.unlistedPort)
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return ProbeSockets.use(AF_INET, ProbeSockets.stream) { descriptor in
            ProbeSockets.with(&address) { Int32(sendto(descriptor, "x", 1, Self.fastOpen, $0, length)) }
        }
    }
}
