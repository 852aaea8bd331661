internal import IPC
internal import Shared

/// Stills of a template that may render to a file of this machine as well as to a URL of a camera.
///
/// Each has a source of its own; there is one at a time, that of the last URL.
final class EitherStillSource: CameraSource {
    private let address: LiveAddress
    private let make: (_ isFile: Bool) -> any CameraSource
    private var source: any CameraSource
    private var isFile = false
    private var demand = Demand.none
    private var configuration: CameraConfiguration?

    /// - Parameter make: makes the source for files, or that for cameras.
    init(_ address: LiveAddress, make: @escaping (_ isFile: Bool) -> any CameraSource) {
        self.address = address
        self.make = make
        self.source = make(false)
    }

    var deadline: MonotonicTime? { self.source.deadline }

    func start(at now: MonotonicTime) {
        self.source.start(at: now)
    }

    func retuned(_ configuration: CameraConfiguration, at now: MonotonicTime) {
        self.configuration = configuration
        self.source.retuned(configuration, at: now)
    }

    func demandChanged(_ demand: Demand, at now: MonotonicTime) {
        self.demand = demand
        if !self.follow(at: now) { self.source.demandChanged(demand, at: now) }
    }

    func statesChanged(at now: MonotonicTime) {
        if !self.follow(at: now) { self.source.statesChanged(at: now) }
    }

    func tick(at now: MonotonicTime) {
        if !self.follow(at: now) { self.source.tick(at: now) }
    }

    /// Changes over to the source of the present URL.
    ///
    /// While there is none the present source says so.
    ///
    /// - Returns: whether it is another source now, which knows everything already.
    private func follow(at now: MonotonicTime) -> Bool {
        guard let url = try? self.address.url(), (url.scheme == "file") != self.isFile else { return false }
        self.isFile.toggle()
        (self.source as? StillSource)?.abandon(at: now)
        self.source = self.make(self.isFile)
        if let configuration { self.source.retuned(configuration, at: now) }
        self.source.demandChanged(self.demand, at: now)
        return true
    }
}
