internal import IPC
internal import Shared

/// Notices what lies outside of this process's confinement and inside of its camera's needs: ports that the camera
/// redirects to, and files that took the place of those it may read.
///
/// Only another process can have them, so the worker leaves with 75 *replace me*.
final class ReachWatch {
    /// What may be done with a URL that the camera redirects to.
    enum Passage: Hashable {
        case open
        /// This process cannot, its successor can; ``wantedPort`` says what it needs.
        case afterReplacement
        /// No worker ever will.
        case closed
    }

    /// How often the files are looked at, at most: well below the minute after which an operator looks at them.
    private static let interval: Duration = .seconds(2)

    private let reach: CameraReach
    /// For the threads too.
    let ports: PortReach
    private let stampOf: (String) -> FileStamp?
    private var enforcesFiles = false
    private var usesNames: Bool
    private var stamps: [(path: String, stamp: FileStamp?)] = []
    private var nextLook = MonotonicTime(nanoseconds: 0)
    /// The port for which this process is to be replaced.
    var wantedPort: UInt16? { self.ports.wanted }

    /// To be made before the confinement is closed, or a file replaced meanwhile would go unnoticed.
    init(
        _ reach: CameraReach,
        learnt: LearntPorts = LearntPorts(),
        stampOf: @escaping (String) -> FileStamp? = { FileStamp(path: $0) }
    ) {
        self.reach = reach
        self.ports = PortReach(ports: reach.ports, learnt: learnt)
        self.stampOf = stampOf
        self.usesNames = reach.usesNames
        let files = reach.usesNetwork ? LandlockPlan.names : []
        self.stamps = (files + reach.folders).map { ($0, stampOf($0)) }
    }

    /// Says which layers hold: where one does not, there is nothing to be replaced for.
    func enforce(_ layers: [ConfinementLayer]) {
        if layers.contains(where: { $0.active && $0.name == Landlock.Layer.ports.rawValue }) { self.ports.enforce() }
        self.enforcesFiles = layers.contains { $0.active && $0.name == Landlock.Layer.files.rawValue }
    }

    func passage(to url: CameraURL) -> Passage {
        if !url.hasAddress { self.usesNames = true }
        return self.ports.passage(to: url)
    }

    /// A path that leads to another file or folder than when the rules were made for it; looks now and then.
    func changedPath(at now: MonotonicTime) -> String? {
        guard self.enforcesFiles, now >= self.nextLook else { return nil }
        self.nextLook = now + Self.interval
        return self.stamps.first { path, stamp in
            (self.usesNames || self.reach.folders.contains(path)) && self.stampOf(path) != stamp
        }?.path
    }
}
