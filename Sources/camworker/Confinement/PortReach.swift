internal import Shared
internal import Synchronization

/// Which TCP ports this worker may connect to, and for which it is to be replaced; for the loop and the threads alike.
final class PortReach: Sendable {
    private struct State: Sendable {
        var isEnforced = false
        var wanted: UInt16?
    }

    private let ports: Set<UInt16>
    private let learnt: LearntPorts
    private let state = Mutex(State())

    /// - Parameters:
    ///   - ports: All that this process may connect to.
    ///   - learnt: Those of them that earlier workers of this camera were sent to.
    init(ports: Set<UInt16>, learnt: LearntPorts = LearntPorts()) {
        self.ports = ports
        self.learnt = learnt
    }

    /// The kernel holds to it: where it does not, there is nothing to be replaced for.
    func enforce() { self.state.withLock { $0.isEnforced = true } }

    /// The port for which this process is to be replaced.
    var wanted: UInt16? { self.state.withLock(\.wanted) }

    func passage(to url: CameraURL) -> ReachWatch.Passage {
        let port = url.effectivePort
        return self.state.withLock { state in
            guard state.isEnforced, !self.ports.contains(port) else { return .open }
            guard self.learnt.admits(port) else { return .closed }
            state.wanted = port
            return .afterReplacement
        }
    }
}
