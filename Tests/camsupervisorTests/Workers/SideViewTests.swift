import IPC
import Shared
import Testing

@testable import camsupervisor

@Suite("How a view above 0 is")
final class SideViewTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000_000)
    private let hub: ViewHub
    private var view: SideView
    private var status: CameraStatus

    init() throws {
        let yard = try CameraID("yard")
        let start = self.start
        self.hub = ViewHub(id: ViewID(camera: yard, number: 2), clock: { start })
        let declared = DeclaredView(
            number: 2,
            declaration: ViewDeclaration(key: "P2", name: "Sub"),
            entity: EntityID(lookingUp: "camera.yard_sub"),
            hub: self.hub
        )
        self.view = SideView(declared, Freshness(staleAfter: .seconds(10)))
        self.status = CameraStatus(id: yard, name: "Yard", platform: "demo", stateSince: .now())
    }

    private func judge(
        _ camera: CameraHealth.Verdict = .init(state: .live),
        after time: Duration = .zero
    ) -> ViewStatus {
        let phase = WorkerSupervision.State.running(since: self.start)
        _ = self.view.judge(
            phase,
            deadlyReason: nil,
            camera: camera,
            isDeviceThere: self.status.isDeviceThere,
            at: self.start + time
        )
        return self.view.status(self.status)
    }

    @Test("its own trouble is its own, whatever the camera is like")
    func ownTrouble() {
        self.view.take(StateReport(connection: .offline, reason: "404", retryMilliseconds: 2_000), at: self.start)
        let own = self.judge()
        #expect(own.state == .offline && own.reason == "404" && own.retryAt == self.start + .seconds(2))
        self.view.take(StateReport(connection: .connected), at: self.start)
        #expect(self.judge(.init(state: .offline, reason: "away")).state == .idle, "it says that it is well")
        #expect(own.name == "Yard Sub" && own.entity.text == "camera.yard_sub")
    }

    @Test("of which nothing was said, it is away with its camera")
    func absence() {
        let away = self.judge(.init(state: .refused, reason: "401"))
        #expect(away.state == .refused && away.reason == "401")
        #expect(self.judge(.init(state: .stale)).state == .idle, "what the camera itself lacks this one may have")
        self.view.take(StateReport(connection: .offline, reason: "404"), at: self.start)
        self.view.forgetReport()
        #expect(self.judge().state == .idle)
    }

    @Test("of which nothing was said, it is well when the camera's own pictures are all that is wrong")
    func thePicturesOfAnother() {
        self.status.isDeviceThere = true
        (self.status.connection, self.status.retryAt) = (.offline, self.start + .seconds(5))
        let view = self.judge(.init(state: .offline, reason: "rtsp://yard/1: cannot connect"))
        #expect(view.state == .idle && view.reason == nil && view.connection == .idle && view.retryAt == nil)
        self.status.isDeviceThere = false
        #expect(self.judge(.init(state: .offline, reason: "away")).reason == "away")
    }

    @Test("waited for in vain it is stale, and that is all")
    func stale() {
        self.view.take(StateReport(connection: .connected), at: self.start)
        let watcher = EmbeddedWatcher()
        self.hub.wait(watcher.receiver, for: FrameDemand(newerThan: 0))
        #expect(self.judge(after: .seconds(9)).state == .idle)
        let stale = self.judge(after: .seconds(11))
        #expect(stale.state == .stale && stale.reason == "no frame has come yet")
        #expect(self.judge(after: .seconds(600)).state == .stale)
    }
}
