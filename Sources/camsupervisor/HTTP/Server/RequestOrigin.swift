import Hummingbird
import Logging
import NIOCore

/// Which door a request came through.
enum RequestOrigin: Sendable, Hashable {
    /// A listener of the network, from this machine: anybody on it.
    case network
    /// The same, from elsewhere: anybody.
    case elsewhere
    /// The control socket: somebody the file's mode let in, known by their peer credentials.
    case control(uid: UInt32, pid: Int32)
    /// The control socket, but the kernel did not say who: may nothing.
    case unknown
    /// The control socket, but it is a worker: may nothing, since a worker that commands others has been taken over.
    case worker

    var isControl: Bool {
        switch self {
        case .network, .elsewhere: false
        case .control, .unknown, .worker: true
        }
    }

    /// Of a connection through a listener of the network.
    ///
    /// By its other end, and not by the listener's address: that may be one for every interface (a socket unit's, or one
    /// that a reload is about to end), and the request's own word for it, `Host`, is the caller's.
    static func ofNetwork(_ channel: any Channel) -> Self {
        channel.remoteAddress?.isLoopback == true ? .network : .elsewhere
    }
}

/// What Hummingbird hands along with a request.
struct CameraRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let origin: RequestOrigin
    /// The loop of the connection, for waiting on its thread.
    let eventLoop: any EventLoop

    struct Source: RequestContextSource {
        var logger: Logger
        var origin: RequestOrigin
        var eventLoop: any EventLoop
    }

    init(source: Source) {
        self.coreContext = CoreRequestContextStorage(source: source)
        self.origin = source.origin
        self.eventLoop = source.eventLoop
    }
}
