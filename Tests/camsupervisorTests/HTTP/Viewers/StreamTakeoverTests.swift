import Testing

@testable import camsupervisor

@Suite("StreamTakeover: pipelined requests in every order")
struct StreamTakeoverTests {
    /// What a client may put on one connection.
    enum Piece: Character, CaseIterable, Sendable {
        case get = "g"
        case post = "p"
        case head = "h"
        case stream = "s"
        /// A stream that may not be watched: answered as an ordinary request.
        case unknownStream = "u"
        /// No HTTP at all.
        case garbage = "x"

        func text(_ number: Int) -> String {
            switch self {
            case .get: "GET /get/\(number) HTTP/1.1\r\nHost: localhost\r\n\r\n"
            case .post: "POST /post/\(number) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello"
            case .head: "HEAD /api/camera_proxy_stream/yard HTTP/1.1\r\nHost: localhost\r\nX: \(number)\r\n\r\n"
            case .stream: "GET /api/camera_proxy_stream/yard?interval=1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
            case .unknownStream: "GET /api/camera_proxy_stream/none/\(number) HTTP/1.1\r\nHost: localhost\r\n\r\n"
            case .garbage: "\u{1}\u{2}garbage\r\n\r\n"
            }
        }
    }

    /// All orders of up to three pieces, and of four of those that matter most.
    static let orders: [String] = {
        func orders(of letters: [Character], length: Int) -> [String] {
            (0..<length).reduce([""]) { shorter, _ in shorter.flatMap { order in letters.map { order + String($0) } } }
        }
        let all = Piece.allCases.map(\.rawValue)
        return (0...3).flatMap { orders(of: all, length: $0) } + orders(of: ["g", "s", "x"], length: 4)
    }()

    /// How the bytes come and when the application answers.
    struct Manner: Sendable {
        var pieceLength: Int
        var answersAtOnce: Bool
    }

    private func check(_ order: String, _ manner: Manner) throws {
        let pieces = order.compactMap(Piece.init(rawValue:))
        let pipeline = try ServerPipeline()
        pipeline.application.answersAtOnce = manner.answersAtOnce
        let text = pieces.enumerated().map { $1.text($0) }.joined()
        let before = pieces.prefix { $0 != .stream && $0 != .garbage }
        let isTaken = before.count < pieces.count && pieces[before.count] == .stream

        var rest = text[...]
        while !rest.isEmpty {
            pipeline.send(String(rest.prefix(manner.pieceLength)))
            rest = rest.dropFirst(manner.pieceLength)
            // Never a stream before an outstanding answer has ended.
            if !manner.answersAtOnce, !before.isEmpty { #expect(!pipeline.received.contains("multipart")) }
        }
        if !manner.answersAtOnce {
            for number in 0..<before.count {
                if isTaken { #expect(!pipeline.received.contains("multipart"), "\(order), answer \(number)") }
                pipeline.application.answer()
            }
        }
        let received = pipeline.received
        if isTaken {
            let parts = received.split(separator: "HTTP/1.1 200 OK\r\nContent-Type: multipart", maxSplits: 9)
            #expect(received.contains("multipart"), "\(order) \(manner)")
            // Never an answer inside a stream.
            let afterOpening = before.isEmpty ? parts.first : parts.last
            #expect(afterOpening.map { !$0.contains("HTTP/1.1") } == true, "\(order) \(manner): \(received)")
            #expect(pipeline.application.requests.count == before.count)
            #expect(pipeline.application.errors == 0)
            #expect(pipeline.hub[pipeline.camera]?.viewers == 1)
            #expect(pipeline.isOpen)
        } else {
            #expect(!received.contains("multipart"))
            #expect(pipeline.hub[pipeline.camera]?.viewers == 0)
        }
        for (number, piece) in before.enumerated() where piece == .get || piece == .post {
            #expect(received.contains("answer to /\(piece)/\(number)"), "\(order) \(manner)")
        }
        try pipeline.end()
        #expect(pipeline.hub[pipeline.camera]?.viewers == 0)
    }

    @Test(
        "in one packet, in small pieces, answered at once or late: no answer stands inside a stream",
        arguments: [
            Manner(pieceLength: 100_000, answersAtOnce: true), Manner(pieceLength: 100_000, answersAtOnce: false),
            Manner(pieceLength: 7, answersAtOnce: true), Manner(pieceLength: 7, answersAtOnce: false),
        ]
    )
    func orders(_ manner: Manner) throws {
        for order in Self.orders { try self.check(order, manner) }
    }

    @Test("what a viewer sends after its request is not read as one")
    func laterBytes() throws {
        let pipeline = try ServerPipeline()
        pipeline.application.answersAtOnce = true
        pipeline.send(Piece.stream.text(0))
        pipeline.send(Piece.get.text(1))
        pipeline.send(Piece.garbage.text(2))
        #expect(pipeline.application.requests.isEmpty)
        #expect(pipeline.isOpen)
        try pipeline.end()
    }

    @Test("a client that pipelines without end behind an outstanding answer is cut off")
    func endless() throws {
        let pipeline = try ServerPipeline()
        pipeline.send(Piece.get.text(0))
        pipeline.send(Piece.stream.text(1))
        for number in 0..<100 { pipeline.send(Piece.get.text(number)) }
        #expect(!pipeline.isOpen)
        #expect(pipeline.hub[pipeline.camera]?.viewers == 0)
    }

    @Test("an answer that ends after the client has gone starts no stream")
    func goneBefore() throws {
        let pipeline = try ServerPipeline()
        pipeline.send(Piece.get.text(0) + Piece.stream.text(1))
        try pipeline.end()
        pipeline.application.answer()
        #expect(pipeline.hub[pipeline.camera]?.viewers == 0)
    }

    @Test(
        "a stream that is refused is answered by the application",
        arguments: [
            "GET /api/camera_proxy_stream/yard HTTP/1.1\r\nHost: evil.example\r\n\r\n",
            "GET /api/camera_proxy_stream/yard?interval=x HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /api/camera_proxy_stream/yard?interval=0 HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "POST /api/camera_proxy_stream/yard HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
            "HEAD /api/camera_proxy_stream/yard HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /api/camera_proxy_stream/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
        ]
    )
    func refused(_ request: String) throws {
        let pipeline = try ServerPipeline()
        pipeline.send(request)
        #expect(pipeline.application.requests.count == 1)
        #expect(pipeline.hub[pipeline.camera]?.viewers == 0)
        try pipeline.end()
    }

    @Test(
        "an entity's name works as well as the camera's, and so does HTTP/1.0",
        arguments: [
            "GET /api/camera_proxy_stream/camera.yard HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /api/camera_proxy_stream/yard HTTP/1.0\r\n\r\n",
        ]
    )
    func taken(_ request: String) throws {
        let pipeline = try ServerPipeline()
        pipeline.send(request)
        #expect(pipeline.hub[pipeline.camera]?.viewers == 1)
        try pipeline.end()
    }
}
