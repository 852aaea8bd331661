import Testing

@testable import Shared
@testable import camsupervisor

@Suite("CameraSet")
struct CameraSetTests {
    @Test("one bad camera is misconfigured and all others run")
    func oneBad() throws {
        let loaded = ConfigurationText.load(
            """
            cameras:
              good: {platform: demo}
              bad: {platform: demo, widht: 5, width: x}
              worse: {platform: !secret nothing}
              worst: 5
              also_good: {platform: demo}
            """
        )
        let cameras = try #require(loaded.configuration).cameras
        #expect(cameras.map(\.id.slug) == ["good", "bad", "worse", "worst", "also_good"])
        #expect(cameras.map { $0.configuration != nil } == [true, false, false, false, true])
        guard case .misconfigured(let errors) = cameras[1].state else { return }
        #expect(errors.map(\.location.column) == [25, 42])
        #expect(loaded.diagnostics.count == 4)
        #expect(loaded.cameraCount == 5)
        #expect(!loaded.isFlawless)
    }

    @Test("of two cameras with one id the first runs; the second is misconfigured under a free id")
    func sameID() throws {
        let loaded = ConfigurationText.load(
            """
            cameras:
              front_door: {platform: demo}
              front_door_2: {platform: demo}
            camera:
              - {platform: demo, name: Front door}
              - {platform: demo, name: "FRONT DOOR!"}
            """
        )
        let cameras = try #require(loaded.configuration).cameras
        #expect(cameras.map(\.id.slug) == ["front_door", "front_door_2", "front_door_3", "front_door_4"])
        #expect(cameras.map { $0.configuration != nil } == [true, true, false, false])
        #expect(
            loaded.diagnostics.first?.description
                == "camsupervisor.yaml:5:5: error: the id 'front_door' is taken by the camera at camsupervisor.yaml:2:3 "
                + "(give one of the two another id or name)"
        )
    }

    @Test("an id written twice in cameras: is the same error, and no duplicate key of the whole file")
    func sameKey() throws {
        let loaded = ConfigurationText.load("cameras:\n  a: {platform: demo}\n  a: {platform: demo}\n")
        let cameras = try #require(loaded.configuration).cameras
        #expect(cameras.map(\.id.slug) == ["a", "a_2"])
        #expect(loaded.diagnostics.map(\.location.line) == [3])
    }

    @Test("of two cameras with one webhook_id the first runs")
    func sameWebhook() throws {
        let loaded = ConfigurationText.load(
            """
            camera:
              - {platform: push, name: A, webhook_id: my_custom_webhook_id}
              - {platform: push, name: B, webhook_id: my_custom_webhook_id}
            """
        )
        let cameras = try #require(loaded.configuration).cameras
        #expect(cameras.map { $0.configuration != nil } == [true, false])
        #expect(
            loaded.diagnostics.map(\.description)
                == [
                    "camsupervisor.yaml:3:5: error: 'webhook_id' is the same as that of the camera at "
                        + "camsupervisor.yaml:2:5 (each camera needs one of its own)"
                ]
        )
    }

    @Test("a notification's webhook is told from an upload's by its id alone, so that no two have the same")
    func sameWebhookOfTwoKinds() throws {
        let loaded = ConfigurationText.load(
            """
            cameras:
              a: {platform: push, webhook_id: my_custom_webhook_id}
              b: {platform: onvif, host: h, webhook_url: "http://192.0.2.5", webhook_id: my_custom_webhook_id}
              c: {platform: onvif, host: h, webhook_url: "http://192.0.2.5"}
              d: {platform: onvif, host: h, webhook_url: "http://192.0.2.5"}
            """
        )
        let cameras = try #require(loaded.configuration).cameras
        #expect(cameras.map { $0.configuration != nil } == [true, false, true, true])
        #expect(loaded.diagnostics.map(\.location.line) == [3])
    }

    @Test("a camera without a usable id is shown under a made one")
    func unusableIDs() throws {
        let loaded = ConfigurationText.load(
            """
            cameras:
              Front Door: {platform: demo}
              "!": {platform: demo}
            camera:
              - {platform: demo, name: 門口}
              - {platform: generic}
              - {}
            """
        )
        let cameras = try #require(loaded.configuration).cameras
        #expect(cameras.map(\.id.slug) == ["front_door", "camera_2", "camera_3", "camera_4", "camera_5"])
        #expect(cameras.allSatisfy { $0.configuration == nil })
        #expect(loaded.diagnostics.first?.hint == "such as \"front_door\"")
    }

    @Test("errors outside the cameras make the file unusable, with all of them reported")
    func outside() {
        let loaded = ConfigurationText.load("htpp: {}\nfiles: {read: 5, reed: x}\ncameras: {a: {platform: dmeo}}")
        #expect(loaded.configuration == nil)
        #expect(loaded.diagnostics.map(\.location.line) == [1, 2, 3])
        #expect(loaded.cameraCount == 1)
    }
}
