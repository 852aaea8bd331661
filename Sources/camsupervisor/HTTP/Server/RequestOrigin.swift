import Hummingbird
import Logging
import NIOCore

/// Which door a request came through.
enum RequestOrigin: Sendable, Hashable {
    /// A TCP listener: anybody.
    case network
    /// The control socket: somebody the file's mode let in, known by their peer credentials.
    case control(uid: UInt32, pid: Int32)
    /// The control socket, but the kernel did not say who: may nothing.
    case unknown
    /// The control socket, but it is a worker: may nothing, since a worker that commands others has been taken over.
    case worker

    var isControl: Bool { self != .network }
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
