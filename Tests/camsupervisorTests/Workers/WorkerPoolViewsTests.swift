import IPC
import Logging
import Shared
import TestSupport
import Testing

@testable import camsupervisor

extension WorkerPool {
    /// As if the worker had said it.
    fileprivate func hear(_ connection: StateReport.Connection, ofView number: UInt16, of camera: CameraID) {
        self.workers[camera]?.take(StateReport(connection: connection, view: number), at: .now())
        self.publish(camera)
    }
}

@Suite("WorkerPool: what is said of views")
struct WorkerPoolViewsTests {
    private typealias Base = WorkerPoolReloadTests

    private let yard: CameraID
    private let log = RecordedLog()

    init() throws {
        self.yard = try CameraID("yard")
    }

    /// Runs `body` with a camera whose view `sub` is known, and a worker that says nothing by itself.
    private func withView(_ body: (WorkerPoolTests.Fleet) async throws -> Void) async throws {
        try await WorkerPoolTests.Fleet.with(Base.silent, cameras: 0, logger: self.log.logger) { fleet in
            let source = SourceConfiguration.demo(.init(views: 2))
            let camera = CameraConfiguration(id: self.yard, name: "Yard", source: source, staleAfter: nil)
            var one = try Base.configuration(["yard"])
            one.cameras[0].state = .usable(camera)
            let entities = await fleet.pool.entities
            entities.take([CameraEntity(camera: self.yard, name: "Yard", state: .idle, token: "t")])
            let session = try #require(entities.begin(self.yard, turn: entities.nextTurn()))
            let views = [ViewDeclaration(key: "", name: ""), ViewDeclaration(key: "sub", name: "Sub")]
            _ = entities.declare(views, by: session)
            _ = await Base.reload(fleet, from: try Base.configuration([]), to: one)
            try await waitUntil("it runs") { fleet.first?.worker.pid != nil }
            try await body(fleet)
        }
    }

    private var ofViews: [RecordedLog.Line] { self.log.lines.filter { $0.fields["view"] != nil && $0.level > .debug } }

    @Test("its trouble is a line that can be searched for, and so is its end")
    func trouble() async throws {
        try await self.withView { fleet in
            await fleet.pool.hear(.offline, ofView: 1, of: self.yard)
            await fleet.pool.hear(.connected, ofView: 1, of: self.yard)
            #expect(self.ofViews.map { $0.fields["event"] } == ["camera-offline", "camera-well"])
            #expect(self.ofViews.map(\.level) == [.warning, .notice])
            #expect(self.ofViews.first?.fields["view"] == "yard_sub" && self.ofViews.first?.fields["camera"] == "yard")
            #expect(self.ofViews.first?.text.hasPrefix("view 'yard_sub' ") == true)
        }
    }

    @Test("many of them are not said one by one")
    func flapping() async throws {
        try await self.withView { fleet in
            for _ in 0..<20 {
                await fleet.pool.hear(.offline, ofView: 1, of: self.yard)
                await fleet.pool.hear(.connected, ofView: 1, of: self.yard)
            }
            #expect(self.ofViews.count == FlapSummary.oneByOne)
        }
    }

    @Test("what the whole camera has is said once, of the camera")
    func camera() async throws {
        try await self.withView { fleet in
            await fleet.pool.hear(.offline, ofView: 0, of: self.yard)
            await fleet.pool.hear(.offline, ofView: 1, of: self.yard)
            await fleet.pool.hear(.connected, ofView: 0, of: self.yard)
            await fleet.pool.hear(.connected, ofView: 1, of: self.yard)
            #expect(self.ofViews == [])
            #expect(self.log.lines.contains { $0.fields["event"] == "camera-offline" && $0.fields["view"] == nil })
        }
    }
}
