import HTTPTypes
import Shared
import Synchronization

/// The secrets in the URLs of HLS: who was allowed to watch a camera gets one, and a player needs nothing else.
///
/// Each remembers with what it was asked for, and is judged by that anew with every use: a token that is gone, or may not
/// see the camera any more, ends its tickets at once.
final class MediaTickets: Sendable {
    /// At a time; the one that was used longest ago makes room.
    ///
    /// More viewers than any machine feeds.
    static let most = 1_024
    /// Unused for so long one is forgotten; a player that was paused before asks in vain.
    static let idle = Duration.seconds(3_600)
    /// Random bytes of one; as many as Home Assistant's.
    private static let length = 32

    /// What a ticket was given for.
    struct Grant: Sendable, Hashable {
        var camera: CameraID
        /// `nil` where no tokens are configured.
        var token: Secret<String>?
        /// Host of the request; only asked for where no tokens are configured.
        ///
        /// Without the port: by `localhost:1`, `localhost:2` … one client could have all the tickets there are.
        var host: String?
        var origin: RequestOrigin
        /// The signed URL that it was asked for with; it holds as long as that.
        var signedPath: Secret<String>?
        /// Where it is for a view above 0.
        var view: EntityID?

        /// What it is for.
        var entity: EntityID { self.view ?? EntityID(of: self.camera) }

        /// The request that a use of the ticket stands for.
        var request: HTTPRequest {
            let path = self.signedPath?.reveal() ?? "/"
            var request = HTTPRequest(method: .get, scheme: nil, authority: self.host, path: path)
            if let token { request.headerFields[.authorization] = "Bearer \(token.reveal())" }
            return request
        }
    }

    /// Of `Host`, without its port.
    static func host(of authority: String) -> String {
        let text = authority.lowercased()
        if text.first == "[", let end = text.firstIndex(of: "]") { return String(text[...end]) }
        return String(text.prefix { $0 != ":" })
    }

    private struct Ticket {
        var grant: Grant
        var usedAt: MonotonicTime
        /// By a player; asking for the URL is no playing.
        var playedAt: MonotonicTime?
    }

    private let tickets = Mutex<[String: Ticket]>([:])

    var count: Int { self.tickets.withLock { $0.count } }

    /// How many of the camera's own were used within ``MediaDemand/linger``.
    func players(of camera: CameraID, at now: MonotonicTime) -> Int {
        self.players(of: EntityID(of: camera), at: now)
    }

    /// How many of a camera's, or of a view's, were used within ``MediaDemand/linger``; players that share one count as one.
    func players(of entity: EntityID, at now: MonotonicTime) -> Int {
        self.tickets.withLock { tickets in
            tickets.values.count { ticket in
                ticket.grant.entity == entity && ticket.playedAt.map { now.since($0) < MediaDemand.linger } ?? false
            }
        }
    }

    /// The ticket of a grant: the one there is, as in Home Assistant, else a new one.
    func ticket(for grant: Grant, at now: MonotonicTime) -> String {
        self.tickets.withLock { tickets in
            tickets = tickets.filter { now.since($0.value.usedAt) < Self.idle }
            if let (text, _) = tickets.first(where: { $0.value.grant == grant }) {
                tickets[text]?.usedAt = now
                return text
            }
            if tickets.count >= Self.most, let oldest = tickets.min(by: { $0.value.usedAt < $1.value.usedAt }) {
                tickets[oldest.key] = nil
            }
            let text = Self.random()
            tickets[text] = Ticket(grant: grant, usedAt: now)
            return text
        }
    }

    /// What a ticket was given for; `nil` when there is no such.
    ///
    /// ``used(_:at:)`` follows when it is let in.
    func grant(of text: String, at now: MonotonicTime) -> Grant? {
        self.tickets.withLock { tickets in
            guard let ticket = tickets[text] else { return nil }
            guard now.since(ticket.usedAt) < Self.idle else {
                tickets[text] = nil
                return nil
            }
            return ticket.grant
        }
    }

    /// It was used, by somebody who may: what is refused does not keep it.
    func used(_ text: String, at now: MonotonicTime) {
        self.tickets.withLock { tickets in
            tickets[text]?.usedAt = now
            tickets[text]?.playedAt = now
        }
    }

    private static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        let digits = Array("0123456789abcdef")
        var text = ""
        for _ in 0..<(Self.length / 8) {
            var word = generator.next()
            for _ in 0..<16 {
                text.append(digits[Int(word & 15)])
                word >>= 4
            }
        }
        return text
    }
}
