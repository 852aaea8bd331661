import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("What an ONVIF device's worker tells and does, against a scripted device")
struct ONVIFEventWorkerTests {
    /// A worker that listens, and what it has said.
    private final class Listener {
        let camera: ONVIFCamera
        let worker: DrivenWorker
        private(set) var entities: [String] = []
        private(set) var growing: [EntityDeclaration.Domain] = []
        private(set) var states: [String: EntityStates.Change] = [:]
        private(set) var events: [CameraEvent] = []
        private(set) var results: [UInt32: [CallResult]] = [:]
        private var calls: UInt32 = 100

        init(_ camera: ONVIFCamera, events: ONVIFEventsMode = .pullPoint) async throws {
            self.camera = camera
            let onvif = try TimedONVIF.configuration(of: camera) { $0.events = events }
            self.worker = try await DrivenWorker.ready(try Configurations.camera(.onvif(onvif)))
        }

        /// Until something is so, of what the worker said.
        func wait(_ what: String, until isSo: (Listener) -> Bool) async throws {
            while !isSo(self) {
                let message = try await self.worker.next([.entities, .entityStates, .event, .result])
                switch message.type {
                case .entities:
                    let list = try message.decode(EntityList.self)
                    (self.entities, self.growing) = (list.entities.map(\.key), list.growing)
                case .entityStates:
                    for change in try message.decode(EntityStates.self).states { self.states[change.key] = change }
                case .event: self.events.append(try message.decode(CameraEvent.self))
                default: self.results[message.sequence, default: []].append(try message.decode(CallResult.self))
                }
            }
        }

        /// Until the device holds back an answer for it.
        func listening() async throws {
            try await waitUntil("it listens") {
                self.camera.pullPoints > 0 && self.camera.operations.count { $0 == "PullMessages" } > 1
            }
        }

        func call(
            _ service: String,
            _ entity: String?,
            _ parameters: [String: JSONValue] = [:]
        ) async throws -> CallResult? {
            self.calls += 1
            let call = ServiceCall(
                service: service,
                entity: entity,
                parameters: parameters,
                timeoutMilliseconds: 10_000
            )
            try self.worker.send(.call, call, sequence: self.calls)
            try await self.wait("an answer") { $0.results[self.calls] != nil }
            return self.results[self.calls]?.count == 1 ? self.results[self.calls]?.first : nil
        }

        func isOn(_ key: String) -> Bool? { self.states[key]?.state.map { $0 == "on" } }
    }

    private static let motion = TimedEvents.motion()

    @Test("motion is an entity, its state and an event, while the device is asked for nothing else")
    func motion() async throws {
        let listener = try await Listener(try ONVIFCamera.start())
        try await listener.listening()
        let asked = listener.camera.operations.count
        listener.camera.emit(.motion(true))
        try await listener.wait("motion") { $0.isOn(Self.motion) == true && !$0.events.isEmpty }
        #expect(listener.entities.contains(Self.motion))
        #expect(Set(listener.growing).isSuperset(of: [.binarySensor, .event, .sensor]))
        #expect(listener.events.map(\.kind) == ["cell_motion_detector_motion"])
        #expect(listener.camera.operations.dropFirst(asked).allSatisfy { $0 == "PullMessages" })
        listener.camera.emit(.motion(false))
        try await listener.wait("its end") { $0.isOn(Self.motion) == false }
        #expect(listener.camera.strangeRequests == [] && listener.camera.totalSubscriptions == 1)
    }

    @Test("500 notifications of one pull come through, and the last word is the state")
    func flood() async throws {
        let listener = try await Listener(try ONVIFCamera.start { $0.events.ignoresLimit = true })
        try await listener.listening()
        listener.camera.emit((0..<500).map { .motion($0 % 2 == 0) })
        try await listener.wait("all of them") { $0.events.count == 500 && $0.isOn(Self.motion) == false }
    }

    @Test("a device that forgets its subscription is subscribed to again, and heard")
    func lost() async throws {
        let listener = try await Listener(try ONVIFCamera.start())
        try await listener.listening()
        listener.camera.loseSubscriptions()
        try await waitUntil("it has another") { listener.camera.pullPoints == 1 }
        listener.camera.emit(.motion(true))
        try await listener.wait("motion") { $0.isOn(Self.motion) == true }
        #expect(listener.camera.peakSubscriptions == 1 && listener.camera.totalSubscriptions == 2)
    }

    @Test("a device that is told to start anew is heard when it is back")
    func reboot() async throws {
        let listener = try await Listener(try ONVIFCamera.start { $0.rebootTime = .milliseconds(500) })
        try await listener.listening()
        #expect(try await listener.call("button.press", "reboot") == .done)
        try await waitUntil("it is back and listened to") {
            listener.camera.totalSubscriptions == 2 && listener.camera.pullPoints == 1
        }
        listener.camera.emit(.motion(true))
        try await listener.wait("motion") { $0.isOn(Self.motion) == true }
        #expect(listener.camera.strangeRequests == [])
    }

    @Test("switches are set and read back, moves are made, and each call is answered once")
    func calls() async throws {
        // What NTP does not keep right is set by hand.
        let camera = try ONVIFCamera.start(.dome) { $0.clockOffset = 30 }
        let listener = try await Listener(camera, events: .off)
        try await listener.wait("the switches") { $0.isOn("ir_lamp") != nil && $0.entities.contains("wiper") }
        #expect(listener.entities == ["autofocus", "ir_lamp", "wiper", "reboot", "set_system_date_and_time"])
        #expect(listener.growing == [], "it has no others, and nothing happens")
        #expect(try await listener.call("switch.turn_on", "ir_lamp") == .done)
        try await listener.wait("the lamp") { $0.isOn("ir_lamp") == true }
        #expect(try await listener.call("switch.turn_on", "wiper") == .done)
        #expect(camera.state.sources.first?.irCutFilter == "OFF" && camera.state.auxiliaryCommands == ["tt:Wiper|On"])
        camera.update { $0.sources[0].irCutFilter = "ON" }
        #expect(try await listener.call("homeassistant.update_entity", "ir_lamp") == .done)
        try await listener.wait("the lamp") { $0.isOn("ir_lamp") == false }
        let preset = ["move_mode": JSONValue.text("GotoPreset"), "preset": .text("gate & yard")]
        #expect(try await listener.call("onvif.ptz", nil, preset) == .done)
        let move = [
            "move_mode": JSONValue.text("ContinuousMove"), "pan": .text("LEFT"), "continuous_duration": .number(0.2),
        ]
        #expect(try await listener.call("onvif.ptz", nil, move) == .done)
        #expect(camera.movements.map(\.kind) == [.preset, .continuous, .stop])
        #expect(try await listener.call("button.press", "set_system_date_and_time") == .done)
        #expect(camera.state.clockKind == "Manual" && camera.strangeRequests == [])
    }

    @Test("the presets of each stream are among its attributes")
    func presets() async throws {
        let listener = try await Listener(try ONVIFCamera.start(.dome), events: .off)
        while try await listener.worker.state(.idle).attributes["presets"] != "Home, Gate & Yard, 3" {}
    }
}
