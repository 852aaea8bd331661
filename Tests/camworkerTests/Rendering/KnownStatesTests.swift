import IPC
import Shared
import Templates
import Testing

@testable import camworker

@Suite("The states a worker was sent")
struct KnownStatesTests {
    private static func message(
        _ states: [(String, String)],
        removed: [String] = [],
        isComplete: Bool = false
    ) throws -> TemplateStates {
        let time = WallTime(nanoseconds: 5_000)
        return TemplateStates(
            isComplete: isComplete,
            states: try states.map { id, state in
                .init(entity: try EntityID(id), state: state, attributes: [:], lastChanged: time, lastUpdated: time)
            },
            removed: try removed.map { try EntityID($0) }
        )
    }

    @Test("are in the order in which they came, change in their place, go, and are all new with a whole list")
    func follows() throws {
        var known = KnownStates()
        func seen() -> [String] { known.snapshot.all.map { "\($0.entityID)=\($0.state)" } }
        known.take(try Self.message([("sensor.b", "1"), ("sensor.a", "2")], isComplete: true))
        #expect(seen() == ["sensor.b=1", "sensor.a=2"])
        #expect(known.snapshot.all.first?.lastChanged == 5)
        known.take(try Self.message([("sensor.b", "3"), ("sensor.c", "4")], removed: ["sensor.a", "sensor.z"]))
        #expect(seen() == ["sensor.b=3", "sensor.c=4"])
        known.take(try Self.message([("sensor.a", "5")], isComplete: true))
        #expect(seen() == ["sensor.a=5"])
    }

    @Test("an entity that comes and goes for days takes no more memory than one that stays")
    func gaps() throws {
        var known = KnownStates()
        known.take(try Self.message([("sensor.a", "1"), ("sensor.b", "2"), ("sensor.c", "3")], isComplete: true))
        for round in 0..<1_000 {
            known.take(try Self.message([], removed: ["sensor.b"]))
            known.take(try Self.message([("sensor.b", "\(round)")]))
        }
        #expect(known.snapshot.all.map(\.state) == ["1", "3", "999"] && known.extent < 100)
        known.take(try Self.message([("sensor.c", "4")]))
        #expect(known.snapshot.all.map(\.state) == ["1", "4", "999"])
    }
}
