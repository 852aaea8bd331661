internal import CLinux
internal import Glibc
internal import Synchronization

/// Answers probes of WS-Discovery on a UDP port of 127.0.0.1 or ::1, in the place of all devices of a network.
///
/// No multicast: a test's probes stay on this machine, and the port stands for the group. Everything ends at deinit.
package final class ScriptedDiscovery: Sendable {
    /// How it answers.
    package struct Script: Sendable {
        package var devices: [Device] = []
        /// Each answer so many times: probes go out several times over, and devices answer every one.
        package var copies = 1
        /// Before each answer, as the standard wants devices to wait up to half a second.
        package var delay = Duration.zero
        /// Answers with these bytes instead.
        package var raw: [[UInt8]] = []
        /// What `RelatesTo` says instead of the probe's number.
        package var relatesTo: String?

        package init() {}
    }

    private struct State {
        var script: Script
        var probes: [Probe] = []
        var strangeProbes: [String] = []
    }

    package let port: UInt16
    private let descriptor: Int32
    private let state: Mutex<State>
    /// Longest datagram there is.
    private static let longest = 65_535
    /// A port asked in a loop for an hour must not fill the memory.
    private static let maximumProbes = 1_000

    /// - Parameters:
    ///   - port: 0 takes a free one.
    ///   - isIPv6: on ::1 instead of 127.0.0.1.
    package static func start(
        port: UInt16 = 0,
        isIPv6: Bool = false,
        _ prepare: (inout Script) -> Void = { _ in }
    ) throws(SocketError) -> ScriptedDiscovery {
        var script = Script()
        prepare(&script)
        let discovery = try ScriptedDiscovery(at: isIPv6 ? .port6(port) : .port(port), script: script)
        // The thread holds the descriptor and not the object, whose deinit is what ends it.
        startThread { [descriptor = discovery.descriptor, weak discovery] in
            Self.listen(on: descriptor) { datagram, sender in discovery?.receive(datagram, sender) }
        }
        return discovery
    }

    private init(at endpoint: Endpoint, script: Script) throws(SocketError) {
        let descriptor = socket(endpoint.family, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SocketError(doing: "socket", number: errno) }
        guard endpoint.withAddress({ bind(descriptor, $0, $1) }) == 0 else {
            let number = errno
            close(descriptor)
            throw SocketError(doing: "bind \(endpoint) for UDP", number: number)
        }
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        self.port = Self.port(of: address)
        self.descriptor = descriptor
        self.state = Mutex(State(script: script))
    }

    deinit {
        // Wakes the thread, which closes it.
        shutdown(self.descriptor, Int32(SHUT_RDWR))
    }

    package func update(_ change: (inout Script) -> Void) {
        self.state.withLock { change(&$0.script) }
    }

    /// Probes as they came.
    package var probes: [Probe] { self.state.withLock { $0.probes } }
    /// What is wrong with datagrams that came, in words.
    package var strangeProbes: [String] { self.state.withLock { $0.strangeProbes } }

    /// At the same place in both kinds of address.
    private static func port(of address: sockaddr_storage) -> UInt16 {
        withUnsafeBytes(of: address) { UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self)) }
    }

    private static func listen(on descriptor: Int32, _ body: ([UInt8], sockaddr_storage) -> Void) {
        var buffer = [UInt8](repeating: 0, count: self.longest)
        defer { close(descriptor) }
        while true {
            var sender = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let count = withUnsafeMutablePointer(to: &sender) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    recvfrom(descriptor, &buffer, buffer.count, 0, $0, &length)
                }
            }
            if count < 0, errno == EINTR { continue }
            // 0 without a sender is what shutdown makes of it.
            guard count > 0 || (count == 0 && Self.port(of: sender) != 0) else { return }
            body(Array(buffer[..<count]), sender)
        }
    }

    private func receive(_ datagram: [UInt8], _ sender: sockaddr_storage) {
        let (script, probe) = self.state.withLock { state -> (Script, Probe?) in
            do throws(StrictSOAP.Complaint) {
                let probe = try Probe(datagram)
                if state.probes.count < Self.maximumProbes { state.probes.append(probe) }
                state.strangeProbes += probe.complaints
                return (state.script, probe)
            } catch {
                if state.strangeProbes.count < Self.maximumProbes { state.strangeProbes.append("\(error)") }
                return (state.script, nil)
            }
        }
        guard let probe else { return }
        let answers = script.devices.filter { probe.matches($0) }.map { device in
            Array(device.matches(relatesTo: script.relatesTo ?? probe.messageID).utf8)
        }
        if script.delay > .zero { usleep(UInt32(script.delay / .microseconds(1))) }
        for answer in script.raw + answers {
            for _ in 0..<script.copies { self.send(answer, to: sender) }
        }
    }

    private func send(_ bytes: [UInt8], to receiver: sockaddr_storage) {
        let size =
            receiver.ss_family == sa_family_t(AF_INET)
            ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size
        _ = withUnsafePointer(to: receiver) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(self.descriptor, bytes, bytes.count, 0, $0, socklen_t(size))
            }
        }
    }
}
