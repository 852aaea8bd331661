internal import IPC
internal import Shared

/// Asks who is there, and answers who has answered within the time.
final class DiscoveryLook: CameraProbe {
    /// Datagrams of one socket that are taken in a row, so that a flood does not keep the supervisor waiting.
    private static let mostAtOnce = 64
    /// The longest that there are: one that is cut off would make no sense anyway.
    private static let longestDatagram = 65_536

    private struct Way {
        var socket: DatagramSocket
        var place: DatagramSocket.Place
        var label: String
        /// The interface, where there is one.
        var zone: String?
        var questions: [DiscoveryProbe.Wish: [UInt8]]
        var hasSent = false
        var failure: DatagramSocket.Failure?
    }

    private let end: MonotonicTime
    private var ways: [Way] = []
    private var notes: [String] = []
    private var agenda: DiscoveryAgenda
    private var roll: DiscoveryRoll
    private var buffer = [UInt8](repeating: 0, count: DiscoveryLook.longestDatagram)
    /// Called once.
    private var then: ((CallResult) -> Void)?

    /// - Parameters:
    ///   - networks: those of this machine.
    ///   - now: from when on it waits.
    init(
        _ request: DiscoveryRequest,
        networks: [NetworkAddress] = NetworkAddress.all(),
        now: MonotonicTime = .now(),
        random: some RandomNumberGenerator = SystemRandomNumberGenerator()
    ) {
        var random = random
        self.end = now + .milliseconds(max(request.waitMilliseconds, 0))
        self.roll = DiscoveryRoll(networks: networks)
        let plan = DiscoveryPlan(request, networks: networks)
        self.notes = plan.notes
        // Those that the kernel finds a way to by itself share a socket for each family.
        var shared: [Bool: DatagramSocket] = [:]
        for destination in plan.destinations {
            do throws(DatagramSocket.Failure) {
                let socket: DatagramSocket
                if let source = destination.source {
                    socket = try DatagramSocket(from: source, hops: DiscoveryPlan.hops)
                } else {
                    let isIPv6 = destination.place.address.isIPv6
                    if shared[isIPv6] == nil { shared[isIPv6] = try DatagramSocket(isIPv6: isIPv6) }
                    guard let open = shared[isIPv6] else { continue }
                    socket = open
                }
                self.ways.append(Self.way(destination, socket, &random))
            } catch {
                self.notes.append("\(destination.label): \(error)")
            }
        }
        self.agenda = DiscoveryAgenda(destinations: self.ways.count, start: now) { .random(in: $0, using: &random) }
    }

    private static func way(
        _ destination: DiscoveryPlan.Destination,
        _ socket: DatagramSocket,
        _ random: inout some RandomNumberGenerator
    ) -> Way {
        var questions: [DiscoveryProbe.Wish: [UInt8]] = [:]
        for wish in DiscoveryProbe.Wish.allCases {
            // Of its own for each way, or a device in two networks would answer in one of them only.
            let id = (0..<SOAPEnvelope.messageIDBytes).map { _ in UInt8.random(in: 0...255, using: &random) }
            questions[wish] = DiscoveryProbe(wish: wish, messageID: id).bytes
        }
        return Way(
            socket: socket,
            place: destination.place,
            label: destination.label,
            zone: destination.source?.interface,
            questions: questions
        )
    }

    // MARK: - CameraProbe

    var descriptors: [Int32] {
        guard self.then != nil else { return [] }
        return Set(self.ways.map(\.socket.rawValue)).sorted()
    }

    var deadline: MonotonicTime? {
        guard self.then != nil else { return nil }
        return self.agenda.next.map { min($0, self.end) } ?? self.end
    }

    func start(then: @escaping (CallResult) -> Void) { self.then = then }

    func wake(ready: Set<Int32>, at now: MonotonicTime) {
        guard self.then != nil else { return }
        var read: Set<Int32> = []
        for way in self.ways where ready.contains(way.socket.rawValue) && read.insert(way.socket.rawValue).inserted {
            self.receive(by: way)
        }
        for errand in self.agenda.due(at: now) { self.send(errand) }
        if now >= self.end || self.roll.isFull || self.ways.isEmpty { self.finish() }
    }

    func conclude(_ reason: String) { self.finish() }

    private func receive(by way: Way) {
        for _ in 0..<Self.mostAtOnce {
            guard !self.roll.isFull, let (count, sender) = way.socket.receive(into: &self.buffer) else { return }
            let zone = sender.isIPv6 && sender.isLinkLocal ? way.zone : nil
            self.roll.take(Array(self.buffer[..<count]), from: DiscoverySender(address: sender, zone: zone))
        }
    }

    private func send(_ errand: DiscoveryAgenda.Errand) {
        let way = self.ways[errand.destination]
        do throws(DatagramSocket.Failure) {
            try way.socket.send(way.questions[errand.wish] ?? [], to: way.place)
            self.ways[errand.destination].hasSent = true
        } catch {
            self.ways[errand.destination].failure = error
        }
    }

    private func finish() {
        guard let then = self.then else { return }
        self.then = nil
        then(self.result)
    }

    private var result: CallResult {
        var report = DiscoveryReport(devices: self.roll.devices, notes: self.notes)
        for way in self.ways {
            if way.hasSent {
                if !report.asked.contains(way.label) { report.asked.append(way.label) }
            } else if let failure = way.failure {
                report.notes.append("\(way.label): \(failure)")
            }
        }
        report.notes += self.roll.notes
        guard !report.asked.isEmpty else {
            let words = report.notes.isEmpty ? "this machine has no network to ask on" : "nobody could be asked"
            return CallResult(status: 502, reason: ([words] + report.notes).joined(separator: "; "))
        }
        do throws(ProtocolError) {
            return try CallResult(report: report)
        } catch {
            return CallResult(status: 502, reason: "\(error)")
        }
    }
}
