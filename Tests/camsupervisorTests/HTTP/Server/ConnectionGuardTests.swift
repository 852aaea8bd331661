import NIOCore
import Testing

@testable import camsupervisor

@Suite("ConnectionGuard")
struct ConnectionGuardTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n"
    private static let post = "POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"

    /// Expects the connection to close after `limit` of doing nothing, and not before.
    private func expectClosed(_ pipeline: ServerPipeline, after limit: TimeAmount, _ what: String) {
        pipeline.pass(limit - .milliseconds(1))
        #expect(pipeline.isOpen, "\(what): closed early")
        pipeline.pass(.milliseconds(1))
        #expect(!pipeline.isOpen, "\(what): not closed")
    }

    @Test("a connection that says nothing ends after 10 s")
    func silence() throws {
        self.expectClosed(try ServerPipeline(), after: .seconds(10), "silent")
    }

    @Test("a header that drips in ends 10 s after the connection began, however it drips")
    func slowloris() throws {
        let pipeline = try ServerPipeline()
        pipeline.send("GET / HTTP/1.1\r\nX-Slow: ")
        for _ in 0..<9 {
            pipeline.send("x")
            pipeline.pass(.seconds(1))
        }
        #expect(pipeline.isOpen)
        pipeline.pass(.seconds(1))
        #expect(!pipeline.isOpen)
    }

    @Test("while a request is being answered the client waits as long as it takes")
    func answering() throws {
        let pipeline = try ServerPipeline()
        pipeline.send(Self.get)
        pipeline.pass(.hours(1))
        #expect(pipeline.isOpen)
    }

    @Test("an answered connection may idle for 60 s, and each further request has 60 s too")
    func idle() throws {
        let pipeline = try ServerPipeline()
        pipeline.application.answersAtOnce = true
        for _ in 0..<3 {
            pipeline.send(Self.get)
            pipeline.pass(.seconds(59))
            #expect(pipeline.isOpen)
        }
        pipeline.send("GET")
        self.expectClosed(pipeline, after: .seconds(1), "next header")
    }

    @Test("a body may pause for 10 s, not longer")
    func bodyPause() throws {
        let pipeline = try ServerPipeline()
        pipeline.send(Self.post)
        for _ in 0..<5 {
            pipeline.pass(.seconds(9))
            #expect(pipeline.isOpen)
            pipeline.send("x")
        }
        self.expectClosed(pipeline, after: .seconds(10), "body")
    }

    @Test("a body that drips ends after 120 s")
    func bodyDrip() throws {
        let pipeline = try ServerPipeline()
        pipeline.send(Self.post)
        for _ in 0..<23 {
            pipeline.pass(.seconds(5))
            pipeline.send("x")
        }
        #expect(pipeline.isOpen)
        self.expectClosed(pipeline, after: .seconds(5), "dripping body")
    }

    @Test("an answer whose end is not taken by the client ends the connection")
    func unreadEnd() throws {
        let pipeline = try ServerPipeline()
        pipeline.send(Self.get)
        pipeline.pass(.minutes(5))
        pipeline.application.answer(flushes: false)
        self.expectClosed(pipeline, after: .seconds(120), "unread answer")
    }

    @Test("an answer that gets stuck in its body does too: its end is never written")
    func unreadBody() throws {
        let pipeline = try ServerPipeline()
        pipeline.send(Self.get)
        pipeline.application.beginAnswer()
        self.expectClosed(pipeline, after: .seconds(120), "unread body")
    }

    @Test("a request answered before its body had come leaves no connection without a limit")
    func earlyAnswer() throws {
        let pipeline = try ServerPipeline()
        pipeline.send("POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nab")
        pipeline.application.answerEarly()
        pipeline.send("cde")
        self.expectClosed(pipeline, after: .seconds(60), "after the early answer")
    }

    @Test("pipelined requests are waited for until the last is answered")
    func pipelined() throws {
        let pipeline = try ServerPipeline()
        pipeline.send(Self.get + Self.get)
        pipeline.application.answer()
        pipeline.pass(.seconds(30))
        #expect(pipeline.isOpen)
        pipeline.application.answer()
        self.expectClosed(pipeline, after: .seconds(60), "idle")
    }

    @Test("a viewer is never cut off for being slow")
    func stream() throws {
        let pipeline = try ServerPipeline()
        pipeline.send("GET /api/camera_proxy_stream/yard HTTP/1.1\r\nHost: localhost\r\n\r\n")
        pipeline.pass(.hours(24))
        #expect(pipeline.isOpen)
        try pipeline.end()
    }

    @Test("a closed connection leaves no timer")
    func noTimer() throws {
        let pipeline = try ServerPipeline()
        pipeline.send(Self.get)
        try pipeline.end()
        pipeline.pass(.hours(1))
    }
}
