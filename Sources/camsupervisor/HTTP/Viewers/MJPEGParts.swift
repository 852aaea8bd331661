import IPC
import NIOCore
import Shared

/// The bytes around the pictures of a `multipart/x-mixed-replace` stream.
///
/// Each part ends with the *next* delimiter in the same write, because browsers show a part only when they have seen it
/// end. The parameter is `frameboundary` and the delimiter has RFC 2046's two dashes more; Home Assistant's own
/// (`boundary=--frameboundary`) lacks them, and readers take both.
enum MJPEGParts {
    static let boundary = "frameboundary"
    static let contentType = "multipart/x-mixed-replace; boundary=\(boundary)"

    /// What a viewer gets first: no length, no chunks, no further request.
    static func opening(for embedding: EmbeddingPolicy) -> ByteBuffer {
        ByteBuffer(
            string: "HTTP/1.1 200 OK\r\nContent-Type: \(contentType)\r\nCache-Control: no-store\r\nPragma: no-cache\r\n"
                + "Connection: close\r\nX-Content-Type-Options: nosniff\r\n"
                + "Cross-Origin-Resource-Policy: \(embedding.rawValue)\r\n"
                + "Referrer-Policy: no-referrer\r\n\r\n--\(boundary)\r\n"
        )
    }

    static let closing = ByteBuffer(string: "\r\n--\(boundary)\r\n")

    /// Part headers of a frame; `X-Timestamp` is the capture time in seconds, as ustreamer writes it.
    static func head(of payload: FramePayload, length: Int) -> ByteBuffer {
        let wall = payload.capturedWall.nanoseconds
        let micro = String(wall % 1_000_000_000 / 1_000)
        let padding = String(repeating: "0", count: 6 - micro.utf8.count)
        return ByteBuffer(
            string: "Content-Type: \(payload.format.mediaType)\r\n"
                + "Content-Length: \(length)\r\n"
                + "X-Timestamp: \(wall / 1_000_000_000).\(padding)\(micro)\r\n\r\n"
        )
    }
}
