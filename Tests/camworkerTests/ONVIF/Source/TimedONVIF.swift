import CLinux
import Glibc
import IPC
import Shared
import TestSupport

@testable import camworker

/// An ONVIF device's source by a clock of the test's, and the device that it talks to.
///
/// Time stands still while they talk: it goes on when nothing is under way. Tokens bear the real time.
final class TimedONVIF {
    let camera: ONVIFCamera
    let clock = ManualClock()
    let ears = ONVIFEars()
    let source: ONVIFSource
    let connections: CameraConnections
    /// Whether time stands still for pictures, too; not where a device holds back an answer.
    var waitsForPictures = false

    /// What was waited for does not come.
    struct Stuck: Error {
        var what: String
    }

    /// More turns of the loop than an hour has; a source that spins never ends else.
    private static let mostTurns = 100_000

    init(
        _ camera: ONVIFCamera,
        password: String? = nil,
        _ change: (inout ONVIFConfiguration) -> Void = { _ in }
    ) throws {
        let onvif = try Self.configuration(of: camera, password: password, change)
        let configuration = try Configurations.camera(.onvif(onvif))
        let connections = CameraConnections(
            watch: ReachWatch(CameraReach(configuration)),
            most: configuration.connectionBudget
        )
        let templates = TemplateDesk()
        self.camera = camera
        self.connections = connections
        self.source = ONVIFSource(
            onvif,
            staleAfter: configuration.staleAfter,
            host: self.ears,
            views: self.ears,
            connections: connections,
            pictures: PictureDesk(),
            address: { LiveAddress($0, key: $1, desk: templates, ports: connections.ports) },
            clock: { [clock] in clock.now }
        )
        self.source.start(at: self.clock.now)
    }

    /// Without events, which have tests of their own, unless the change says otherwise.
    static func configuration(
        of camera: ONVIFCamera,
        password: String? = nil,
        _ change: (inout ONVIFConfiguration) -> Void = { _ in }
    ) throws -> ONVIFConfiguration {
        var onvif = ONVIFConfiguration(
            device: try CameraURL(camera.address),
            credentials: Credentials(user: Secret(camera.user), password: Secret(password ?? camera.password)),
            events: .off,
            frameRate: 20
        )
        change(&onvif)
        return onvif
    }

    var session: ONVIFSession { self.source.session }
    var device: ConnectedDevice { self.source.session.device }
    var state: StateReport? { self.ears.state }

    // MARK: Time

    /// Lets time pass, with everything that is due meanwhile.
    func pass(_ time: Duration) async throws {
        let end = self.clock.now + time
        try await self.settle()
        var turns = 0
        while let next = self.source.deadline, next <= end {
            turns += 1
            guard turns < Self.mostTurns else { throw Stuck(what: "the source is always due") }
            if next > self.clock.now { self.clock.set(to: next) }
            self.source.tick(at: self.clock.now)
            try await self.settle()
        }
        self.clock.set(to: end)
    }

    /// Lets what is under way come to its end.
    func settle() async throws {
        let deadline = MonotonicTime.now() + .seconds(60)
        self.connections.perform()
        while self.source.client.isBusy || (self.waitsForPictures && self.isFetching) {
            guard MonotonicTime.now() < deadline else {
                throw Stuck(what: "an answer to \(self.camera.operations.last ?? "nothing")")
            }
            var others: [pollfd] = []
            self.connections.poller.wait(for: &others, until: MonotonicTime.now() + .milliseconds(2))
            self.connections.perform()
            await Task.yield()
        }
    }

    private var isFetching: Bool { (self.connections.poller as? CurlMulti)?.isIdle == false }

    /// Somebody looks at the camera itself, or nobody any more.
    func look(_ isWatched: Bool = true) {
        var demand = Demand.none
        if isWatched { (demand.viewers, demand.isFrameWanted) = (1, true) }
        self.source.demandChanged(demand, at: self.clock.now)
    }

    /// Times at which operations of a kind were asked are of no interest: how many there were since.
    func count(_ operation: String) -> Int { self.camera.operations.count { $0 == operation } }
}
