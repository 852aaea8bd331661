import IPC
import Shared
import Templates
import Testing

@testable import camworker

@Suite("Streams that follow their template")
struct StreamFollowingTests {
    private final class World {
        var wall = WallTime(nanoseconds: 3_600 * 1_000_000_000)
        var desk = TemplateDesk()

        init() {
            self.desk = TemplateDesk(zone: .utc, wall: { [unowned self] in self.wall })
        }

        func set(_ state: String) {
            let time = WallTime(nanoseconds: 1)
            let entry = TemplateStates.Entry(
                entity: EntityID(lookingUp: "input_number.channel"),
                state: state,
                attributes: [:],
                lastChanged: time,
                lastUpdated: time
            )
            self.desk.take(TemplateStates(isComplete: false, states: [entry]))
        }

        func following(_ text: String) throws -> StreamFollowing {
            // No time passes while anything is rendered.
            let address = try LiveAddress(
                .template(URLTemplate(Secret(text))),
                key: "stream_source",
                schemes: ["rtsp"],
                desk: self.desk,
                ports: PortReach(ports: [554]),
                clock: { MonotonicTime(nanoseconds: 0) },
                spent: { .zero }
            )
            return StreamFollowing(address)
        }
    }

    private static let start = MonotonicTime(nanoseconds: 1_000_000_000_000)
    private static let text = "rtsp://192.0.2.1/ch{{ states('input_number.channel')|int }}"

    @Test("a state that leads elsewhere reopens it; one that does not leaves it alone")
    func states() throws {
        let world = World()
        world.set("1")
        var following = try world.following(Self.text)
        #expect(try following.open(at: Self.start).path == "/ch1")
        let later = Self.start + .seconds(10)
        world.set("1.0")
        #expect(following.statesChanged(at: later) == .stay)
        world.set("2")
        #expect(following.statesChanged(at: later) == .reopen)
    }

    @Test("a template that gives nothing for a while ends no stream")
    func nothing() throws {
        let world = World()
        world.set("1")
        var following = try world.following(Self.text)
        _ = try following.open(at: Self.start)
        world.set("unavailable")
        #expect(following.statesChanged(at: Self.start + .seconds(10)) == .stay)
        world.set("1")
        #expect(following.statesChanged(at: Self.start + .seconds(20)) == .stay)
    }

    @Test("a state that changes all the time reopens it each two seconds, and the last one counts")
    func flapping() throws {
        let world = World()
        world.set("1")
        var following = try world.following(Self.text)
        _ = try following.open(at: Self.start)
        world.set("2")
        let soon = Self.start + .milliseconds(500)
        #expect(following.statesChanged(at: soon) == .stay)
        let due = try #require(following.deadline)
        #expect(due == Self.start + .seconds(2))
        #expect(following.next(at: soon) == .stay)
        world.set("3")
        #expect(following.next(at: due) == .reopen)
        #expect(try following.open(at: due).path == "/ch3")
    }

    @Test("what could not be rendered is opened as soon as it can be")
    func recovery() throws {
        let world = World()
        var following = try world.following(Self.text)
        #expect(throws: AddressTrouble.self) { try following.open(at: Self.start) }
        following.closed()
        world.set("4")
        #expect(following.statesChanged(at: Self.start + .milliseconds(1)) == .reopen)
    }

    @Test("what the camera says of its port is followed like a template")
    func moved() throws {
        let url = try CameraURL("rtsp://192.0.2.1/live")
        let address = LiveAddress(url, key: "video", desk: World().desk, ports: PortReach(ports: [554]))
        var following = StreamFollowing(address)
        #expect(following.statesChanged(at: Self.start) == .stay)
        #expect(try following.open(at: Self.start) == url)
        following.closed()
        let later = Self.start + .seconds(10)
        let other = try CameraURL("rtsp://192.0.2.1:5554/live")
        address.move(to: other)
        #expect(following.statesChanged(at: later) == .reopen)
        #expect(try following.open(at: later) == other)
        #expect(following.statesChanged(at: later + .seconds(10)) == .stay)
        address.move(to: url)
        #expect(following.statesChanged(at: later + .seconds(10)) == .reopen)
    }

    @Test("the time is followed when a minute begins")
    func time() throws {
        let world = World()
        var following = try world.following("rtsp://192.0.2.1/{{ now().minute }}")
        #expect(try following.open(at: Self.start).path == "/0")
        let due = try #require(following.deadline)
        #expect(due == Self.start + .seconds(60))
        world.wall = WallTime(nanoseconds: 3_660 * 1_000_000_000)
        #expect(following.next(at: due) == .reopen)
        following.closed()
        #expect(following.deadline == nil)
    }
}
