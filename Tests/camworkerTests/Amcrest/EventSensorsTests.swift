import Shared
import Testing

@testable import camworker

@Suite("EventSensors")
struct EventSensorsTests {
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000_000)
    private var sensors = EventSensors([.motionDetected, .audioDetected, .online], channel: 0)

    private func event(_ code: String, _ action: String, _ index: Int = 0) -> AttachEvent {
        AttachEvent(code: code, action: action, index: index)
    }

    private var motion: Bool? { self.sensors.isOn(.motionDetected) }

    @Test("start turns on, stop turns off, in any case; other codes, channels and actions change nothing")
    mutating func events() {
        #expect(self.motion == nil)
        self.sensors.take(self.event("VideoMotion", "start"), at: Self.start)
        #expect(self.motion == true)
        self.sensors.take(self.event("VideoMotion", "Stop", 1), at: Self.start)
        self.sensors.take(self.event("VideoMotionInfo", "Stop"), at: Self.start)
        self.sensors.take(self.event("VideoMotion", "State"), at: Self.start)
        #expect(self.motion == true)
        self.sensors.take(self.event("VideoMotion", "STOP"), at: Self.start)
        #expect(self.motion == false)
        #expect(self.sensors.isOn(.audioDetected) == nil)
    }

    @Test("of two codes of one sensor one is enough")
    mutating func twoCodes() {
        self.sensors.take(self.event("AudioMutation", "Start"), at: Self.start)
        self.sensors.take(self.event("AudioIntensity", "Start"), at: Self.start)
        self.sensors.take(self.event("AudioMutation", "Stop"), at: Self.start)
        #expect(self.sensors.isOn(.audioDetected) == true)
        self.sensors.take(self.event("AudioIntensity", "Stop"), at: Self.start)
        #expect(self.sensors.isOn(.audioDetected) == false)
    }

    @Test("a pulse is shown for a while and ends by itself")
    mutating func pulse() {
        self.sensors.take(self.event("VideoMotion", "Pulse"), at: Self.start)
        #expect(self.motion == true)
        #expect(self.sensors.pulseDeadline == Self.start + EventSensors.pulse)
        self.sensors.tick(at: Self.start + EventSensors.pulse)
        #expect(self.motion == false)
        #expect(self.sensors.pulseDeadline == nil)
    }

    @Test("a pulse ends nothing that lasts, and what a reconnection hid behind one is asked about when it ends")
    mutating func pulseAndOn() throws {
        self.sensors.take(self.event("VideoMotion", "Start"), at: Self.start)
        self.sensors.take(self.event("VideoMotion", "Pulse"), at: Self.start)
        #expect(self.sensors.pulseDeadline == nil)
        #expect(self.sensors.askDeadline == Self.start + EventSensors.belief)
        self.sensors.take(self.event("VideoMotion", "Stop"), at: Self.start)
        self.sensors.take(self.event("VideoMotion", "Pulse"), at: Self.start)
        self.sensors.attached(at: Self.start)
        self.sensors.take(self.event("VideoMotion", "Pulse"), at: Self.start)
        let end = Self.start + EventSensors.pulse
        #expect(!self.sensors.due(at: Self.start).map(\.code).contains("VideoMotion"))
        self.sensors.tick(at: end)
        #expect(self.motion == false)
        let asked = try #require(self.sensors.due(at: end).first)
        self.sensors.answered(asked.code, .goesOn, version: asked.version, at: end)
        #expect(self.motion == true)
    }

    @Test("with each attachment the camera is asked about every code, and what it says counts")
    mutating func lostStop() throws {
        self.sensors.take(self.event("VideoMotion", "Start"), at: Self.start)
        self.sensors.attached(at: Self.start)
        let due = self.sensors.due(at: Self.start)
        #expect(due.map(\.code) == ["AudioIntensity", "AudioMutation", "VideoMotion"])
        #expect(self.sensors.due(at: Self.start).isEmpty)
        for (code, version) in due {
            self.sensors.answered(code, .isOver, version: version, at: Self.start)
        }
        #expect(self.motion == false)
        #expect(self.sensors.isOn(.audioDetected) == false)
    }

    @Test("what is told while the camera is asked is newer than its answer")
    mutating func overtaken() throws {
        self.sensors.attached(at: Self.start)
        let asked = try #require(self.sensors.due(at: Self.start).first { $0.code == "VideoMotion" })
        self.sensors.take(self.event("VideoMotion", "Start"), at: Self.start)
        self.sensors.answered("VideoMotion", .isOver, version: asked.version, at: Self.start)
        #expect(self.motion == true)
    }

    @Test("an on that lasts is asked about every minute, and ends with the camera's no")
    mutating func lasting() throws {
        var now = Self.start
        self.sensors.take(self.event("VideoMotion", "Start"), at: now)
        for answer in [EventSensors.Answer.goesOn, .none, .isOver] {
            #expect(self.motion == true)
            now = now + EventSensors.belief
            let asked = try #require(self.sensors.due(at: now).first)
            self.sensors.answered(asked.code, answer, version: asked.version, at: now)
        }
        #expect(self.motion == false)
        #expect(self.sensors.askDeadline == nil)
    }

    @Test("what is on when the events end is asked about soon, what is off is not")
    mutating func detached() {
        self.sensors.take(self.event("VideoMotion", "Start"), at: Self.start)
        self.sensors.take(self.event("AudioMutation", "Stop"), at: Self.start)
        self.sensors.detached(at: Self.start)
        #expect(self.sensors.askDeadline == Self.start + EventSensors.doubt)
        #expect(self.sensors.due(at: Self.start + EventSensors.doubt).map(\.code) == ["VideoMotion"])
    }

    @Test("of a camera that cannot be asked an on lasts five minutes at most, and what is not known is off")
    mutating func unasked() throws {
        self.sensors.attached(at: Self.start)
        for (code, version) in self.sensors.due(at: Self.start) {
            self.sensors.answered(code, .isUnknown, version: version, at: Self.start)
        }
        #expect(self.motion == false)
        var now = Self.start
        self.sensors.take(self.event("VideoMotion", "Start"), at: now)
        for minute in 1...5 {
            #expect(self.motion == true)
            now = Self.start + .seconds(60 * minute)
            let asked = try #require(self.sensors.due(at: now).first)
            self.sensors.answered(asked.code, .isUnknown, version: asked.version, at: now)
        }
        #expect(self.motion == false)
    }
}
