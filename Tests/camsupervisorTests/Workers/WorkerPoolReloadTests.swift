import IPC
import Shared
import TestSupport
import Testing

@testable import camsupervisor

/// With programs that are no workers, and so end only by signals: what a reload finds half-done.
@Suite("WorkerPool: reload")
struct WorkerPoolReloadTests {
    static let silent = "\(RepositoryFiles.root)/Tests/Programs/silent-worker"

    static func configuration(_ names: [String], password: String? = nil) throws -> Configuration {
        var configuration = Configuration()
        configuration.supervision.stopGrace = .milliseconds(300)
        // They never say a word.
        configuration.supervision.handshakeTimeout = .seconds(600)
        configuration.cameras = try names.map { name in
            let id = try CameraID(name)
            var generic = GenericConfiguration(stillImageURL: try CameraAddress("http://192.0.2.1/a.jpg"))
            generic.credentials = password.map { Credentials(user: Secret("viewer"), password: Secret($0)) }
            return ConfiguredCamera(
                id: id,
                name: name,
                location: SourceLocation(file: "a.yaml", line: 1, column: 1),
                state: .usable(CameraConfiguration(id: id, name: name, source: .generic(generic), staleAfter: nil))
            )
        }
        return configuration
    }

    /// As the assembly does it.
    static func reload(
        _ fleet: WorkerPoolTests.Fleet,
        from old: Configuration,
        to new: Configuration
    ) async -> ReloadPlan {
        let off = await fleet.pool.resting.off
        let plan = ReloadPlan(from: old, to: new, off: off, sockets: InheritedSockets())
        for camera in new.cameras.compactMap(\.configuration) { await fleet.pool.hub.adopt(camera) }
        fleet.board.replace(with: new.cameras)
        await fleet.pool.apply(plan, of: new)
        for change in plan.cameras(to: .stop) { await fleet.pool.hub.remove(change.camera) }
        return plan
    }

    @Test("a camera that comes back before its process has gone waits for that: one process at a time")
    func backBeforeGone() async throws {
        try await WorkerPoolTests.Fleet.with(Self.silent, cameras: 0) { fleet in
            let one = try Self.configuration(["yard"])
            let none = try Self.configuration([])
            _ = await Self.reload(fleet, from: none, to: one)
            try await waitUntil("it runs") { fleet.first?.worker.pid != nil }
            let pid = try #require(fleet.first?.worker.pid)
            _ = await Self.reload(fleet, from: one, to: none)
            #expect(fleet.board.all.isEmpty)
            #expect(ProcFS.status(of: pid) != nil, "a silent program does not go when it is asked to")
            _ = await Self.reload(fleet, from: none, to: one)
            try await waitUntil("its successor runs") {
                fleet.first?.worker.generation == 2 && fleet.first?.worker.pid != nil
            }
            #expect(ProcFS.status(of: pid) == nil)
            #expect(fleet.first?.lastExits.count == 1)
        }
    }

    @Test("a camera that comes back before its process has gone has its views again, and not those that ended")
    func viewsOfBackBeforeGone() async throws {
        try await WorkerPoolTests.Fleet.with(Self.silent, cameras: 0) { fleet in
            let yard = try CameraID("yard")
            let camera = CameraConfiguration(id: yard, name: "Yard", source: .demo(.init(views: 2)), staleAfter: nil)
            var one = try Self.configuration(["yard"])
            one.cameras[0].state = .usable(camera)
            let none = try Self.configuration([])
            let entities = await fleet.pool.entities
            entities.take([CameraEntity(camera: yard, name: "Yard", state: .idle, token: "t")])
            let session = try #require(entities.begin(yard, turn: entities.nextTurn()))
            let views = [ViewDeclaration(key: "", name: ""), ViewDeclaration(key: "sub", name: "Sub")]
            _ = entities.declare(views, by: session)
            _ = await Self.reload(fleet, from: none, to: one)
            try await waitUntil("it runs") { fleet.first?.worker.pid != nil }
            let before = try #require(await fleet.pool.hub[yard, key: "sub"])
            _ = await Self.reload(fleet, from: one, to: none)
            _ = await Self.reload(fleet, from: none, to: one)
            let after = try #require(await fleet.pool.hub[yard, key: "sub"])
            let shown = await fleet.pool.workers[yard]?.views.map { ObjectIdentifier($0.declared.hub) }
            #expect(after !== before && shown == [ObjectIdentifier(after)])
        }
    }

    @Test("a removed camera is forgotten with its process, and counts anew when it comes back")
    func forgotten() async throws {
        try await WorkerPoolTests.Fleet.with(Self.silent, cameras: 0) { fleet in
            let one = try Self.configuration(["yard"])
            let none = try Self.configuration([])
            _ = await Self.reload(fleet, from: none, to: one)
            try await waitUntil("it runs") { fleet.first?.worker.pid != nil }
            _ = await Self.reload(fleet, from: one, to: none)
            try await waitUntil("it is forgotten") { await fleet.pool.workers.isEmpty }
            _ = await Self.reload(fleet, from: none, to: one)
            try await waitUntil("it runs again") { fleet.first?.worker.pid != nil }
            #expect(fleet.first?.worker.generation == 1 && fleet.first?.lastExits.isEmpty == true)
        }
    }

    @Test("two reloads in a row replace a worker once, and never more than a few at a time")
    func twice() async throws {
        try await WorkerPoolTests.Fleet.with(Self.silent, cameras: 0) { fleet in
            let names = (1...6).map { "c\($0)" }
            var first = try Self.configuration(names, password: "one")
            first.supervision.concurrentStarts = 2
            _ = await Self.reload(fleet, from: try Self.configuration([]), to: first)
            // They never become ready, so that two of them keep the others from starting.
            try await waitUntil("two have started") { fleet.board.all.count { $0.status.worker.pid != nil } == 2 }
            var second = try Self.configuration(names, password: "two")
            second.supervision.concurrentStarts = 6
            let plan = await Self.reload(fleet, from: first, to: second)
            #expect(plan.cameras(to: .restart).count == 6)
            var third = try Self.configuration(names, password: "three")
            third.supervision.concurrentStarts = 6
            _ = await Self.reload(fleet, from: second, to: third)
            try await waitUntil("all run") {
                fleet.board.all.allSatisfy { $0.status.worker.pid != nil && $0.status.worker.phase == "starting" }
            }
            let told = Set(await fleet.pool.workers.values.map(\.camera))
            #expect(told == Set(third.cameras.compactMap(\.configuration)))
            #expect(fleet.board.all.allSatisfy { $0.status.worker.generation <= 2 })
        }
    }

    @Test("what is switched off changes and stays off; its pause over, it starts as it is now")
    func off() async throws {
        try await WorkerPoolTests.Fleet.with(Self.silent, cameras: 0) { fleet in
            let first = try Self.configuration(["yard"], password: "one")
            let second = try Self.configuration(["yard"], password: "two")
            _ = await Self.reload(fleet, from: try Self.configuration([]), to: first)
            let yard = try CameraID("yard")
            let isRemembered = try await fleet.pool.perform(.pause, on: yard, lasting: .seconds(3600))
            #expect(!isRemembered, "there is no place to remember it")
            let plan = await Self.reload(fleet, from: first, to: second)
            #expect(plan.text() == "leave off yard (password)")
            try await fleet.pool.perform(.pause, on: yard, lasting: .milliseconds(10))
            try await waitUntil("it is back") { fleet.first?.worker.pid != nil && fleet.first?.override == nil }
            let told = await fleet.pool.workers[yard]?.camera
            #expect(told == second.cameras.first?.configuration)
        }
    }
}
