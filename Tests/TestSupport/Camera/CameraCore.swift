import IPC
import Shared
internal import Synchronization

/// What a ``FakeCamera``'s threads share.
final class CameraCore: Sendable {
    struct State {
        var script: CameraScript
        var isAway = false
        var sockets: [Int: StreamSocket] = [:]
        var totalConnections = 0
        var peakConnections = 0
        var streams = 0
        var pictureCount = 0
        var requests: [CameraRequest] = []
        var requestsByPath: [String: Int] = [:]
        var gatekeeper = Gatekeeper()
    }

    /// A camera asked in a loop for an hour must not fill the memory.
    private static let maximumRequests = 10_000

    let state: Mutex<State>

    init(script: CameraScript) {
        self.state = Mutex(State(script: script))
    }

    /// Gives a new connection a thread, or turns it away.
    func receive(_ socket: StreamSocket) {
        let admitted = self.state.withLock { state -> (number: Int, reception: CameraScript.Reception)? in
            state.totalConnections += 1
            guard !state.isAway, state.sockets.count < state.script.connectionLimit else { return nil }
            state.sockets[state.totalConnections] = socket
            // One whose client has gone, and whose thread has yet to see it, is held by nobody any more.
            let held = state.sockets.values.count { !$0.isDisconnected }
            state.peakConnections = max(state.peakConnections, held)
            return (state.totalConnections, state.script.reception)
        }
        guard let (number, reception) = admitted else { return }
        startThread {
            let end = CameraConnection(core: self, socket: socket, number: number).run(reception)
            switch end {
            // Before the entry goes: whoever sees no connection may expect it closed for the other end, too.
            case .orderly: socket.shutDown()
            // A reset takes effect when the descriptor is closed, and only if nothing was shut down before.
            case .reset: socket.resetWhenClosed()
            }
            _ = self.state.withLock { $0.sockets.removeValue(forKey: number) }
        }
    }

    /// Notes a request and decides about it.
    func verdict(on request: CameraRequest) -> Gatekeeper.Verdict {
        let (observer, chooser) = self.state.withLock { ($0.script.observer, $0.script.authenticationChooser) }
        observer?(request)
        // Outside the lock: it may look at the camera.
        let chosen = chooser?(request)
        return self.state.withLock { state in
            if state.requests.count < Self.maximumRequests { state.requests.append(request) }
            guard state.sockets.keys.count(where: { $0 < request.connection }) < state.script.sessionLimit else {
                return state.gatekeeper.turnAway(by: state.script.authentication)
            }
            let verdict = state.gatekeeper.judge(request, by: chosen ?? state.script.authentication)
            guard verdict == .enter, state.script.refusalsToCome > 0 else { return verdict }
            state.script.refusalsToCome -= 1
            return .challenge(["Basic realm=\"too many connections\""])
        }
    }

    /// What the script says about a path now; sequences move on by one.
    func nextAnswer(to request: CameraRequest) -> CameraAnswer? {
        let (scripted, responder) = (
            self.scriptedAnswer(for: request.path), self.state.withLock { $0.script.responder }
        )
        // Outside the lock: it may look at the camera.
        return scripted ?? responder?(request)
    }

    private func scriptedAnswer(for path: String) -> CameraAnswer? {
        self.state.withLock { state in
            let number = state.requestsByPath[path, default: 0]
            state.requestsByPath[path] = number + 1
            guard case .sequence(let answers) = state.script.answers[path] else { return state.script.answers[path] }
            return answers.isEmpty ? nil : answers[min(number, answers.count - 1)]
        }
    }

    /// The stream a path shows now; `nil` when it no longer streams.
    func currentStream(for path: String, begunAs begun: MJPEGScript) -> MJPEGScript? {
        self.state.withLock { state in
            switch state.script.answers[path] {
            case .mjpeg(let script): script
            case .sequence: begun
            case nil where state.script.responder != nil: begun
            default: nil
            }
        }
    }

    func nextPictureNumber() -> Int {
        self.state.withLock { state in
            state.pictureCount += 1
            return state.pictureCount
        }
    }

    func closesAfterAnswer() -> Bool { self.state.withLock { $0.script.closesAfterAnswer } }

    func streamBegan() { self.state.withLock { $0.streams += 1 } }
    func streamEnded() { self.state.withLock { $0.streams -= 1 } }
}
