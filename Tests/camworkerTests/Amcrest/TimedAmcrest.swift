import CLinux
import Glibc
import IPC
import Shared
import Synchronization
import TestSupport

@testable import camworker

/// An Amcrest camera's source by a clock of the test's, and the camera that it talks to.
///
/// Time stands still while they talk: it goes on when nothing is under way.
final class TimedAmcrest {
    /// A request to the camera.
    struct Request: Sendable {
        var time: MonotonicTime
        /// Without `/cgi-bin/`.
        var command: String
        /// It carries what proves who sends it.
        var isLogin: Bool
    }

    let camera: AmcrestCamera
    let clock = ManualClock()
    let ears = AmcrestEars()
    let source: AmcrestSource
    private let connections: CameraConnections
    private var isWatched = false
    private let log = RequestLog()

    /// What was waited for does not come.
    struct Stuck: Error {
        var what: String
    }

    /// More turns of the loop than an hour has; a source that spins never ends else.
    private static let mostTurns = 100_000

    /// - Parameter camera: sends no heartbeat by itself, since its clock is not ours.
    init(
        _ camera: AmcrestCamera,
        password: String? = nil,
        _ change: (inout AmcrestConfiguration) -> Void = { _ in }
    ) throws {
        var amcrest = AmcrestConfiguration(
            server: try CameraURL("http://127.0.0.1:\(camera.port)/"),
            credentials: Credentials(user: Secret(camera.user), password: Secret(password ?? camera.password))
        )
        change(&amcrest)
        let configuration = try Configurations.camera(.amcrest(amcrest))
        let connections = CameraConnections(
            watch: ReachWatch(CameraReach(configuration)),
            most: configuration.connectionBudget
        )
        let templates = TemplateDesk()
        self.camera = camera
        self.connections = connections
        self.source = try AmcrestSource(
            amcrest,
            staleAfter: configuration.staleAfter,
            host: self.ears,
            connections: connections,
            pictures: PictureDesk(),
            address: { LiveAddress($0, key: $1, desk: templates, ports: connections.ports) },
            clock: { [clock] in clock.now }
        )
        camera.web.update { [clock, log] script in
            script.observer = { request in
                let command = String(request.target.dropFirst("/cgi-bin/".count))
                let isLogin = request.authenticationScheme != nil
                log.requests.withLock { $0.append(Request(time: clock.now, command: command, isLogin: isLogin)) }
            }
        }
        self.source.start(at: self.clock.now)
    }

    /// A fake camera for it.
    static func camera(
        _ model: AmcrestModel = .amcrest,
        _ prepare: @Sendable (inout AmcrestState) -> Void = { _ in }
    ) throws -> AmcrestCamera {
        try AmcrestCamera.start(model) {
            $0.facts.hasHeartbeats = false
            prepare(&$0)
        }
    }

    /// All that have come to the camera.
    var requests: [Request] { self.log.requests.withLock { $0 } }

    // MARK: Time

    /// Lets time pass, with everything that is due meanwhile.
    func pass(_ time: Duration) async throws {
        let end = self.clock.now + time
        try await self.settle()
        var turns = 0
        while let next = self.deadline, next <= end {
            turns += 1
            guard turns < Self.mostTurns else { throw Stuck(what: "the source is always due") }
            if next > self.clock.now { self.clock.set(to: next) }
            self.turn()
            try await self.settle()
        }
        self.clock.set(to: end)
    }

    private var deadline: MonotonicTime? {
        [self.source.deadline, self.connections.deadline].compactMap(\.self).min()
    }

    private func turn() {
        self.connections.perform()
        let now = self.clock.now
        if let deadline = self.source.deadline, now >= deadline { self.source.tick(at: now) }
        self.connections.closeIdle(at: now)
    }

    /// Lets what is under way come to its end, and waits for what else is to be seen.
    func settle(_ what: String = "everything is answered", until isSeen: () -> Bool = { true }) async throws {
        let deadline = MonotonicTime.now() + .seconds(60)
        self.connections.perform()
        while self.source.client.isBusy || self.source.events.isOpening || self.isFetching || !isSeen() {
            guard MonotonicTime.now() < deadline else {
                throw Stuck(what: "waiting until \(what), last asked: \(self.requests.last?.command ?? "nothing")")
            }
            var others: [pollfd] = []
            self.connections.poller.wait(for: &others, until: MonotonicTime.now() + .milliseconds(2))
            self.connections.perform()
            await Task.yield()
        }
    }

    // MARK: Pictures

    /// Somebody looks at snapshots from now on.
    func watch() {
        self.isWatched = true
        let demand = Demand(isFrameWanted: true, viewers: 1, capturedAfter: MonotonicTime(nanoseconds: 0))
        self.source.demandChanged(demand, at: self.clock.now)
    }

    private var isFetching: Bool {
        self.isWatched && self.connections.underWay > (self.source.events.isOpen ? 1 : 0)
    }

    // MARK: Services

    /// Calls a service and waits for its answer.
    func call(
        _ service: String,
        entity: String? = nil,
        _ parameters: [String: JSONValue] = [:]
    ) async throws -> CallResult? {
        try await self.settle()
        let call = ServiceCall(service: service, entity: entity, parameters: parameters, timeoutMilliseconds: 10_000)
        self.source.call(call, sequence: UInt32(self.ears.results.count + 1), at: self.clock.now)
        let answers = self.ears.results.count + 1
        for _ in 1...20 where self.ears.results.count < answers { try await self.pass(.milliseconds(500)) }
        return self.ears.results.last
    }

    // MARK: Events

    /// Has the camera tell something, and waits until it has come.
    ///
    /// - Parameter piece: bytes of a write.
    func tell(_ events: [AmcrestEvent], inOnePart: Bool = false, piece: Int = .max) async throws {
        let framing = self.camera.state.facts.framing
        let texts = events.map(\.text)
        let body = inOnePart ? framing.part(texts) : texts.flatMap { framing.part([$0]) }
        let bytes = self.ears.bytes + body.count
        self.camera.emit(events, inOnePart: inOnePart, piece: piece)
        try await self.settle("events come") { self.ears.bytes >= bytes }
    }

    func beat() async throws {
        let heartbeat = self.camera.state.facts.framing.heartbeat
        let bytes = self.ears.bytes + heartbeat.count
        self.camera.emitRaw(heartbeat)
        try await self.settle("a heartbeat comes") { self.ears.bytes >= bytes }
    }

    /// Until the camera's events come in.
    func attach() async throws {
        try await self.settle()
        for _ in 1...600 where !self.source.events.isAttached { try await self.pass(.milliseconds(500)) }
        guard self.source.events.isAttached else {
            throw Stuck(what: "no events for 5 minutes")
        }
    }

    /// Until their end is noticed.
    func lose(_ how: () -> Void) async throws {
        how()
        try await self.settle("the events' end is seen") { !self.source.events.isAttached }
    }
}

/// What the camera's threads note.
private final class RequestLog: Sendable {
    let requests = Mutex<[TimedAmcrest.Request]>([])
}
