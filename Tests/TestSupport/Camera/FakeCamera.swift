import CLinux
import Glibc
internal import Synchronization

/// A scripted HTTP camera on a port of 127.0.0.1: one thread per connection, and a script that may change at any time.
///
/// ```swift
/// let camera = try FakeCamera.start { $0["/video"] = .mjpeg() }
/// … camera.url("/video") …
/// camera.update { $0["/video"] = .status(500) }
/// ```
/// A running stream looks at the script before every picture: when its path no longer streams, it ends.
/// Everything ends at deinit.
package final class FakeCamera: Sendable {
    package let port: UInt16
    private let core: CameraCore
    private let listener: Mutex<ListeningSocket?>

    /// - Parameter port: 0 takes a free one.
    package static func start(
        port: UInt16 = 0,
        _ prepare: (inout CameraScript) -> Void = { _ in }
    ) throws -> FakeCamera {
        var script = CameraScript()
        prepare(&script)
        guard port == 0 else {
            let camera = FakeCamera(port: port, script: script)
            try camera.comeBack()
            return camera
        }
        // A program that a parallel test is just starting may hold a copy of the socket that probed the port, until its
        // exec: then another port does.
        for _ in 1...10 {
            let camera = FakeCamera(port: try FreePort.take(), script: script)
            do throws(SocketError) {
                try camera.comeBack()
                return camera
            } catch {
                guard error.number == EADDRINUSE else { throw error }
            }
        }
        throw SocketError(doing: "listen on one of 10 free ports", number: EADDRINUSE)
    }

    private init(port: UInt16, script: CameraScript) {
        self.port = port
        self.core = CameraCore(script: script)
        self.listener = Mutex(nil)
    }

    deinit {
        self.goAway()
    }

    /// `http://127.0.0.1:PORT/path`, with user-info when a user is given (as is: percent-encode yourself).
    package func url(_ path: String, user: String? = nil, password: String? = nil) -> String {
        let userInfo = user.map { "\($0)\(password.map { ":\($0)" } ?? "")@" } ?? ""
        return "http://\(userInfo)127.0.0.1:\(self.port)\(path)"
    }

    package var endpoint: Endpoint { .port(self.port) }

    /// Changes the script; requests and pictures from now on follow it.
    package func update(_ change: (inout CameraScript) -> Void) {
        self.core.state.withLock { change(&$0.script) }
    }

    /// Open connections now, and the most there were at a time, and all there have ever been.
    package var connections: Int { self.core.state.withLock { $0.sockets.count } }
    package var peakConnections: Int { self.core.state.withLock { $0.peakConnections } }
    package var totalConnections: Int { self.core.state.withLock { $0.totalConnections } }
    /// Connections that are sending a stream now.
    package var streams: Int { self.core.state.withLock { $0.streams } }
    /// The number of the newest picture made: a picture asked for from now on has a higher one.
    package var pictureCount: Int { self.core.state.withLock { $0.pictureCount } }
    package var logins: LoginCounts { self.core.state.withLock { $0.gatekeeper.counts } }
    /// The first 10,000 requests.
    package var requests: [CameraRequest] { self.core.state.withLock { $0.requests } }

    /// Requests for a path, refused ones included.
    package func requestCount(_ path: String) -> Int {
        self.core.state.withLock { $0.requests.count { $0.path == path } }
    }

    /// Ends every connection at once; new ones are served.
    package func dropConnections() {
        for socket in self.core.state.withLock({ Array($0.sockets.values) }) { socket.shutDown() }
    }

    /// Forgets its digest nonces, as after a restart.
    package func forgetNonces() {
        self.core.state.withLock { $0.gatekeeper.forgetNonces() }
    }

    /// Stops listening and ends every connection: connecting is refused from now on.
    package func goAway() {
        self.listener.withLock { listener in
            listener?.shutDown()
            listener = nil
        }
        self.core.state.withLock { $0.isAway = true }
        self.dropConnections()
    }

    package var isAway: Bool { self.core.state.withLock(\.isAway) }

    /// Listens again, on the same port.
    package func comeBack() throws(SocketError) {
        let listener = try ListeningSocket(port: self.port)
        self.core.state.withLock { $0.isAway = false }
        self.listener.withLock { $0 = listener }
        // The thread holds the core, not the camera: the camera's deinit is what ends it.
        startThread { [core] in
            while let socket = listener.accept() { core.receive(socket) }
        }
    }
}
