internal import Shared

/// The camera's HTTP connections; libcurl is set up with the first.
///
/// An idle connection is kept for the next request, but not for long: cheap cameras have three or four for everybody.
final class CameraConnections {
    /// How long connections are kept after the last transfer; as long as a stream after its last viewer.
    static let idleTime: Duration = .seconds(10)

    private let plainPoller = PlainPoller()
    private let watch: ReachWatch
    private var multi: CurlMulti?
    private var idleSince: MonotonicTime?

    /// When ``closeIdle(at:)`` will have something to do.
    var deadline: MonotonicTime? { self.idleSince.map { $0 + Self.idleTime } }

    /// Transfers that have not ended, for tests.
    var underWay: Int { self.multi?.underWay ?? 0 }

    private let most: Int

    /// - Parameter most: connections at a time.
    init(watch: ReachWatch, most: Int = CurlMulti.usualBudget) {
        self.watch = watch
        self.most = most
    }

    /// Where this process may go, for what connects by itself.
    var ports: PortReach { self.watch.ports }

    /// What may be done with a URL that the camera names.
    func passage(to url: CameraURL) -> ReachWatch.Passage { self.watch.passage(to: url) }

    /// Waits for the connections too, once there are any.
    var poller: any Poller { self.multi ?? self.plainPoller }

    /// Begins a request; `receiver` is told how it goes, never before this returns.
    func start(_ request: HTTPRequest, receiver: any TransferReceiver) -> CurlTransfer {
        let transfer = CurlTransfer(request, receiver: receiver, watch: self.watch)
        self.add(transfer)
        return transfer
    }

    private func add(_ transfer: CurlTransfer) {
        let multi = self.multi ?? CurlMulti(connections: self.most)
        self.multi = multi
        self.idleSince = nil
        multi.add(transfer)
    }

    /// Begins another request through a transfer that has ended.
    func restart(_ transfer: CurlTransfer, with request: HTTPRequest) {
        transfer.prepare(again: request)
        self.add(transfer)
    }

    /// Ends a transfer without a word to its receiver.
    ///
    /// Not to be called while it receives.
    func cancel(_ transfer: CurlTransfer) {
        self.multi?.cancel(transfer)
    }

    /// Lets every transfer go on as far as it can.
    func perform() {
        self.multi?.perform()
    }

    /// Closes the connections that nothing has used for ``idleTime``.
    ///
    /// Dropping libcurl's multi handle is its way of closing them; what a camera's challenge was stays with the transfers.
    func closeIdle(at now: MonotonicTime) {
        guard let multi, multi.isIdle else { return }
        let idleSince = self.idleSince ?? now
        let isOver = now >= idleSince + Self.idleTime
        self.idleSince = isOver ? nil : idleSince
        if isOver { self.multi = nil }
    }
}
