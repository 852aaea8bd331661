import HummingbirdCore
import NIOCore

/// What a listener does with the connections it accepts.
protocol ConnectionService: Sendable {
    typealias Connection = HTTP1Channel.Value

    /// Builds the pipeline of an accepted connection; on its loop.
    func setUp(_ channel: any Channel) -> EventLoopFuture<Connection>

    /// Serves a connection until it ends.
    func serve(_ connection: Connection) async
}
