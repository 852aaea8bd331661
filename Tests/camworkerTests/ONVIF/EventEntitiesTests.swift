import Shared
import Testing

@testable import camworker

@Suite("EventEntities")
struct EventEntitiesTests {
    private static func at(_ seconds: Int) -> MonotonicTime {
        MonotonicTime(nanoseconds: UInt64(seconds + 1000) * 1_000_000_000)
    }

    private static func message(
        _ topic: String,
        _ value: String?,
        source: String = "1",
        operation: String = "Changed"
    ) throws -> EventMessage {
        let inner = value.map {
            """
            <Message PropertyOperation="\(operation)"><Source><SimpleItem Name="Source" Value="\(source)"/></Source>
            <Data><SimpleItem Name="State" Value="\($0)"/></Data></Message>
            """
        }
        let text = "<m><Topic>tns1:\(topic)</Topic><Message>\(inner ?? "None")</Message></m>"
        return try #require(EventMessage(XMLDocument(Array(text.utf8)).root))
    }

    private static func change(_ value: EventValue, _ key: String = key) -> EventEntities.Change {
        EventEntities.Change(key: key, value: value)
    }

    private static let motion = "VideoSource/MotionAlarm"
    private static let key = "VideoSource/MotionAlarm_1"

    @Test("an entity is declared with its first word, and only what changes is told")
    func changes() throws {
        var entities = EventEntities()
        let first = entities.take([try Self.message(Self.motion, "true", operation: "Initialized")], at: Self.at(0))
        #expect(first.declared.map(\.key) == [Self.key] && first.changes == [Self.change(.flag(true))])
        #expect(first.occurrences.isEmpty)
        #expect(entities.take([try Self.message(Self.motion, "1")], at: Self.at(1)) == EventEntities.Outcome())
        let batch = try [
            Self.message(Self.motion, "false"), Self.message(Self.motion, "true"), Self.message("x/y", "1"),
        ]
        let outcome = entities.take(batch, at: Self.at(2))
        #expect(outcome.changes == [Self.change(.flag(false)), Self.change(.flag(true))] && outcome.unknown == [2])
    }

    @Test("what the device deletes is unavailable until it is told of again")
    func deleted() throws {
        var entities = EventEntities()
        _ = entities.take([try Self.message(Self.motion, "true")], at: Self.at(0))
        let gone = entities.take([try Self.message(Self.motion, "true", operation: "Deleted")], at: Self.at(1))
        #expect(gone.changes == [Self.change(.unavailable)])
        #expect(
            entities.take([try Self.message(Self.motion, "false")], at: Self.at(2)).changes == [
                Self.change(.flag(false))
            ]
        )
        let other = entities.take(
            [try Self.message(Self.motion, "1", source: "2", operation: "Deleted")],
            at: Self.at(3)
        )
        #expect(other == EventEntities.Outcome())
    }

    @Test("of a topic that tells several things all are gone with what is deleted, whether it has data or not")
    func deletedTogether() throws {
        let path = "RuleEngine/TPSmartEventDetector/TPSmartEvent"
        func message(_ operation: String, rule: String, _ data: String) throws -> EventMessage {
            let text = """
                <m><Topic>tns1:\(path)</Topic><Message><Message PropertyOperation="\(operation)">
                <Source><SimpleItem Name="Rule" Value="\(rule)"/></Source><Data>\(data)</Data></Message></Message></m>
                """
            return try #require(EventMessage(XMLDocument(Array(text.utf8)).root))
        }
        let data = "<SimpleItem Name=\"IsPet\" Value=\"true\"/><SimpleItem Name=\"IsPeople\" Value=\"false\"/>"
        for last in ["", "<SimpleItem Name=\"IsPet\" Value=\"true\"/>"] {
            var entities = EventEntities()
            let told = try [message("Changed", rule: "A", data), message("Changed", rule: "B", data)]
            _ = entities.take(told, at: Self.at(0))
            let gone = entities.take([try message("Deleted", rule: "A", last)], at: Self.at(1))
            #expect(gone.changes == ["IsPeople", "IsPet"].map { Self.change(.unavailable, "\(path)_A_\($0)") })
            #expect(entities["\(path)_B_IsPet"] == .flag(true) && entities.entities.count == 4)
        }
    }

    @Test("what is deleted without a word of which is all of its topic")
    func deletedBare() throws {
        var entities = EventEntities()
        _ = entities.take([try Self.message(Self.motion, "false")], at: Self.at(0))
        let text = "<m><Topic>\(Self.motion)</Topic><Message><Message PropertyOperation=\"Deleted\"/></Message></m>"
        let gone = try #require(EventMessage(XMLDocument(Array(text.utf8)).root))
        #expect(gone.isBare)
        #expect(entities.take([gone], at: Self.at(1)).changes == [Self.change(.unavailable)])
    }

    @Test("a topic without a message ends what it told of")
    func bare() throws {
        var entities = EventEntities()
        _ = entities.take(
            try [Self.message(Self.motion, "true"), Self.message("Device/Trigger/DigitalInput", "true")],
            at: Self.at(0)
        )
        #expect(
            entities.take([try Self.message(Self.motion, nil)], at: Self.at(1)).changes == [Self.change(.flag(false))]
        )
        #expect(entities["Device/Trigger/DigitalInput_1"] == .flag(true))
        #expect(entities.take([try Self.message(Self.motion, nil)], at: Self.at(2)) == EventEntities.Outcome())
    }

    @Test("after a new subscription an on that is not told again is over, one that is stays")
    func reconnected() throws {
        var entities = EventEntities()
        _ = entities.take(
            try [Self.message(Self.motion, "true"), Self.message(Self.motion, "true", source: "2")],
            at: Self.at(0)
        )
        entities.began(at: Self.at(20))
        #expect(entities.deadline == Self.at(20) + EventEntities.grace)
        _ = entities.take([try Self.message(Self.motion, "true", source: "2")], at: Self.at(21))
        #expect(entities.tick(at: Self.at(29)).over.isEmpty)
        let tick = entities.tick(at: Self.at(30))
        #expect(tick.over == [Self.key] && !tick.asks)
        #expect(entities[Self.key] == .flag(false) && entities["VideoSource/MotionAlarm_2"] == .flag(true))
    }

    @Test("a door stays open over new subscriptions, unless the device tells everything anew but not that")
    func lasting() throws {
        let (door, key) = ("Device/Trigger/DigitalInput", "Device/Trigger/DigitalInput_1")
        var entities = EventEntities()
        _ = entities.take(try [Self.message(door, "true"), Self.message(Self.motion, "true")], at: Self.at(0))
        entities.began(at: Self.at(20))
        _ = entities.take([try Self.message(Self.motion, "true", source: "2")], at: Self.at(21))
        #expect(entities.tick(at: Self.at(40)).over == [Self.key] && entities[key] == .flag(true))
        // What is told as new much later is not the beginning.
        _ = entities.take([try Self.message(Self.motion, "true", operation: "Initialized")], at: Self.at(50))
        #expect(entities.tick(at: Self.at(70)).over.isEmpty && entities[key] == .flag(true))
        entities.began(at: Self.at(100))
        _ = entities.take(
            try [Self.message(door, "true", operation: "Initialized"), Self.message(Self.motion, "true")],
            at: Self.at(101)
        )
        #expect(entities.tick(at: Self.at(120)).over == ["VideoSource/MotionAlarm_2"])
        entities.began(at: Self.at(200))
        _ = entities.take([try Self.message(Self.motion, "false", operation: "Initialized")], at: Self.at(201))
        #expect(entities.tick(at: Self.at(212)).over == [key])
    }

    @Test("motion that lasts long is asked about, then over; a door stays open as long as it is")
    func belief() throws {
        var entities = EventEntities()
        _ = entities.take(
            try [Self.message(Self.motion, "true"), Self.message("Device/Trigger/DigitalInput", "true")],
            at: Self.at(0)
        )
        #expect(entities.tick(at: Self.at(299)).asks == false)
        #expect(entities.tick(at: Self.at(300)).asks)
        #expect(entities.tick(at: Self.at(305)).asks == false)
        #expect(entities.tick(at: Self.at(310)).over == [Self.key])
        #expect(entities.deadline == nil)
        #expect(entities["Device/Trigger/DigitalInput_1"] == .flag(true))
    }

    @Test("a device makes as many entities as it may, and the others of one answer are still heard")
    func bounded() throws {
        var entities = EventEntities()
        let messages = try (0..<400).map { try Self.message(Self.motion, "true", source: "\($0)") }
        let outcome = entities.take(messages, at: Self.at(0))
        #expect(outcome.declared.count == EventEntities.most && entities.entities.count == EventEntities.most)
        let last = entities.take([try Self.message(Self.motion, "false", source: "3")], at: Self.at(1))
        #expect(last.changes == [Self.change(.flag(false), "VideoSource/MotionAlarm_3")])
    }

    @Test("what happens is told each time, but not again where the device only repeats what it knows")
    func occurrences() throws {
        var entities = EventEntities()
        let line = "RuleEngine/LineDetector/Crossing"
        let batch = try [
            Self.message(line, "1"), Self.message(line, "1"), Self.message(line, "1", operation: "Initialized"),
        ]
        let outcome = entities.take(batch, at: Self.at(0))
        #expect(outcome.declared.map(\.eventTypes) == [["crossed"]])
        #expect(outcome.occurrences.map(\.reading.value) == [.occurred("crossed"), .occurred("crossed")])
        #expect(outcome.changes.isEmpty && outcome.occurrences.map(\.place) == [0, 1])
    }

    @Test("what has lasted nearly as long is asked about by the same question, what is new is not doubted")
    func company() throws {
        var entities = EventEntities()
        for (source, time) in [("1", 0), ("2", 100), ("3", 250)] {
            _ = entities.take([try Self.message(Self.motion, "true", source: source)], at: Self.at(time))
        }
        #expect(entities.tick(at: Self.at(300)).asks)
        #expect(entities.tick(at: Self.at(310)).over == [Self.key, "VideoSource/MotionAlarm_2"])
        #expect(entities["VideoSource/MotionAlarm_3"] == .flag(true))
    }

    @Test("when nothing is told any more motion is over, and a door as it was last")
    func lost() throws {
        var entities = EventEntities()
        _ = entities.take(
            try [Self.message(Self.motion, "true"), Self.message("Device/Trigger/DigitalInput", "true")],
            at: Self.at(0)
        )
        entities.lost()
        #expect(entities.values.map(\.value) == [.flag(true), .flag(false)])
    }
}
