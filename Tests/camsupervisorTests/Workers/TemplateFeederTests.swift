import IPC
import NIOCore
import NIOEmbedded
import Shared
import Synchronization
import Testing

@testable import camsupervisor

@Suite("States on their way to a worker")
struct TemplateFeederTests {
    /// A worker that takes what it is sent when the test says so.
    private final class Port: StatesPort {
        let loop = NIOAsyncTestingEventLoop()
        private let state = Mutex<(sent: [[TemplateStates]], taken: [@Sendable (any EventLoop) -> Void])>(([], []))

        func send(_ states: [TemplateStates], taken: @escaping @Sendable (any EventLoop) -> Void) {
            self.state.withLock {
                $0.sent.append(states)
                $0.taken.append(taken)
            }
        }

        var sent: [[TemplateStates]] { self.state.withLock { $0.sent } }

        /// Takes everything.
        func acknowledge() {
            let taken = self.state.withLock { state in
                defer { state.taken = [] }
                return state.taken
            }
            for call in taken { call(self.loop) }
        }

        /// Takes everything, and lets the time pass that lies between two sendings.
        func take() async {
            self.acknowledge()
            await self.loop.advanceTime(by: TimeAmount(TemplateFeeder.interval))
        }
    }

    private static let door = EntityID(lookingUp: "binary_sensor.door")

    private static func set(_ hub: EntityHub, _ state: String) {
        _ = hub.set(Self.door, to: state, attributes: [:], isForced: false)
    }

    private static func feeder(_ hub: EntityHub) throws -> (TemplateFeeder, ViewHub) {
        let view = ViewHub(id: ViewID(camera: try CameraID("yard")))
        return (TemplateFeeder(.entities([Self.door]), entities: hub, view: view), view)
    }

    @Test("first everything, a change at once, and those that follow soon together with the last")
    func coalescing() async throws {
        let hub = EntityHub()
        let (feeder, view) = try Self.feeder(hub)
        let port = Port()
        Self.set(hub, "0")
        feeder.begin(port)
        #expect(port.sent.count == 1 && port.sent[0].first?.isComplete == true)
        await port.take()
        let before = MonotonicTime.now()
        Self.set(hub, "1")
        #expect(port.sent.count == 2 && view.addressChanged >= before)
        for number in 2...1_000 { Self.set(hub, "\(number)") }
        #expect(port.sent.count == 2)
        await port.take()
        #expect(port.sent.count == 3)
        #expect(port.sent[2].flatMap(\.states).map(\.state) == ["1000"])
        await port.take()
        #expect(port.sent.count == 3)
    }

    @Test("after some changes in a row the next ones wait")
    func crowds() async throws {
        let hub = EntityHub()
        let (feeder, _) = try Self.feeder(hub)
        let port = Port()
        feeder.begin(port)
        port.acknowledge()
        var sent = 1
        // Each is taken at once and no time passes on the loop: what waits then waits for ever.
        for number in 1...100 {
            Self.set(hub, "\(number)")
            port.acknowledge()
            guard port.sent.count > sent else { break }
            sent = port.sent.count
        }
        #expect(sent >= TemplateFeeder.atOnce && sent <= TemplateFeeder.atOnce * 3)
        await port.take()
        #expect(port.sent.count == sent + 1)
    }

    @Test("a worker that takes nothing is sent nothing more")
    func stuck() async throws {
        let hub = EntityHub()
        let (feeder, _) = try Self.feeder(hub)
        let port = Port()
        feeder.begin(port)
        for number in 1...1_000 { Self.set(hub, "\(number)") }
        await port.loop.advanceTime(by: .seconds(60))
        #expect(port.sent.count == 1)
        feeder.end()
        await port.take()
        Self.set(hub, "x")
        #expect(port.sent.count == 1)
    }

    @Test("one that ended before it began is fed nothing")
    func early() throws {
        let hub = EntityHub()
        let (feeder, _) = try Self.feeder(hub)
        let port = Port()
        feeder.end()
        feeder.begin(port)
        Self.set(hub, "1")
        #expect(port.sent.isEmpty)
    }
}
