import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// Answers every request with the reason why there is no service, and `/livez` as ever.
struct RefusingConnections: ConnectionService {
    let error: String
    let logger: Logger

    func setUp(_ channel: any Channel) -> EventLoopFuture<Connection> {
        self.http.setup(channel: channel, logger: self.logger)
    }

    func serve(_ connection: Connection) async {
        await self.http.handle(value: connection, logger: self.logger)
    }

    private var http: HTTP1Channel {
        var configuration = HTTP1Channel.Configuration(additionalChannelHandlers: [ConnectionGuard()])
        configuration.httpDecoder = .bounded
        return HTTP1Channel(
            responder: { request, writer, _ in
                let response = self.answer(request)
                try await writer.write(response: response.head, body: response.body)
            },
            configuration: configuration
        )
    }

    func answer(_ request: Request) -> Response {
        if RequestTarget(request.head.path ?? "/").path == "/livez" {
            return Response(
                status: .ok,
                headers: [.contentType: "text/plain"],
                body: .init(byteBuffer: .init(string: "ok\n"))
            )
        }
        return Problem(.serviceUnavailable, "unusable configuration: \(self.error)", retryAfter: 60).response
    }
}
