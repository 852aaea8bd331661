import Shared
import Testing

@testable import camsupervisor

@Suite("MediaTickets: the secrets in the URLs of HLS")
struct MediaTicketsTests {
    private let now = MonotonicTime(nanoseconds: 1_000_000_000_000)

    private func grant(_ camera: String, _ token: String? = nil) throws -> MediaTickets.Grant {
        .init(camera: try CameraID(camera), token: token.map { Secret($0) }, host: nil, origin: .network)
    }

    @Test("64 hex digits, the same for the same camera and token, another for any other")
    func tickets() throws {
        let tickets = MediaTickets()
        let first = tickets.ticket(for: try self.grant("yard", "a"), at: self.now)
        #expect(first.utf8.count == 64 && first.allSatisfy(\.isHexDigit))
        #expect(tickets.ticket(for: try self.grant("yard", "a"), at: self.now) == first)
        #expect(tickets.ticket(for: try self.grant("yard", "b"), at: self.now) != first)
        #expect(tickets.ticket(for: try self.grant("gate", "a"), at: self.now) != first)
        #expect(tickets.use(first, at: self.now) == (try self.grant("yard", "a")))
        #expect(tickets.use("0", at: self.now) == nil)
        #expect(!"\(try self.grant("yard", "a-secret-of-mine"))".contains("a-secret-of-mine"))
    }

    @Test("one that is not used for an hour is forgotten, one that is used is not")
    func idle() throws {
        let tickets = MediaTickets()
        let (used, unused) = (
            tickets.ticket(for: try self.grant("yard"), at: self.now),
            tickets.ticket(for: try self.grant("gate"), at: self.now)
        )
        #expect(tickets.use(used, at: self.now + .seconds(3_000)) != nil)
        #expect(tickets.use(used, at: self.now + .seconds(6_000)) != nil)
        #expect(tickets.use(unused, at: self.now + .seconds(3_600)) == nil)
        #expect(tickets.count == 1)
    }

    @Test("a ticket that was used counts as a player for half a minute; one that was only asked for does not")
    func players() throws {
        let tickets = MediaTickets()
        let yard = try CameraID("yard")
        let first = tickets.ticket(for: try self.grant("yard", "a"), at: self.now)
        let second = tickets.ticket(for: try self.grant("yard", "b"), at: self.now)
        #expect(tickets.players(of: yard, at: self.now) == 0)
        _ = tickets.use(first, at: self.now)
        _ = tickets.use(second, at: self.now + .seconds(20))
        #expect(tickets.players(of: yard, at: self.now + .seconds(29)) == 2)
        #expect(tickets.players(of: yard, at: self.now + .seconds(30)) == 1)
        #expect(tickets.players(of: yard, at: self.now + .seconds(50)) == 0)
        #expect(tickets.players(of: try CameraID("gate"), at: self.now + .seconds(20)) == 0)
    }

    @Test("there are only so many: the one that was used longest ago makes room")
    func bounded() throws {
        let tickets = MediaTickets()
        let first = tickets.ticket(for: try self.grant("yard"), at: self.now)
        for number in 1..<MediaTickets.most {
            _ = tickets.ticket(for: try self.grant("c\(number)"), at: self.now + .seconds(1))
        }
        _ = tickets.use(first, at: self.now + .seconds(2))
        _ = tickets.ticket(for: try self.grant("last"), at: self.now + .seconds(3))
        #expect(tickets.count == MediaTickets.most)
        #expect(tickets.use(first, at: self.now + .seconds(3)) != nil)
    }

    @Test(
        "without tokens a ticket is one host's, whatever the port",
        arguments: [
            ("localhost:0001", "localhost"), ("LOCALHOST", "localhost"), ("[::1]:8124", "[::1]"),
            ("127.0.0.1:80", "127.0.0.1"),
        ]
    )
    func hosts(_ authority: String, _ host: String) {
        #expect(MediaTickets.host(of: authority) == host)
    }

    @Test("looking at one does not keep it")
    func refused() throws {
        let tickets = MediaTickets()
        let text = tickets.ticket(for: try self.grant("yard"), at: self.now)
        #expect(tickets.grant(of: text, at: self.now + .seconds(3_000)) != nil)
        #expect(tickets.grant(of: text, at: self.now + .seconds(3_600)) == nil)
    }
}

extension MediaTickets {
    /// As somebody does who may.
    fileprivate func use(_ text: String, at now: MonotonicTime) -> Grant? {
        defer { self.used(text, at: now) }
        return self.grant(of: text, at: now)
    }
}
