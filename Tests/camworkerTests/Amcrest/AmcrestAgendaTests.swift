import Shared
import Testing

@testable import camworker

@Suite("AmcrestAgenda, of a camera that does not answer everything")
struct AmcrestAgendaTests {
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000)
    private static let vendor = AmcrestAgenda.Topic.fact(.vendor)

    private static func agenda() throws -> AmcrestAgenda {
        var amcrest = AmcrestConfiguration(
            server: try CameraURL("http://192.0.2.1/"),
            credentials: Credentials(user: Secret("a"), password: Secret("b"))
        )
        amcrest.sensors = [.sdcard]
        return AmcrestAgenda(amcrest, start: self.start)
    }

    /// One that nothing came of so many times in a row, while the camera answers others; the last time at the time it is due.
    private static func agenda(misses: Int, of topic: AmcrestAgenda.Topic) throws -> (AmcrestAgenda, MonotonicTime) {
        var agenda = try self.agenda()
        var now = self.start
        for miss in 1...misses {
            for taken in agenda.take(at: now) { agenda.asked(taken, taken == topic ? .missed : .answered, at: now) }
            agenda.cameraAnswered()
            guard miss < misses else { break }
            while !agenda.isDue(topic, at: now) { now = now + .seconds(1) }
        }
        return (agenda, now)
    }

    @Test("what did not get its turn is asked first the next time, and what failed after it")
    func dropped() throws {
        var agenda = try Self.agenda()
        let first = agenda.take(at: Self.start)
        #expect(Array(first.prefix(2)) == [.fact(.getConfig(.rtsp)), Self.vendor])
        agenda.asked(.fact(.getConfig(.rtsp)), .answered, at: Self.start)
        agenda.asked(Self.vendor, .missed, at: Self.start)
        for topic in first.dropFirst(2) { agenda.asked(topic, .notAsked, at: Self.start) }
        let second = agenda.take(at: Self.start + .seconds(1))
        #expect(second == Array(first.dropFirst(2)))
        for topic in second { agenda.asked(topic, .notAsked, at: Self.start + .seconds(1)) }
        let third = agenda.take(at: Self.start + .seconds(10))
        #expect(third == second + [Self.vendor])
    }

    @Test(
        "what nothing came of is asked again after 10, 20, 40 s … 10 min",
        arguments: [(1, 10), (2, 20), (3, 40), (4, 80), (5, 160), (6, 320), (7, 600), (12, 600)]
    )
    func backoff(_ misses: Int, _ seconds: Int) throws {
        let (agenda, last) = try Self.agenda(misses: misses, of: Self.vendor)
        #expect(!agenda.isDue(Self.vendor, at: last + .seconds(seconds - 1)))
        #expect(agenda.isDue(Self.vendor, at: last + .seconds(seconds)))
    }

    @Test("an answer begins it anew")
    func answered() throws {
        var (agenda, last) = try Self.agenda(misses: 5, of: .storage)
        #expect(agenda.isUnanswered(.storage) && agenda.isMissed(.storage))
        agenda.asked(.storage, .answered, at: last)
        #expect(!agenda.isUnanswered(.storage) && !agenda.isMissed(.storage))
        #expect(agenda.isDue(.storage, at: last + .seconds(10)))
        agenda.asked(.storage, .missed, at: last)
        #expect(agenda.isDue(.storage, at: last + .seconds(10)))
    }

    @Test("it is about the question from the second time on, and only when the camera has answered something between")
    func unanswered() throws {
        var agenda = try Self.agenda()
        for _ in 1...5 { agenda.asked(.storage, .missed, at: Self.start) }
        #expect(!agenda.isUnanswered(.storage))
        agenda.cameraAnswered()
        agenda.asked(.storage, .missed, at: Self.start)
        #expect(agenda.isUnanswered(.storage))
        #expect(!agenda.isUnanswered(Self.vendor))
    }
}

extension AmcrestAgenda {
    fileprivate func isDue(_ topic: Topic, at now: MonotonicTime) -> Bool {
        var agenda = self
        return agenda.take(at: now).contains(topic)
    }
}
