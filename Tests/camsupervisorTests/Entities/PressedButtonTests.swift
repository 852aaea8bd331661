import IPC
import Shared
import Testing

@testable import camsupervisor

@Suite("Buttons that were pressed")
struct PressedButtonTests {
    @Test("a button shows when it was pressed, and nothing else is pressed")
    func pressed() throws {
        let hub = EntityHub()
        let yard = try CameraID("yard")
        let chime = EntityID(lookingUp: "button.yard_chime")
        let lamp = EntityID(lookingUp: "switch.yard_lamp")
        hub.take([CameraEntity(camera: yard, name: "Yard", state: .idle, token: "t")])
        let session = try #require(hub.begin(yard, turn: hub.nextTurn()))
        let list = EntityList(entities: [
            EntityDeclaration(key: "chime", domain: .button, name: "Chime"),
            EntityDeclaration(key: "lamp", domain: .switch, name: "Lamp"),
        ])
        hub.declare(list, by: session)
        hub.report(EntityStates(states: [.init(key: "lamp", state: "off")]), by: session)
        #expect(hub[chime]?.state == EntityState.unknown)
        let time = WallTime(nanoseconds: 1_700_000_000_123_000_000)
        for id in [chime, lamp, EntityID(of: yard), EntityID(lookingUp: "button.none")] { hub.pressed(id, at: time) }
        #expect(hub[chime]?.state == "2023-11-14T22:13:20.123+00:00")
        #expect(hub[lamp]?.state == "off")
        // The worker's end changes nothing of when that was, but nobody can press it meanwhile.
        hub.end(session)
        #expect(hub[chime]?.state == EntityState.unavailable)
        _ = hub.begin(yard, turn: hub.nextTurn())
        #expect(hub[chime]?.state == "2023-11-14T22:13:20.123+00:00")
    }
}
