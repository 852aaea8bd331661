import Shared
import Testing

@testable import camsupervisor

@Suite("Cameras as entities")
struct CameraEntityTests {
    private let yard: CameraID

    init() throws { self.yard = try CameraID("yard") }

    private static func at(_ seconds: UInt64) -> MonotonicTime { MonotonicTime(nanoseconds: seconds * 1_000_000_000) }

    static let states: [(CameraState, Bool, String)] = [
        (.idle, false, "idle"), (.idle, true, "recording"), (.live, false, "streaming"), (.live, true, "recording"),
        (.stale, false, "unavailable"), (.stale, true, "unavailable"), (.offline, false, "unavailable"),
        (.refused, true, "unavailable"), (.off, false, "unavailable"), (.misconfigured, false, "unavailable"),
    ]

    @Test("each state has Home Assistant's word", arguments: states)
    func state(_ state: CameraState, _ isRecording: Bool, _ word: String) {
        let entity = CameraEntity(camera: self.yard, name: "Yard", state: state, isRecording: isRecording, token: "t")
        #expect(entity.text == word)
        #expect(entity.attributes["camera_state"] == .text(state.rawValue))
    }

    @Test("a camera that was turned off itself is there, and one that records by itself is recording")
    func turnedOff() {
        var entity = CameraEntity(camera: self.yard, name: "Yard", state: .off, isTurnedOff: true, token: "t")
        #expect(entity.text == "idle")
        entity.platform = ["recording": "on"]
        #expect(entity.text == "recording")
        entity.state = .live
        #expect(entity.text == "recording")
        entity.platform = ["recording": "off"]
        #expect(entity.text == "streaming")
    }

    @Test("switches and sensors of a camera that answers are there, whatever is wrong with its pictures")
    func deviceThere() {
        var entity = CameraEntity(camera: self.yard, name: "Yard", state: .offline, token: "t")
        #expect(entity.isAway)
        entity.isDeviceThere = true
        #expect(!entity.isAway && entity.text == "unavailable")
        entity.state = .off
        #expect(entity.isAway)
    }

    @Test("the attributes are Home Assistant's, and those of the platform")
    func attributes() {
        let entity = CameraEntity(
            camera: self.yard,
            name: "Yard",
            state: .offline,
            reason: "no route",
            hasVideo: true,
            platform: ["last_trip": "now"],
            token: "abc"
        )
        #expect(
            entity.attributes == [
                "access_token": "abc", "entity_picture": "/api/camera_proxy/camera.yard?token=abc",
                "friendly_name": "Yard", "supported_features": 3, "camera_state": "offline",
                "frontend_stream_type": "hls", "reason": "no route", "last_trip": "now",
            ]
        )
    }

    @Test("a token changes every five minutes and holds for ten")
    func rotation() throws {
        let tokens = CameraTokens()
        #expect(!tokens.isToken("", of: self.yard, at: Self.at(0)))
        let first = tokens.token(of: self.yard, at: Self.at(0))
        #expect(tokens.token(of: self.yard, at: Self.at(299)) == first)
        let second = tokens.token(of: self.yard, at: Self.at(300))
        #expect(second != first && second.count == 64)
        #expect(tokens.isToken(first, of: self.yard, at: Self.at(599)))
        #expect(tokens.isToken(second, of: self.yard, at: Self.at(599)))
        #expect(!tokens.isToken(first, of: self.yard, at: Self.at(600)))
        #expect(!tokens.isToken(second, of: try CameraID("gate"), at: Self.at(301)))
        _ = tokens.token(of: self.yard, at: Self.at(600))
        #expect(!tokens.isToken(first, of: self.yard, at: Self.at(600)))
        #expect(tokens.isToken(second, of: self.yard, at: Self.at(600)))
    }

    @Test("tokens that nobody has renewed end all the same")
    func forgotten() {
        let tokens = CameraTokens()
        let first = tokens.token(of: self.yard, at: Self.at(0))
        #expect(!tokens.isToken(first, of: self.yard, at: Self.at(600)))
        let second = tokens.token(of: self.yard, at: Self.at(2_000))
        #expect(!tokens.isToken(first, of: self.yard, at: Self.at(2_001)))
        tokens.forget(self.yard)
        #expect(!tokens.isToken(second, of: self.yard, at: Self.at(2_001)))
        let third = tokens.token(of: self.yard, at: Self.at(2_001))
        tokens.forgetAll()
        #expect(!tokens.isToken(third, of: self.yard, at: Self.at(2_001)))
    }
}
