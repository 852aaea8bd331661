import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("Switches and buttons of an ONVIF device")
struct ControlDeskTests {
    private static func connected(
        _ model: ONVIFModel = .dome,
        _ prepare: (inout ScriptedDeviceState) -> Void = { _ in }
    ) throws -> TimedDesks {
        let timed = TimedDesks(model, prepare)
        try timed.connect()
        try timed.pass(.seconds(2))
        return timed
    }

    private static let buttons = ["reboot", "set_system_date_and_time"]

    @Test("what a device has is declared, and how it is is read")
    func declared() throws {
        let timed = try Self.connected { $0.ptz.auxiliaryCommands = ["tt:Wiper|On", "tt:Wiper|Off"] }
        #expect(timed.controls.entities.map(\.key) == ["autofocus", "ir_lamp", "wiper"] + Self.buttons)
        #expect(timed.isOn("autofocus") == true && timed.isOn("ir_lamp") == false)
        #expect(timed.states["ir_lamp"]?.attributes["ir_cut_filter"] == .text("auto"))
        #expect(timed.states["wiper"]?.state == nil)
        #expect(timed.controls.entities.allSatisfy { $0.complaint == nil })
        let recorder = try Self.connected(.recorder)
        #expect(recorder.controls.entities.map(\.key) == Self.buttons)
    }

    @Test("which switches there are is known when each lens was asked, also that it has none")
    func complete() throws {
        var none = SOAPFault(XMLElement(name: "Fault"))
        none.subcodes = ["NoImagingForSource"]
        let trouble = SOAPTrouble(operation: "GetImagingSettings", cause: .fault(none))
        for hasNone in [false, true] {
            let timed = TimedDesks(.dome)
            if hasNone { timed.client.faults["GetImagingSettings"] = .trouble(trouble) }
            try timed.connect()
            #expect(!timed.controls.isComplete && timed.declarations == 1)
            try timed.pass(.seconds(2))
            #expect(timed.controls.isComplete && timed.declarations == 2)
        }
    }

    @Test("each lens has switches of its own")
    func lenses() throws {
        let timed = try Self.connected(.dome) { $0.sources.append(ScriptedSource(token: "VideoSource_1")) }
        let keys = ["autofocus", "ir_lamp", "autofocus_VideoSource_1", "ir_lamp_VideoSource_1", "wiper"]
        #expect(timed.controls.switchKeys == keys)
        let call = timed.call("switch.turn_on", "ir_lamp_VideoSource_1")
        try timed.pass(.seconds(1))
        #expect(timed.result(call) == .done)
        #expect(timed.device.state.sources.map(\.irCutFilter) == ["AUTO", "OFF"])
    }

    @Test("a switch is set, read back and shown; toggling asks how it is first")
    func switched() throws {
        let timed = try Self.connected()
        let on = timed.call("switch.turn_on", "ir_lamp")
        try timed.pass(.seconds(1))
        #expect(timed.result(on) == .done && timed.isOn("ir_lamp") == true)
        #expect(timed.device.state.sources[0].irCutFilter == "OFF")
        // By the camera's own pages, a moment ago.
        timed.device.state.sources[0].irCutFilter = "ON"
        let toggle = timed.call("switch.toggle", "ir_lamp")
        try timed.pass(.seconds(1))
        #expect(timed.result(toggle) == .done && timed.device.state.sources[0].irCutFilter == "OFF")
        let off = timed.call("switch.turn_off", "autofocus")
        try timed.pass(.seconds(1))
        #expect(timed.result(off) == .done && timed.device.state.sources[0].focus == "MANUAL")
        #expect(timed.device.strangeRequests == [])
    }

    @Test("a setting that is taken and not kept fails, in words")
    func notKept() throws {
        let timed = try Self.connected()
        timed.client.faults["SetImagingSettings"] = .answer(XMLElement(name: "SetImagingSettingsResponse"))
        let call = timed.call("switch.turn_on", "ir_lamp")
        try timed.pass(.seconds(5))
        #expect(timed.result(call) == CallResult(status: 502, reason: "the camera keeps IrCutFilter=AUTO"))
        #expect(timed.isOn("ir_lamp") == false)
    }

    @Test("a device that does not tell its settings is believed to be as it was told")
    func untold() throws {
        let timed = TimedDesks(.dome)
        let trouble = SOAPTrouble(operation: "GetImagingSettings", cause: .status(501))
        timed.client.faults["GetImagingSettings"] = .trouble(trouble)
        try timed.connect()
        try timed.pass(.seconds(1))
        #expect(timed.states["ir_lamp"]?.state == nil)
        let call = timed.call("switch.toggle", "ir_lamp")
        try timed.pass(.seconds(1))
        #expect(timed.result(call) == .done && timed.isOn("ir_lamp") == true)
        #expect(timed.states["ir_lamp"]?.attributes["assumed_state"] == .bool(true))
        #expect(timed.device.state.sources[0].irCutFilter == "OFF")
    }

    @Test("a wiper needs no imaging, and lamps are told by their word where the filter cannot be set")
    func auxiliary() throws {
        let timed = try Self.connected {
            $0.services.removeAll { $0 == .imaging }
            $0.ptz.auxiliaryCommands = ["tt:Wiper|On", "tt:Wiper|Off"]
        }
        #expect(timed.controls.switchKeys == ["wiper"])
        let call = timed.call("switch.turn_on", "wiper")
        let off = timed.call("switch.toggle", "wiper")
        try timed.pass(.seconds(1))
        #expect(timed.result(call) == .done && timed.result(off) == .done)
        #expect(timed.device.state.auxiliaryCommands == ["tt:Wiper|On", "tt:Wiper|Off"])
        #expect(timed.isOn("wiper") == false)
        var device = ConnectedDevice()
        let words =
            "<Capabilities><Capabilities><Misc AuxiliaryCommands=\"tt:IRLamp|On tt:IRLamp|Off\"/></Capabilities></Capabilities>"
        device.services = try TimedEvents.services(words)
        var controls = DeviceControls()
        controls.begin(device)
        #expect(controls.switches.map { $0.request(true) } == [.sendAuxiliaryCommand("tt:IRLamp|On")])
    }

    @Test("a device is told to start anew, and says when it will not")
    func reboot() throws {
        let timed = try Self.connected()
        let call = timed.call("button.press", "reboot")
        try timed.pass(.seconds(1))
        #expect(timed.result(call) == .done && timed.reboots == 1)
        timed.client.way = .status(403)
        let refused = timed.call("button.press", "reboot")
        try timed.pass(.seconds(1))
        #expect(timed.result(refused)?.status == 502 && timed.reboots == 1)
    }

    @Test("the clock is set with its own zone, without one where that is refused, and read again")
    func setTime() throws {
        let timed = try Self.connected { $0.clockKind = "Manual" }
        let call = timed.call("button.press", "set_system_date_and_time")
        try timed.pass(.seconds(1))
        #expect(timed.result(call) == .done && timed.clocks.count == 1)
        timed.client.faultsOnce["SetSystemDateAndTime"] = .trouble(
            SOAPTrouble(operation: "SetSystemDateAndTime", cause: .fault(SOAPFault(XMLElement(name: "Fault"))))
        )
        let again = timed.call("button.press", "set_system_date_and_time")
        try timed.pass(.seconds(1))
        #expect(timed.result(again) == .done)
        #expect(timed.client.asked.count { $0.operation == "SetSystemDateAndTime" } == 3)
        #expect(timed.device.strangeRequests == [])
    }

    @Test("a clock that NTP keeps right is left to it, and one that it does not is set by hand")
    func setTimeByNTP() throws {
        let timed = try Self.connected()
        let call = timed.call("button.press", "set_system_date_and_time")
        try timed.pass(.seconds(1))
        #expect(timed.result(call)?.status == 200 && timed.result(call)?.reason.contains("nothing was set") == true)
        #expect(timed.device.state.clockKind == "NTP" && timed.clocks.count == 1)
        let wrong = TimedDesks(offset: -60)
        try wrong.connect()
        try wrong.pass(.seconds(2))
        let other = wrong.call("button.press", "set_system_date_and_time")
        try wrong.pass(.seconds(1))
        #expect(wrong.result(other) == .done && wrong.device.state.clockKind == "Manual")
    }

    @Test("what is no switch and no button is not taken, and what comes too late is not done")
    func others() throws {
        let timed = try Self.connected()
        let asked = timed.client.asked.count
        for (service, entity) in [("light.turn_on", "ir_lamp"), ("switch.turn_on", "lamp"), ("button.press", "")] {
            let call = timed.call(service, entity)
            #expect(timed.results[call] == [])
        }
        #expect(timed.client.asked.count == asked)
        timed.client.latency = .seconds(5)
        let first = timed.call("switch.turn_on", "ir_lamp")
        let second = timed.call("switch.turn_off", "ir_lamp", timeout: .seconds(3))
        try timed.pass(.seconds(30))
        #expect(timed.result(first) == .done && timed.result(second)?.status == 503)
        #expect(timed.device.state.sources[0].irCutFilter == "OFF")
    }

    @Test("settings are looked at each ten minutes, those that are never told three times at most")
    func refreshed() throws {
        let timed = try Self.connected()
        let start = timed.clock.now
        timed.device.state.sources[0].focus = "MANUAL"
        try timed.pass(.seconds(3600))
        #expect(timed.isOn("autofocus") == false)
        // With what presets are asked for.
        #expect(timed.client.count(since: start) <= 10)
        let broken = TimedDesks(.dome)
        broken.client.faults["GetImagingSettings"] = .trouble(
            SOAPTrouble(operation: "GetImagingSettings", cause: .status(500))
        )
        try broken.connect()
        try broken.pass(.seconds(3600))
        #expect(broken.client.asked.count { $0.operation == "GetImagingSettings" } == 3)
        #expect(broken.controls.switchKeys == ["wiper"])
    }

    @Test("a device that refuses us is asked for no settings and no presets until it lets us in")
    func held() throws {
        let timed = try Self.connected()
        timed.hold(true)
        let start = timed.clock.now
        try timed.pass(.seconds(3600))
        #expect(timed.client.count(since: start) == 0)
        timed.hold(false)
        try timed.connect()
        timed.device.state.sources[0].focus = "MANUAL"
        try timed.pass(.seconds(3600))
        #expect(timed.isOn("autofocus") == false)
    }

    @Test("what was to be read when it began to refuse us is not asked, and what is called is answered")
    func heldMeanwhile() throws {
        let timed = TimedDesks(.dome) { state in
            state.sources += (1..<64).map { ScriptedSource(token: "VideoSource_\($0)") }
        }
        try timed.connect()
        timed.client.way = .status(401)
        timed.hold(true)
        let start = timed.clock.now
        let call = timed.call("button.press", "reboot")
        try timed.pass(.seconds(3600))
        #expect(timed.client.asked.count { $0.time > start && $0.operation == "GetImagingSettings" } == 0)
        #expect(timed.result(call)?.status == 502)
    }

    @Test("settings that the user may not see cost three logins, however many lenses there are")
    func settingsRefused() throws {
        let timed = TimedDesks(.dome) { state in
            state.sources += (1..<64).map { ScriptedSource(token: "VideoSource_\($0)") }
        }
        let trouble = SOAPTrouble(operation: "GetImagingSettings", cause: .status(403))
        timed.client.faults["GetImagingSettings"] = .trouble(trouble)
        try timed.connect()
        try timed.pass(.seconds(30))
        #expect(timed.client.asked.count { $0.operation == "GetImagingSettings" } == 1)
        try timed.pass(.seconds(3600))
        #expect(timed.client.asked.count { $0.operation == "GetImagingSettings" } == 3)
        // One refusal is no reason to leave the others unread.
        timed.client.faults = [:]
        try timed.connect()
        timed.client.faultsOnce["GetImagingSettings"] = .trouble(trouble)
        try timed.pass(.seconds(120))
        #expect(timed.client.asked.count { $0.operation == "GetImagingSettings" } >= 3 + 65)
    }

    @Test("all entities of a device are as many as may be, the switches and buttons first, each once")
    func together() {
        let controls = DeviceButton.allCases.map(\.declaration)
        let events = (0..<600).map { EntityDeclaration(key: "e\($0 / 2)", domain: .binarySensor) }
        let all = ONVIFEntities.declarations(controls: controls, events: events)
        #expect(all.count == 302 && all.prefix(2) == controls[...])
        let many = (0..<600).map { EntityDeclaration(key: "m\($0)", domain: .binarySensor) }
        #expect(ONVIFEntities.declarations(controls: controls, events: many).count == EntityDeclaration.most)
    }
}

extension ControlDesk {
    fileprivate var switchKeys: [String] { self.entities.filter { $0.domain == .switch }.map(\.key) }
}
