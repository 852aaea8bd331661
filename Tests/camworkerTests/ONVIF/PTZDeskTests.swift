import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("onvif.ptz of a device")
struct PTZDeskTests {
    private static func connected(
        _ model: ONVIFModel = .dome,
        _ prepare: (inout ScriptedDeviceState) -> Void = { _ in }
    ) throws -> TimedDesks {
        let timed = TimedDesks(model, prepare)
        try timed.connect()
        return timed
    }

    private static let left: [String: JSONValue] = ["pan": .text("LEFT")]
    private static func continuous(_ seconds: Double) -> [String: JSONValue] {
        [
            "move_mode": .text("ContinuousMove"), "pan": .text("LEFT"), "zoom": .text("ZOOM_IN"),
            "continuous_duration": .number(seconds),
        ]
    }

    @Test("a move is made and answered once, a continuous one after its end")
    func moves() throws {
        let timed = try Self.connected()
        let relative = timed.move(Self.left)
        try timed.pass(.seconds(1))
        #expect(timed.result(relative) == .done)
        let continuous = timed.move(Self.continuous(5))
        try timed.pass(.seconds(4))
        #expect(timed.result(continuous) == nil)
        try timed.pass(.seconds(2))
        #expect(timed.result(continuous) == .done)
        #expect(timed.device.state.ptz.movements.map(\.kind) == [.relative, .continuous, .stop])
        #expect(timed.device.strangeRequests == [])
    }

    @Test("moves of one lens wait for each other, and a stop for none of them")
    func serial() throws {
        let timed = try Self.connected()
        let first = timed.move(Self.continuous(10))
        let second = timed.move(Self.left, profile: 1)
        try timed.pass(.seconds(5))
        #expect(timed.device.state.ptz.movements.count == 1)
        let stop = timed.move(["move_mode": .text("Stop")])
        try timed.pass(.seconds(1))
        #expect(timed.result(first)?.status == 409 && timed.result(second)?.status == 409)
        #expect(timed.result(stop) == .done)
        try timed.pass(.seconds(60))
        #expect(timed.device.state.ptz.movements.map(\.kind) == [.continuous, .stop])
    }

    @Test("a move whose turn comes too late is not made")
    func late() throws {
        let timed = try Self.connected()
        timed.move(Self.continuous(30))
        let late = timed.move(Self.left, timeout: .seconds(10))
        try timed.pass(.seconds(40))
        #expect(timed.result(late)?.status == 503)
        #expect(timed.device.state.ptz.movements.map(\.kind) == [.continuous, .stop])
    }

    @Test("what is wrong with a call, and what a device cannot, is said with the status that fits")
    func refused() throws {
        let timed = try Self.connected()
        #expect(timed.result(timed.move(["pan": .text("AROUND")]))?.status == 400)
        #expect(timed.result(timed.move([:]))?.status == 400)
        for _ in 0...PTZQueue.most { timed.move(Self.left) }
        #expect(timed.result(timed.move(Self.left))?.status == 503)
        let fixed = try Self.connected(.camera)
        #expect(fixed.result(fixed.move(Self.left)) == CallResult(status: 501, reason: "the camera cannot be moved"))
    }

    @Test("a device's words come back: 501 for what it does not know, 502 for everything else")
    func faults() throws {
        let timed = try Self.connected()
        func fault(_ code: String) throws -> ConnectFlow.Reply {
            let text = "<F><Code><Value>s:Sender</Value><Subcode><Value>\(code)</Value></Subcode></Code></F>"
            let fault = SOAPFault(try XMLDocument(Array(text.utf8)).root)
            return .trouble(SOAPTrouble(operation: "RelativeMove", cause: .fault(fault)))
        }
        for (code, status) in [("ter:ActionNotSupported", 501), ("ter:Busy", 502), ("ter:NotAuthorized", 502)] {
            timed.client.faults["RelativeMove"] = try fault(code)
            let call = timed.move(Self.left)
            try timed.pass(.seconds(1))
            #expect(timed.result(call)?.status == status)
            #expect(timed.result(call)?.reason.hasPrefix("RelativeMove: the device answers Sender/") == true)
        }
    }

    @Test("a move that was begun is ended although the device does not hear it the first times")
    func unheardEnd() throws {
        let timed = try Self.connected()
        let call = timed.move(Self.continuous(1))
        try timed.pass(.milliseconds(500))
        timed.client.way = .closed
        try timed.pass(.seconds(3))
        timed.client.way = .open
        try timed.pass(.seconds(5))
        #expect(timed.result(call) == .done)
        #expect(timed.device.state.ptz.movements.map(\.kind) == [.continuous, .stop])
    }

    @Test("a move that was begun is ended while nothing else is asked of the device")
    func heldEnd() throws {
        let timed = try Self.connected()
        let call = timed.move(Self.continuous(1))
        try timed.pass(.milliseconds(500))
        timed.hold(true)
        timed.client.way = .closed
        try timed.pass(.seconds(2))
        timed.client.way = .open
        try timed.pass(.seconds(5))
        #expect(timed.result(call) == .done)
        #expect(timed.device.state.ptz.movements.map(\.kind) == [.continuous, .stop])
    }

    @Test("of a device that is gone a call says so, once")
    func gone() throws {
        let timed = try Self.connected()
        timed.client.way = .closed
        let call = timed.move(Self.continuous(1))
        try timed.pass(.seconds(30))
        #expect(timed.result(call) == CallResult(status: 502, reason: "ContinuousMove: connection refused"))
    }

    @Test("presets are called by token or name, new ones too, and unknown ones are named with those that there are")
    func presets() throws {
        let timed = try Self.connected()
        func call(_ preset: String) throws -> CallResult? {
            let call = timed.move(["move_mode": .text("GotoPreset"), "preset": .text(preset)])
            try timed.pass(.seconds(2))
            return timed.result(call)
        }
        #expect(timed.ptz.presets(of: "Profile_1") == "Home, Gate & Yard, 3")
        #expect(try call("2") == .done && call("home") == .done)
        #expect(timed.device.state.ptz.movements.map(\.preset) == ["2", "1"])
        timed.device.state.ptz.presets.append(.init("9", "Shed"))
        #expect(try call("Shed") == .done && timed.presetChanges == ["Profile_1"])
        #expect(timed.ptz.presets(of: "Profile_1") == "Home, Gate & Yard, 3, Shed")
        let unknown = try #require(try call("Moon"))
        #expect(unknown.status == 404 && unknown.reason.contains("Home, Gate & Yard, 3, Shed"))
    }

    @Test("a device that does not tell its presets is told the word as it is")
    func untoldPresets() throws {
        let timed = TimedDesks(.dome)
        let fault = SOAPFault(XMLElement(name: "Fault"))
        timed.client.faults["GetPresets"] = .trouble(SOAPTrouble(operation: "GetPresets", cause: .fault(fault)))
        try timed.connect()
        let call = timed.move(["move_mode": .text("GotoPreset"), "preset": .text("2")])
        try timed.pass(.seconds(1))
        #expect(timed.result(call) == .done && timed.device.state.ptz.movements.map(\.preset) == ["2"])
    }

    @Test("presets are looked at each quarter of an hour, of one stream at a time")
    func refreshed() throws {
        let timed = try Self.connected()
        let start = timed.clock.now
        timed.device.state.ptz.presets = [.init("7", "Barn")]
        try timed.pass(.seconds(3600))
        #expect(timed.client.asked.filter { $0.time > start && $0.operation == "GetPresets" }.count == 4)
        #expect(timed.presetChanges.count == 3 && timed.ptz.presets(of: "Profile_1") == "Barn")
    }

    @Test("whatever goes wrong, every call is answered exactly once", arguments: 1...8 as ClosedRange<UInt64>)
    func once(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let timed = try Self.connected()
        let ways: [ScriptedAsking.Way] = [.open, .open, .open, .closed, .silent, .status(500)]
        var calls: [Int] = []
        let kinds: [[String: JSONValue]] = [
            Self.left, Self.continuous(3), Self.continuous(0.2), ["move_mode": .text("Stop")],
            ["move_mode": .text("GotoPreset"), "preset": .text("Gate & Yard")],
            ["move_mode": .text("GotoPreset"), "preset": .text("nowhere")],
        ]
        for _ in 0..<120 {
            if Int.random(in: 0..<6, using: &generator) == 0 {
                timed.client.way = ways.randomElement(using: &generator) ?? .open
            }
            let kind = kinds.randomElement(using: &generator) ?? Self.left
            calls.append(timed.move(kind, profile: Int.random(in: 0...1, using: &generator)))
            try timed.pass(.milliseconds(Int64.random(in: 0...4000, using: &generator)))
        }
        timed.client.way = .open
        try timed.pass(.seconds(600))
        #expect(calls.allSatisfy { timed.result($0) != nil }, "seed \(seed)")
        let statuses = Set(calls.compactMap { timed.result($0)?.status })
        #expect(statuses.isSuperset(of: [200, 409]), "seed \(seed)")
        #expect(timed.device.strangeRequests == [])
    }
}
