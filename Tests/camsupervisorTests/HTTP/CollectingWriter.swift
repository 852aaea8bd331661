import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// Takes a response's body.
final class CollectingWriter: ResponseBodyWriter {
    private(set) var collected = ByteBuffer()

    func write(_ buffer: ByteBuffer) async throws { self.collected.writeImmutableBuffer(buffer) }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}

    /// The whole body of a response of ours, which is one buffer.
    static func text(of response: Response) async throws -> String {
        let writer = CollectingWriter()
        try await response.body.write(writer)
        return String(buffer: writer.collected)
    }
}
