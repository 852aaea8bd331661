import CLinux
import Shared
import Synchronization

/// A user of its own for each camera's workers, where the supervisor is root and can give them one.
///
/// Numbers without a name or a file. They keep workers apart even where the kernel has no Landlock: files, signals and
/// `/proc` of one are closed to the others by the oldest means there are.
final class WorkerUsers: Sendable {
    /// systemd keeps 61184 to 65519 for users that exist only while something runs; above 65535 a container's own
    /// numbering often ends.
    static let usualBase = 61_184
    /// More than ``CameraSet/mostCameras``, since workers of cameras that a reload removed live a moment longer.
    ///
    /// The last ones are for workers that render templates, and for one that looks at a camera once.
    static let most = 4_336 - RenderLimits.workers - 1

    private struct State {
        var numbers: [CameraID: Int] = [:]
        /// Numbers below this were some camera's.
        var next = 0
        /// Given back, the longest ago first.
        var free: [Int] = []
    }

    private let base: Int
    private let state = Mutex(State())

    /// - Parameter base: the first number; 0 for none, so that all workers run as we do.
    init?(base: Int, isRoot: Bool = geteuid() == 0) {
        guard isRoot, base > 0 else { return nil }
        self.base = base
    }

    /// The same for all workers of a camera; `nil` when there are no more.
    func user(of camera: CameraID) -> UInt32? {
        let number: Int? = self.state.withLock { state in
            if let known = state.numbers[camera] { return known }
            let number: Int
            if state.next < Self.most {
                number = state.next
                state.next += 1
            } else {
                // As late as can be: whatever a worker that was taken over may have left running has its number.
                guard !state.free.isEmpty else { return nil }
                number = state.free.removeFirst()
            }
            state.numbers[camera] = number
            return number
        }
        return number.map { UInt32(self.base + $0) }
    }

    /// For a worker that renders a template; those that are there at a time have different ones.
    func userOfRenderer(_ place: Int) -> UInt32 { UInt32(self.base + Self.most + 1 + place) }

    /// For a worker of `probe`, which is a program of its own: a running supervisor with the same base gives it to nobody.
    var userOfProbe: UInt32 { UInt32(self.base + Self.most) }

    /// The camera is gone, and its last process too: its user may be another's.
    func giveBack(_ camera: CameraID) {
        self.state.withLock { state in
            if let number = state.numbers.removeValue(forKey: camera) { state.free.append(number) }
        }
    }
}
