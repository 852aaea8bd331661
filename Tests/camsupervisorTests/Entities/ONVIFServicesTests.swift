import Shared
import Testing

@testable import camsupervisor

@Suite("onvif.ptz: what it takes")
struct ONVIFServicesTests {
    private var schema: ServiceSchema {
        get throws { try #require(ServiceCatalogue.complete["onvif.ptz"]) }
    }

    @Test("what is not said is as in Home Assistant")
    func defaults() throws {
        let parameters = try self.schema.validated(["pan": "LEFT"])
        let usual: [String: JSONValue] = [
            "pan": "LEFT", "distance": 0.1, "speed": 0.5, "continuous_duration": 0.5, "preset": "0",
            "move_mode": "RelativeMove",
        ]
        #expect(parameters == usual)
    }

    static let good: [[String: JSONValue]] = [
        ["pan": "LEFT", "tilt": "UP", "zoom": "ZOOM_IN", "move_mode": "ContinuousMove", "continuous_duration": 60],
        ["pan": "RIGHT", "tilt": "DOWN", "zoom": "ZOOM_OUT", "move_mode": "AbsoluteMove", "distance": 1, "speed": 0],
        ["pan": "NONE", "tilt": "NONE", "zoom": "ZOOM_IN", "move_mode": "RelativeMove"],
        ["move_mode": "GotoPreset", "preset": "Front door"], ["move_mode": "GotoPreset", "preset": 3],
        ["move_mode": "Stop"],
    ]

    @Test("every parameter of the page, to the ends of its range", arguments: good)
    func takes(_ parameters: [String: JSONValue]) throws {
        #expect(throws: Never.self) { try self.schema.validated(parameters) }
    }

    @Test("a preset is a text, however it is written")
    func preset() throws {
        #expect(try self.schema.validated(["move_mode": "GotoPreset", "preset": 3])["preset"] == "3")
    }

    static let bad: [([String: JSONValue], String)] = [
        ([:], "say where to: pan, tilt or zoom"),
        (["pan": "NONE", "move_mode": "ContinuousMove"], "say where to: pan, tilt or zoom"),
        (["pan": "UP"], "pan is one of LEFT, RIGHT, NONE, not 'UP' @ data['pan']"),
        (["tilt": "up"], "tilt is one of UP, DOWN, NONE, not 'up' @ data['tilt']"),
        (["distance": 1.1], "distance is a number from 0.0 to 1.0, not '1.1' @ data['distance']"),
        (["speed": -1], "speed is a number from 0.0 to 1.0, not '-1' @ data['speed']"),
        (
            ["continuous_duration": 61],
            "continuous_duration is a number from 0.0 to 60.0 s, not '61' @ data['continuous_duration']"
        ),
        (
            ["move_mode": "Home"],
            "move_mode is one of ContinuousMove, RelativeMove, AbsoluteMove, GotoPreset, Stop, not 'Home' @ data['move_mode']"
        ),
    ]

    @Test("what is out of range is refused, and the words say what would do", arguments: bad)
    func refuses(_ parameters: [String: JSONValue], _ words: String) {
        #expect(throws: InvalidCall(words)) { try self.schema.validated(parameters) }
    }

    @Test("it lasts as long as its move")
    func duration() throws {
        let long = try self.schema.validated(["tilt": "UP", "continuous_duration": 60])
        #expect(try self.schema.duration(long) == .seconds(60))
        #expect(try self.schema.duration(try self.schema.validated(["tilt": "UP"])) == .milliseconds(500))
        let other = try #require(ServiceCatalogue.complete["camera.turn_on"])
        #expect(other.duration(["continuous_duration": 60]) == .zero)
    }

    @Test("the command line waits as long, whatever stands there")
    func commandLine() throws {
        func patience(_ words: String...) throws -> Duration {
            CallCommand.patience(for: try CallWords(words, domains: ["camera"]), of: "onvif.ptz")
        }
        #expect(try patience("yard", "continuous_duration=60") > .seconds(70))
        #expect(try patience("yard", "continuous_duration=1e300") == .seconds(600))
        #expect(try patience("yard", "continuous_duration=long") == .seconds(22))
        #expect(try patience("yard", "continuous_duration=-1") == .seconds(22))
    }

    @Test("it is there where an ONVIF camera is")
    func catalogue() {
        #expect(ServiceCatalogue.of(platforms: [.onvif])["onvif.ptz"] != nil)
        #expect(ServiceCatalogue.of(platforms: [.amcrest, .generic])["onvif.ptz"] == nil)
    }

    @Test("motion detection is there by its name, as with every platform, and is none of its own")
    func motionDetection() throws {
        for service in ["camera.enable_motion_detection", "camera.disable_motion_detection"] {
            let schema = try #require(ServiceCatalogue.of(platforms: [.onvif])[service])
            #expect(!Platform.onvif.has(schema) && Platform.amcrest.has(schema) && Platform.demo.has(schema))
        }
        #expect(Platform.onvif.has(ServiceCatalogue.snapshot))
    }
}
