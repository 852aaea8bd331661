import IPC
import Shared
import Templates
import Testing

@testable import camworker

@Suite("Addresses that templates make")
struct LiveAddressTests {
    /// A clock that tests set, and that goes on by itself with each look.
    private final class Clock {
        var now = MonotonicTime(nanoseconds: 1_000_000_000)
        var step: Duration = .zero

        func read() -> MonotonicTime {
            self.now = self.now + self.step
            return self.now
        }
    }

    private static func desk(
        _ states: [String: String] = [:],
        at wall: WallTime = WallTime(nanoseconds: 0)
    ) -> TemplateDesk {
        let desk = TemplateDesk(zone: .utc, wall: { wall })
        desk.take(Self.message(states))
        return desk
    }

    private static func message(_ states: [String: String], isComplete: Bool = true) -> TemplateStates {
        let time = WallTime(nanoseconds: 1)
        let entries = states.map { name, state in
            TemplateStates.Entry(
                entity: EntityID(lookingUp: name),
                state: state,
                attributes: ["list": .list([.integer(1), .text("b")])],
                lastChanged: time,
                lastUpdated: time
            )
        }
        return TemplateStates(isComplete: isComplete, states: entries)
    }

    private static func address(
        _ text: String,
        desk: TemplateDesk,
        ports: PortReach = PortReach(ports: [80]),
        clock: Clock = Clock()
    ) throws -> LiveAddress {
        try LiveAddress(
            .template(URLTemplate(Secret(text))),
            key: "still_image_url",
            schemes: ["http", "file"],
            desk: desk,
            ports: ports,
            clock: { clock.now },
            spent: { clock.read().since(MonotonicTime(nanoseconds: 0)) }
        )
    }

    @Test("it follows the states")
    func follows() throws {
        let desk = Self.desk(["input_select.quality": "low"])
        let address = try Self.address("http://192.0.2.1/{{ states('input_select.quality') }}.jpg", desk: desk)
        #expect(try address.url().path == "/low.jpg")
        desk.take(Self.message(["input_select.quality": "high"], isComplete: false))
        #expect(try address.url().path == "/high.jpg")
        let other = try Self.address("http://192.0.2.1/{{ state_attr('input_select.quality', 'list')[1] }}", desk: desk)
        #expect(try other.url().path == "/b")
    }

    @Test(
        "what gives no URL says why, with line and column, and quotes nothing that may be a password",
        arguments: [
            (
                "http://h/{{ states('sensor.x')|int }}",
                "line 1, column 32: int got invalid input 'unknown' but no default was specified"
            ),
            ("http://h/\n{{ 1 // 0 }}", "line 2, column 4: division by zero"),
            (
                "{{ states('sensor.x') }}",
                "the template renders to 'unknown': the URL must be absolute, like http://192.0.2.10/snapshot.jpg"
            ),
            (
                "{{ '' }}",
                "the template renders to nothing: the URL must be absolute, like http://192.0.2.10/snapshot.jpg"
            ),
            (
                "admin:{{ 'hunter2' }}@h/a",
                "the template renders to something that is no URL: the URL must be absolute, like "
                    + "http://192.0.2.10/snapshot.jpg"
            ),
            (
                "{{ 'ftp' }}://h/a",
                "the template renders to a URL that begins with ftp://, not with file:// or http://"
            ),
            ("{{ 'file' }}://h/a", "the template renders to another machine's file"),
            (
                "http://h:{{ 22 }}/",
                "the template renders to a URL with TCP port 22, where no camera is expected; a port that stands in "
                    + "the template's own text is allowed"
            ),
        ]
    )
    func troubles(_ text: String, _ words: String) throws {
        let ports = PortReach(ports: [80])
        ports.enforce()
        let address = try Self.address(text, desk: Self.desk(), ports: ports)
        let error = #expect(throws: AddressTrouble.self) { try address.url() }
        #expect(error?.description == words)
    }

    @Test("a port that may be learnt asks for another process")
    func learnt() throws {
        let ports = PortReach(ports: [80])
        ports.enforce()
        let address = try Self.address("http://h:{{ 8080 }}/", desk: Self.desk(), ports: ports)
        #expect(throws: AddressTrouble.leaving) { try address.url() }
        #expect(ports.wanted == 8080)
    }

    @Test(
        "hostile templates end in an error",
        arguments: [
            ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}", "line 1"),
            ("http://h/{{ 'x' * 2000000 }}", "line 1"), ("http://h/{{ 'x' * 5000 }}", "longer than 4096 bytes"),
        ]
    )
    func hostile(_ text: String, _ words: String) throws {
        let address = try Self.address(text, desk: Self.desk())
        let error = #expect(throws: AddressTrouble.self) { try address.url() }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }

    @Test("renderings get a twentieth of the time: what took long in a row stands in for the next ones")
    func share() throws {
        let clock = Clock()
        clock.step = .milliseconds(50)
        let desk = Self.desk(["sensor.x": "a"])
        let address = try Self.address("http://h/{{ states('sensor.x') }}", desk: desk, clock: clock)
        for _ in 1...3 {
            #expect(address.repeatsUntil(at: clock.now) == nil)
            #expect(try address.url().path == "/a")
        }
        desk.take(Self.message(["sensor.x": "b"]))
        clock.step = .zero
        #expect(try address.url().path == "/a")
        // Twenty times what is left of 150 ms when 100 are given in advance.
        let until = try #require(address.repeatsUntil(at: clock.now))
        #expect(until > clock.now + .milliseconds(850) && until <= clock.now + .seconds(1))
        clock.now = until
        #expect(address.repeatsUntil(at: until) == nil)
        #expect(try address.url().path == "/b")
    }

    @Test("of the time it is asked again when a minute begins, and only by a template that asks for the time")
    func minute() throws {
        let desk = Self.desk(at: WallTime(nanoseconds: 3_605 * 1_000_000_000))
        let now = MonotonicTime(nanoseconds: 7)
        #expect(try Self.address("http://h/{{ now().hour }}", desk: desk).nextMinute(after: now) == now + .seconds(55))
        #expect(try Self.address("http://h/{{ 1 }}", desk: desk).nextMinute(after: now) == nil)
    }

    @Test("what is secret in a rendered URL is masked in what the worker says")
    func secrets() throws {
        let desk = Self.desk(["input_text.word": "hunter2"])
        let address = try Self.address("http://u:{{ states('input_text.word') }}@h/?key=opensesame", desk: desk)
        _ = try address.url()
        let report = desk.presentable(StateReport(connection: .offline, reason: "hunter2: key=opensesame"))
        #expect(report.reason == "\(secretMask): \(secretMask)")
    }
}
