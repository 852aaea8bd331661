internal import Shared

/// The camera's HTTP connections; libcurl is set up with the first.
final class CameraConnections {
    private let plainPoller = PlainPoller()
    private var multi: CurlMulti?

    /// Waits for the connections too, once there are any.
    var poller: any Poller { self.multi ?? self.plainPoller }

    /// Begins a request; `receiver` is told how it goes, never before this returns.
    func start(_ request: HTTPRequest, receiver: any TransferReceiver) -> CurlTransfer {
        let multi = self.multi ?? CurlMulti()
        self.multi = multi
        let transfer = CurlTransfer(request, receiver: receiver)
        multi.add(transfer)
        return transfer
    }

    /// Begins another request through a transfer that has ended.
    func restart(_ transfer: CurlTransfer, with request: HTTPRequest) {
        transfer.prepare(again: request)
        self.multi?.add(transfer)
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
}
