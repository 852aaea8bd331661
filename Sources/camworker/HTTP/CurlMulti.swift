internal import CCurl
internal import CLinux
internal import IPC
internal import Shared

/// libcurl's multi handle: all connections to the camera, and the place where the loop waits for them.
final class CurlMulti: Poller {
    /// Connections to the camera at a time where its platform needs no more: the stream, and a still beside it.
    ///
    /// Cheap cameras take three or four in all and answer 401 or nothing beyond (Dahua, Foscam).
    static let usualBudget = 2

    private static let mostIdle = 2

    private let handle: OpaquePointer
    private var mostKept = 0
    /// Kept until they end, since libcurl points at them.
    private var transfers: [CurlTransfer] = []

    /// Whether no transfer is under way; connections may still be open.
    var isIdle: Bool { self.transfers.isEmpty }
    var underWay: Int { self.transfers.count }

    /// libcurl counts these calls; one is enough for the life of the process, also for threads other than the loop.
    static let isInitialised = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(connections: Int = CurlMulti.usualBudget) {
        guard Self.isInitialised, let handle = curl_multi_init() else {
            preconditionFailure("curl_multi_init: out of memory")
        }
        self.handle = OpaquePointer(handle)
        ccurl_multi_set_long(handle, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections)
    }

    deinit {
        for transfer in self.transfers { transfer.detach(from: self.raw) }
        curl_multi_cleanup(self.raw)
    }

    private var raw: UnsafeMutableRawPointer { UnsafeMutableRawPointer(self.handle) }

    func add(_ transfer: CurlTransfer) {
        self.transfers.append(transfer)
        transfer.attach(to: self.raw)
    }

    /// Ends a transfer without a word to its receiver.
    ///
    /// Not to be called from a receiver of bytes.
    func cancel(_ transfer: CurlTransfer) {
        guard let index = self.transfers.firstIndex(where: { $0 === transfer }) else { return }
        self.transfers.remove(at: index)
        transfer.detach(from: self.raw)
    }

    /// Lets every transfer go on as far as it can, and tells the receivers of those that ended.
    func perform() {
        guard !self.transfers.isEmpty else { return }
        self.limitKept()
        var running: Int32 = 0
        curl_multi_perform(self.raw, &running)
        var result = CURLE_OK
        while let finished = ccurl_multi_next_finished(self.raw, &result) {
            guard let transfer = self.transfers.first(where: { $0.handle == finished }) else { continue }
            transfer.detach(from: self.raw)
            if transfer.goesOn(after: result) {
                transfer.attach(to: self.raw)
                curl_multi_perform(self.raw, &running)
            } else if transfer.isHalted {
                self.transfers.removeAll { $0 === transfer }
            } else {
                self.transfers.removeAll { $0 === transfer }
                transfer.finish(result)
            }
        }
    }

    /// Beside a stream that never ends one idle connection is kept for all requests, and two where there is none: a redirect has
    /// one at either end.
    ///
    /// libcurl looks at it when a transfer ends, with that transfer's connection and those in use counted.
    private func limitKept() {
        let most = max(Self.mostIdle, self.transfers.count)
        guard most != self.mostKept else { return }
        self.mostKept = most
        ccurl_multi_set_long(self.raw, CURLMOPT_MAXCONNECTS, most)
    }

    func wait(for descriptors: inout [pollfd], until deadline: MonotonicTime?) {
        var extra = descriptors.map { Self.waiting(for: $0) }
        // Without a deadline of ours libcurl still wakes for its own, but takes no "never".
        let timeout = PlainPoller.milliseconds(until: deadline, otherwise: 60_000)
        curl_multi_poll(self.raw, &extra, UInt32(extra.count), timeout, nil)
        // libcurl folds errors into readability; poll itself says which it is.
        _ = poll(&descriptors, nfds_t(descriptors.count), 0)
    }

    private static func waiting(for descriptor: pollfd) -> curl_waitfd {
        var events: Int32 = 0
        if Int32(descriptor.events) & POLLIN != 0 { events |= Int32(ccurl_wait_in) }
        if Int32(descriptor.events) & POLLOUT != 0 { events |= Int32(ccurl_wait_out) }
        return curl_waitfd(fd: descriptor.fd, events: Int16(events), revents: 0)
    }
}
