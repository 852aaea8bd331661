import IPC
import Shared
import Testing

@testable import camworker

@Suite("What a worker tells of its entities")
struct EntityReportsTests {
    private let start = MonotonicTime(nanoseconds: 5_000_000_000)

    private func declared(_ keys: String...) -> EntityReports {
        var reports = EntityReports()
        let complaints = reports.declare(keys.map { EntityDeclaration(key: $0, domain: .sensor) })
        #expect(complaints == [])
        _ = self.drain(&reports)
        return reports
    }

    private func drain(_ reports: inout EntityReports, at now: MonotonicTime? = nil) -> [EntityReports.Message] {
        var messages: [EntityReports.Message] = []
        while let message = reports.take(at: now ?? self.start) { messages.append(message) }
        return messages
    }

    private func states(_ message: EntityReports.Message) throws -> [String] {
        let states = try ControlCoding.decode(EntityStates.self, from: message.body, of: message.type)
        return states.states.map { "\($0.key)=\($0.state ?? "nil")" }
    }

    @Test("of several states of one entity the newest is told, once")
    func newest() throws {
        var reports = self.declared("a", "b")
        for number in 1...5 { _ = reports.report([.init(key: "a", state: "\(number)")]) }
        _ = reports.report([.init(key: "b", state: "x"), .init(key: "none", state: "y")])
        let messages = self.drain(&reports)
        #expect(try messages.map(self.states) == [["a=5", "b=x"]])
        #expect(reports.deadline == nil)
        _ = reports.report([.init(key: "a", state: "5")])
        #expect(self.drain(&reports) == [])
        #expect(reports.deadline == nil)
    }

    @Test("a state that comes back before it was told costs nothing")
    func thereAndBack() {
        var reports = self.declared("a")
        _ = reports.report([.init(key: "a", state: "on")])
        _ = self.drain(&reports)
        _ = reports.report([.init(key: "a", state: "off")])
        _ = reports.report([.init(key: "a", state: "on")])
        #expect(self.drain(&reports) == [])
    }

    @Test("a new list is told before anything else, and what is known again behind it")
    func declaredAnew() throws {
        var reports = self.declared("a", "b")
        _ = reports.report([.init(key: "a", state: "1"), .init(key: "b", state: "2")])
        _ = self.drain(&reports)
        _ = reports.declare([EntityDeclaration(key: "b", domain: .sensor, name: "B")])
        let messages = self.drain(&reports)
        #expect(messages.map(\.type) == [.entities, .entityStates])
        #expect(try self.states(try #require(messages.last)) == ["b=2"])
    }

    @Test("events are told in their order, each behind the states from before it")
    func order() throws {
        var reports = self.declared("a")
        for number in 1...3 {
            _ = reports.report([.init(key: "a", state: "\(number)")])
            _ = reports.happened(CameraEvent(kind: "k\(number)", time: WallTime(nanoseconds: 0)))
        }
        let messages = self.drain(&reports)
        #expect(messages.map(\.type) == [.entityStates, .event, .event, .event])
        let kinds = try messages.dropFirst().map {
            try ControlCoding.decode(CameraEvent.self, from: $0.body, of: .event)
        }
        #expect(kinds.map(\.kind) == ["k1", "k2", "k3"])
    }

    @Test("of a flood of events the newest are kept, and how many were left out is said")
    func flood() throws {
        var reports = self.declared("a")
        let count = 3 * EntityReports.mostEvents
        for number in 0..<count {
            _ = reports.happened(CameraEvent(kind: "k", source: "\(number)", time: WallTime(nanoseconds: 0)))
        }
        var sources: [Int] = []
        var now = self.start
        while let deadline = reports.deadline {
            now = max(now, deadline)
            while let message = reports.take(at: now) {
                let event = try ControlCoding.decode(CameraEvent.self, from: message.body, of: .event)
                sources.append(try #require(Int(event.source ?? "")))
            }
        }
        let dropped = reports.takeDropped()
        #expect((dropped ?? 0) + sources.count == count)
        #expect(sources == Array((count - sources.count)..<count))
        let droppedAfter = reports.takeDropped()
        #expect(droppedAfter == nil)
    }

    @Test("beyond the pace it waits, and goes on with what is newest then")
    func pace() throws {
        var reports = self.declared("a")
        var sent = 0
        for number in 0...(2 * EntityPace.wordsAtOnce) {
            _ = reports.report([.init(key: "a", state: "\(number)")])
            sent += self.drain(&reports).count
        }
        // The list was no word.
        #expect(sent == EntityPace.wordsAtOnce)
        let deadline = try #require(reports.deadline)
        #expect(deadline > self.start)
        let later = self.drain(&reports, at: self.start + .seconds(1))
        #expect(try later.last.map(self.states) == ["a=\(2 * EntityPace.wordsAtOnce)"])
    }

    @Test("what the supervisor would end a worker for is cut or left out, and said")
    func sayable() throws {
        var reports = EntityReports()
        let long = String(repeating: "é", count: 300)
        let complaints = reports.declare([
            EntityDeclaration(key: "", domain: .sensor), EntityDeclaration(key: "a", domain: .sensor),
            EntityDeclaration(key: "a", domain: .switch), EntityDeclaration(key: "b", domain: .sensor, name: long),
        ])
        #expect(complaints.count == 3)
        let wide = Dictionary(uniqueKeysWithValues: (0..<1_001).map { ("\($0)", JSONValue.integer($0)) })
        let aboutState = reports.report([.init(key: "a", state: long, attributes: wide)])
        #expect(aboutState.count == 1)
        let aboutEvent = reports.happened(CameraEvent(kind: "", time: WallTime(nanoseconds: 0)))
        #expect(aboutEvent.count == 1)
        let messages = self.drain(&reports)
        #expect(messages.map(\.type) == [.entities, .entityStates])
        let list = try ControlCoding.decode(EntityList.self, from: messages[0].body, of: .entities)
        #expect(list.entities.map(\.key) == ["a"])
        let states = try ControlCoding.decode(EntityStates.self, from: messages[1].body, of: .entityStates)
        #expect(states.states == [.init(key: "a", state: String(repeating: "é", count: 255))])
    }

    @Test("a list that is longer than any supervisor takes is cut, and goes out")
    func longList() throws {
        var reports = EntityReports()
        let kinds = (0..<8).map { String(repeating: "k", count: 200) + "\($0)" }
        let list = (0..<600).map { EntityDeclaration(key: "\($0)", domain: .event, eventTypes: kinds) }
        let complaints = reports.declare(list)
        #expect(complaints.count == 1)
        let messages = self.drain(&reports)
        #expect(messages.map(\.type) == [.entities])
        let told = try ControlCoding.decode(EntityList.self, from: messages[0].body, of: .entities)
        #expect(100..<600 ~= told.entities.count)
    }
}
