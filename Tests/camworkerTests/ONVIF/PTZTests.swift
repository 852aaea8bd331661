import Shared
import Testing

@testable import camworker

@Suite("onvif.ptz")
struct PTZTests {
    private static func axis() throws -> (MediaProfile, PTZNode, [PTZPreset]) {
        let profiles = MediaProfile.all(in: try ONVIFSamples.answer("axis", .getProfiles(.media)), of: .media)
        let nodes = PTZNode.all(in: try ONVIFSamples.answer("axis", .getNodes))
        let presets = PTZPreset.all(in: try ONVIFSamples.answer("axis", .getPresets(profile: "")))
        return (try #require(profiles.first), try #require(nodes.first), presets)
    }

    /// The body of the request that a call comes to.
    private static func body(_ parameters: [String: JSONValue]) throws -> String {
        let (profile, node, presets) = try Self.axis()
        let plan = try PTZPlan(PTZCommand(parameters), profile: profile, node: node, presets: presets)
        var text = ""
        plan.request.body.write(to: &text)
        return text.replacing("<tptz:ProfileToken>\(profile.token)</tptz:ProfileToken>", with: "")
    }

    @Test(
        "a call becomes the request that it means",
        arguments: [
            (
                ["pan": .text("RIGHT")],
                """
                <tptz:RelativeMove><tptz:Translation><tt:PanTilt x="0.1" y="0"/></tptz:Translation>\
                <tptz:Speed><tt:PanTilt x="0.5" y="0.5"/></tptz:Speed></tptz:RelativeMove>
                """
            ),
            (
                ["zoom": .text("ZOOM_OUT"), "pan": .text("NONE"), "distance": .number(0.3), "speed": .integer(1)],
                """
                <tptz:RelativeMove><tptz:Translation><tt:Zoom x="-0.3"/></tptz:Translation>\
                <tptz:Speed><tt:Zoom x="1"/></tptz:Speed></tptz:RelativeMove>
                """
            ),
            (
                [
                    "move_mode": .text("AbsoluteMove"), "tilt": .text("DOWN"), "zoom": .text("ZOOM_OUT"),
                    "distance": .integer(1),
                ],
                """
                <tptz:AbsoluteMove><tptz:Position><tt:PanTilt x="0" y="-1"/><tt:Zoom x="0"/></tptz:Position>\
                <tptz:Speed><tt:PanTilt x="0.5" y="0.5"/><tt:Zoom x="0.5"/></tptz:Speed></tptz:AbsoluteMove>
                """
            ),
            (
                [
                    "move_mode": .text("ContinuousMove"), "tilt": .text("UP"), "speed": .number(0.8),
                    "distance": .integer(0),
                ],
                """
                <tptz:ContinuousMove><tptz:Velocity><tt:PanTilt x="0" y="0.8"/></tptz:Velocity>\
                <tptz:Timeout>PT3S</tptz:Timeout></tptz:ContinuousMove>
                """
            ),
            (
                ["move_mode": .text("ContinuousMove"), "zoom": .text("ZOOM_IN"), "continuous_duration": .integer(0)],
                "<tptz:ContinuousMove><tptz:Velocity><tt:Zoom x=\"0.5\"/></tptz:Velocity></tptz:ContinuousMove>"
            ),
            (
                ["move_mode": .text("GotoPreset"), "preset": .integer(17)],
                """
                <tptz:GotoPreset><tptz:PresetToken>17</tptz:PresetToken><tptz:Speed><tt:PanTilt x="0.5" y="0.5"/>\
                <tt:Zoom x="0.5"/></tptz:Speed></tptz:GotoPreset>
                """
            ),
            (
                ["move_mode": .text("Stop")],
                "<tptz:Stop><tptz:PanTilt>true</tptz:PanTilt><tptz:Zoom>true</tptz:Zoom></tptz:Stop>"
            ),
        ] as [([String: JSONValue], String)]
    )
    func requests(_ parameters: [String: JSONValue], _ expected: String) throws {
        #expect(try Self.body(parameters) == expected)
    }

    @Test("a continuous move is ended after its time, in what was moved")
    func ending() throws {
        let (profile, node, presets) = try Self.axis()
        func plan(_ parameters: [String: JSONValue]) throws -> PTZPlan {
            var parameters = parameters
            parameters["move_mode"] = .text("ContinuousMove")
            return try PTZPlan(PTZCommand(parameters), profile: profile, node: node, presets: presets)
        }
        let zoom = try plan(["zoom": .text("ZOOM_IN"), "continuous_duration": .number(60)])
        #expect(zoom.ending?.after == .seconds(60))
        #expect(zoom.ending?.request == .stop(profile: profile.token, panTilt: false, zoom: true))
        let both = try plan(["zoom": .text("ZOOM_IN"), "pan": .text("LEFT")])
        #expect(both.ending?.request == .stop(profile: profile.token, panTilt: true, zoom: true))
        #expect(both.ending?.after == .milliseconds(500))
        #expect(try plan(["pan": .text("LEFT"), "continuous_duration": .integer(0)]).ending == nil)
    }

    @Test(
        "parameters that are none say what they may be",
        arguments: [
            (["pan": .text("UP")], "pan is one of RIGHT, LEFT, NONE"),
            (
                ["move_mode": .text("NONE")],
                "move_mode is one of ContinuousMove, RelativeMove, AbsoluteMove, GotoPreset, Stop"
            ),
            (["distance": .number(1.5)], "distance is a number from 0 to 1"),
            (["speed": .text("fast")], "speed is a number from 0 to 1"),
            (["continuous_duration": .integer(61)], "continuous_duration is a number from 0 to 60"),
            (["preset": .list([])], "preset is the token or the name of a preset"),
            (["zoom": .bool(true)], "zoom is one of ZOOM_IN, ZOOM_OUT, NONE"),
            ([:], "one of pan, tilt and zoom says where to"),
            (["move_mode": .text("GotoPreset")], "preset is missing"),
        ] as [([String: JSONValue], String)]
    )
    func parameters(_ parameters: [String: JSONValue], _ words: String) {
        #expect {
            _ = try Self.body(parameters)
        } throws: {
            "\($0)" == words && ($0 as? PTZRefusal)?.status == 400
        }
    }

    @Test("what the camera cannot do is refused before it is asked")
    func unable() throws {
        var (profile, _, presets) = try Self.axis()
        func refusal(_ parameters: [String: JSONValue]) -> PTZRefusal? {
            do {
                _ = try PTZPlan(PTZCommand(parameters), profile: profile, node: nil, presets: presets)
                return nil
            } catch {
                return error
            }
        }
        presets = [PTZPreset(token: "1", name: "Door"), PTZPreset(token: "2", name: "")]
        let unknown = refusal(["move_mode": .text("GotoPreset"), "preset": .text("Gate")])
        #expect(unknown?.status == 404 && unknown.map { "\($0)" } == "there is no preset 'Gate'; there are Door, 2")
        profile.ptz?.relativeZoom = nil
        let zoom = refusal(["zoom": .text("ZOOM_IN")])
        #expect(zoom?.status == 501 && zoom.map { "\($0)" } == "the camera cannot be moved by a distance in zoom")
        #expect(refusal(["pan": .text("LEFT")]) == nil)
        profile.ptz = nil
        #expect(refusal(["pan": .text("LEFT")]).map { "\($0)" } == "the camera cannot be moved")
    }

    @Test("distances are shares of what the space allows")
    func limits() throws {
        var (profile, node, _) = try Self.axis()
        node.relativePanTilt = [PTZNode.Space(uri: "", x: -360...180, y: -20...10)]
        profile.ptz?.relativePanTilt = ""
        func way(_ pan: String, _ tilt: String) throws -> String {
            let command = try PTZCommand(["pan": .text(pan), "tilt": .text(tilt), "distance": .number(0.5)])
            var text = ""
            try PTZPlan(command, profile: profile, node: node, presets: []).request.body.write(to: &text)
            return text
        }
        #expect(try way("RIGHT", "UP").contains("<tt:PanTilt x=\"90\" y=\"5\"/>"))
        #expect(try way("LEFT", "DOWN").contains("<tt:PanTilt x=\"-180\" y=\"-10\"/>"))
    }

    @Test("numbers are of the profile's default space, or of one that is said")
    func spaces() throws {
        var (profile, node, _) = try Self.axis()
        node.absolutePanTilt = [
            PTZNode.Space(uri: "urn:GenericSpace", x: -1...1, y: -1...1),
            PTZNode.Space(uri: "urn:degrees", x: -180...180, y: 0...90),
        ]
        node.absoluteZoom = [PTZNode.Space(uri: "urn:ZoomGenericSpace", x: 0...1)]
        func place(_ panTilt: String?, _ zoom: String?) throws -> String {
            profile.ptz?.absolutePanTilt = panTilt
            profile.ptz?.absoluteZoom = zoom
            let command = try PTZCommand([
                "move_mode": .text("AbsoluteMove"), "pan": .text("RIGHT"), "zoom": .text("ZOOM_IN"),
                "distance": .number(0.5),
            ])
            let plan = try PTZPlan(command, profile: profile, node: node, presets: [])
            var text = ""
            plan.request.body.children[1].write(to: &text)
            return text.replacing("tptz:Position", with: "p")
        }
        #expect(
            try place("urn:degrees", "urn:ZoomGenericSpace")
                == "<p><tt:PanTilt x=\"90\" y=\"0\"/><tt:Zoom x=\"0.5\"/></p>"
        )
        // One that the motor does not list, and none.
        let said = """
            <p><tt:PanTilt x="0.5" y="0" space="urn:GenericSpace"/><tt:Zoom x="0.5" space="urn:ZoomGenericSpace"/></p>
            """
        #expect(try place("urn:other", nil) == said)
    }
}

@Suite("PTZQueue")
struct PTZQueueTests {
    private static func at(_ seconds: Int) -> MonotonicTime {
        MonotonicTime(nanoseconds: UInt64(seconds + 100) * 1_000_000_000)
    }

    private static func plan(_ preset: String, ending: Duration? = nil) -> PTZPlan {
        PTZPlan(
            request: .gotoPreset(profile: "p", preset: preset, speed: nil),
            ending: ending.map { PTZPlan.Ending(after: $0, request: Self.stop) }
        )
    }

    private static let stop = SOAPRequest.stop(profile: "p", panTilt: true, zoom: true)

    @Test("moves come one after the other")
    func serial() throws {
        var queue = PTZQueue()
        let (one, two) = (Self.plan("1"), Self.plan("2"))
        #expect(try queue.take(1, one) == [.send(1, one.request)])
        #expect(try queue.take(2, two).isEmpty)
        #expect(queue.answered(1, failure: nil, at: Self.at(1)) == [.finish(1, nil), .send(2, two.request)])
        #expect(queue.answered(2, failure: "no", at: Self.at(2)) == [.finish(2, .camera("no"))])
        #expect(queue.answered(2, failure: nil, at: Self.at(2)).isEmpty)
    }

    @Test("a continuous move is ended, also when its beginning was not answered well")
    func ended() throws {
        var queue = PTZQueue()
        let plan = Self.plan("1", ending: .seconds(2))
        _ = try queue.take(1, plan)
        #expect(queue.answered(1, failure: nil, at: Self.at(0)).isEmpty)
        #expect(queue.deadline == Self.at(2))
        #expect(queue.tick(at: Self.at(1)).isEmpty)
        #expect(queue.tick(at: Self.at(2)) == [.send(1, Self.stop)])
        #expect(queue.answered(1, failure: nil, at: Self.at(3)) == [.finish(1, nil)])
        _ = try queue.take(2, plan)
        #expect(queue.answered(2, failure: "timed out", at: Self.at(4)) == [.send(2, Self.stop)])
        #expect(queue.answered(2, failure: nil, at: Self.at(4)) == [.finish(2, .camera("timed out"))])
    }

    @Test("a stop waits for nothing and ends all the others")
    func stopped() throws {
        var queue = PTZQueue()
        var stop = Self.plan("")
        stop.request = Self.stop
        _ = try queue.take(1, Self.plan("1", ending: .seconds(60)))
        _ = queue.answered(1, failure: nil, at: Self.at(0))
        _ = try queue.take(2, Self.plan("2"))
        let ended: [PTZQueue.Action] = [.finish(2, .stopped), .finish(1, .stopped), .send(3, Self.stop)]
        #expect(try queue.take(3, stop) == ended)
        let next = Self.plan("4")
        #expect(try queue.take(4, next).isEmpty)
        #expect(queue.tick(at: Self.at(99)).isEmpty)
        #expect(queue.answered(3, failure: nil, at: Self.at(1)) == [.finish(3, nil), .send(4, next.request)])
    }

    @Test("eight moves wait, a ninth is refused")
    func bounded() throws {
        var queue = PTZQueue()
        for call in 0...PTZQueue.most { _ = try queue.take(call, Self.plan("1")) }
        #expect(throws: PTZRefusal.tooMany) { _ = try queue.take(99, Self.plan("1")) }
    }
}
