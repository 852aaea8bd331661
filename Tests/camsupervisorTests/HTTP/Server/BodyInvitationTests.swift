import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import camsupervisor

@Suite("BodyInvitation: Expect: 100-continue")
struct BodyInvitationTests {
    private static let goOn = "HTTP/1.1 100 Continue\r\n\r\n"

    /// A connection up to the handler; the application is the test.
    private struct Connection {
        let channel = EmbeddedChannel()

        init() throws {
            let operations = self.channel.pipeline.syncOperations
            try operations.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: false)
            try operations.addHandler(BodyInvitation())
            try self.channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        }

        func send(_ text: String) throws { try self.channel.writeInbound(ByteBuffer(string: text)) }

        func sendHead(_ version: String = "1.1", _ lines: String...) throws {
            let head = ["POST / HTTP/\(version)", "Host: localhost"] + lines
            try self.send(head.joined(separator: "\r\n") + "\r\n\r\n")
        }

        func readBody() throws {
            try self.channel.triggerUserOutboundEvent(BodyInvitation.BodyWanted()).wait()
        }

        func answer() throws {
            let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["Content-Length": "0"])
            try self.channel.writeOutbound(HTTPServerResponsePart.head(head))
            try self.channel.writeOutbound(HTTPServerResponsePart.end(nil))
            self.channel.embeddedEventLoop.run()
        }

        /// What the client got since the last look.
        func received() throws -> String {
            var text = ""
            while let buffer = try self.channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: buffer) }
            return text
        }
    }

    @Test("the client is told to go on when its body is read, once, and the connection stays")
    func invited() throws {
        let connection = try Connection()
        for word in ["100-continue", "100-Continue"] {
            try connection.sendHead("1.1", "Content-Length: 2", "Expect: \(word)")
            #expect(try connection.received() == "")
            try connection.readBody()
            try connection.readBody()
            #expect(try connection.received() == Self.goOn)
            try connection.send("ab")
            try connection.answer()
            #expect(try connection.received() == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        #expect(connection.channel.isActive)
    }

    static let others: [(String, [String])] = [
        ("1.0", ["Content-Length: 2", "Expect: 100-continue"]), ("1.1", ["Content-Length: 2"]),
        ("1.1", ["Content-Length: 0", "Expect: 100-continue"]), ("1.1", ["Expect: 100-continue"]),
        ("1.1", ["Content-Length: 2", "Expect: something-else"]),
    ]

    @Test("who did not ask, has no body or speaks HTTP/1.0 is told nothing", arguments: others)
    func uninvited(_ version: String, _ lines: [String]) throws {
        let connection = try Connection()
        let head = ["POST / HTTP/\(version)", "Host: localhost"] + lines
        try connection.send(head.joined(separator: "\r\n") + "\r\n\r\n")
        try connection.readBody()
        #expect(try connection.received() == "")
        try connection.answer()
        #expect(try connection.received() == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    }

    @Test("who did not wait is not told any more")
    func impatient() throws {
        let connection = try Connection()
        try connection.sendHead("1.1", "Content-Length: 2", "Expect: 100-continue")
        try connection.send("a")
        try connection.readBody()
        #expect(try connection.received() == "")
        try connection.send("b")
        try connection.answer()
        #expect(connection.channel.isActive)
        #expect(try !connection.received().contains("close"))
    }

    @Test("a refusal without the body is the end of the connection, so that the next request is not taken for it")
    func refused() throws {
        let connection = try Connection()
        try connection.sendHead("1.1", "Transfer-Encoding: chunked", "Expect: 100-continue")
        try connection.answer()
        #expect(try connection.received() == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        #expect(throws: (any Error).self) { try connection.answer() }
    }

    @Test("behind other requests it waits for its turn")
    func pipelined() throws {
        let connection = try Connection()
        try connection.sendHead("1.1")
        try connection.sendHead("1.1", "Content-Length: 2", "Expect: 100-continue")
        try connection.readBody()
        #expect(try connection.received() == "")
        try connection.answer()
        try connection.readBody()
        #expect(try connection.received() == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" + Self.goOn)
    }
}
