internal import CCurl
internal import IPC
internal import Shared

/// Who is told about a transfer.
protocol TransferReceiver: AnyObject {
    /// Bytes of the body of the final response. Called from inside libcurl: parse, collect, nothing else.
    ///
    /// - Returns: `false` to end the transfer.
    func received(_ bytes: UnsafeRawBufferPointer, of transfer: CurlTransfer) -> Bool

    /// The transfer is over; not called after a cancel.
    func ended(_ transfer: CurlTransfer, _ outcome: TransferOutcome)
}

/// One GET or POST, with its challenges and redirects, through one libcurl handle.
final class CurlTransfer {
    /// Redirects followed; cameras make one, from http to https or to a longer path.
    static let mostRedirects = 5
    /// Most of an error page or redirect that is read for the sake of the connection, bytes.
    private static let largestErrorBody = 64 * 1024
    static let connectTime: Duration = .seconds(10)
    /// Most that is repeated of the place a redirect leads to, characters.
    private static let longestOrigin = 100

    private(set) var request: HTTPRequest
    let handle: UnsafeMutableRawPointer
    private(set) var head = HTTPResponseHead()
    /// Connections opened for it so far.
    var connectionsOpened: Int { ccurl_get_long(self.handle, CURLINFO_NUM_CONNECTS) + self.earlierConnections }

    /// Goes on in this process's successor; nobody is told.
    private(set) var isHalted = false

    private weak var receiver: (any TransferReceiver)?
    private let watch: ReachWatch
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var interruption: Interruption?
    private var bodySize = 0
    private var redirects = 0
    private var earlierConnections = 0
    /// Where a redirect led that our secrets do not follow to.
    private var elsewhere: String?
    private var started = MonotonicTime.now()

    /// Why we ended it ourselves.
    private enum Interruption: Equatable {
        /// The receiver had enough.
        case receiver
        /// An error page or redirect is longer than is worth reading; its head says everything.
        case enough
        case failure(CurlError)
    }

    init(_ request: HTTPRequest, receiver: any TransferReceiver, watch: ReachWatch) {
        guard let handle = curl_easy_init() else { preconditionFailure("curl_easy_init: out of memory") }
        self.request = request
        self.handle = handle
        self.receiver = receiver
        self.watch = watch
        self.setConstants()
        self.prepare()
    }

    /// Makes a transfer that ended ready for the same camera's next request.
    ///
    /// The handle remembers the challenge it has answered, so that Digest costs one round trip and not two each time.
    func prepare(again request: HTTPRequest) {
        self.request = request
        self.head = HTTPResponseHead()
        self.interruption = nil
        self.bodySize = 0
        self.redirects = 0
        self.elsewhere = nil
        self.earlierConnections = 0
        self.started = .now()
        self.prepare()
    }

    deinit {
        curl_easy_cleanup(self.handle)
        curl_slist_free_all(self.headers)
        self.errorText.deallocate()
    }

    // MARK: For CurlMulti

    func attach(to multi: UnsafeMutableRawPointer) {
        curl_multi_add_handle(multi, self.handle)
    }

    func detach(from multi: UnsafeMutableRawPointer) {
        curl_multi_remove_handle(multi, self.handle)
    }

    /// Whether the answer was a redirect that is followed now: the transfer is to be attached again.
    func goesOn(after result: CURLcode) -> Bool {
        guard self.interruption == .enough || result == CURLE_OK && self.interruption == nil, self.head.isRedirect,
            self.request.body == nil || self.head.keepsMethod, let location = self.redirectTarget
        else { return false }
        self.redirects += 1
        guard self.redirects <= Self.mostRedirects else {
            self.interruption = .failure(.tooManyRedirects)
            return false
        }
        return self.redirect(to: location)
    }

    /// libcurl works it out only for an answer that was read to its end.
    private var redirectTarget: String? {
        if let target = ccurl_get_string(self.handle, CURLINFO_REDIRECT_URL) { return String(cString: target) }
        guard let location = self.head.location, let base = ccurl_get_string(self.handle, CURLINFO_EFFECTIVE_URL) else {
            return nil
        }
        return CurlURL.resolved(location, against: String(cString: base))
    }

    func finish(_ result: CURLcode) {
        let end = TransferOutcome.End(
            head: self.head,
            error: self.error(result),
            isStopped: self.interruption == .receiver,
            hadValidators: self.request.validators != nil,
            hadCredentials: self.request.effectiveCredentials != nil,
            elsewhere: self.elsewhere
        )
        self.receiver?.ended(self, TransferOutcome(end))
    }

    private func error(_ result: CURLcode) -> CurlError? {
        switch self.interruption {
        case .failure(let error): return error
        case .receiver, .enough: return nil
        case nil: break
        }
        guard result != CURLE_OK else { return nil }
        let detail = String(cString: self.errorText)
        let systemError = Int32(truncatingIfNeeded: ccurl_get_long(self.handle, CURLINFO_OS_ERRNO))
        return .failed(code: result.rawValue, detail: detail, systemError: systemError)
    }

    // MARK: Options

    private func setConstants() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        ccurl_set_receivers(self.handle, Self.takeBody, Self.takeHeader, context)
        ccurl_set_error_buffer(self.handle, self.errorText)
        for (option, value) in Self.constantOptions { ccurl_set_long(self.handle, option, value) }
        self.set(CURLOPT_PROTOCOLS_STR, "http,https")
        // An empty one also keeps libcurl from looking for `http_proxy`.
        self.set(CURLOPT_PROXY, "")
        self.set(CURLOPT_USERAGENT, "camsupervisor/\(BuildIdentity.current)")
    }

    private func prepare() {
        self.errorText.pointee = 0
        ccurl_set_long(self.handle, CURLOPT_SSL_VERIFYPEER, self.request.verifyTLS ? 1 : 0)
        ccurl_set_long(self.handle, CURLOPT_SSL_VERIFYHOST, self.request.verifyTLS ? 2 : 0)
        self.set(CURLOPT_URL, self.request.url.requestURL.reveal())
        self.limitTime()
        self.setCredentials()
        self.setBody()
        self.setHeaders()
    }

    private static let constantOptions: [(CURLoption, Int)] = [
        // Without it libcurl joins its resolver thread inside curl_multi_perform: 9 s with a dead name server.
        (CURLOPT_QUICK_EXIT, 1),
        (CURLOPT_NOSIGNAL, 1),
        (CURLOPT_CONNECTTIMEOUT_MS, Int(CurlTransfer.connectTime.inSeconds * 1000)),
        (CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)),
        // Redirects are followed by hand (`redirect(to:)`), because libcurl would carry our own headers along.
        (CURLOPT_FOLLOWLOCATION, 0),
        // `/../` in a camera's path is its own business.
        (CURLOPT_PATH_AS_IS, 1),
        (CURLOPT_TCP_KEEPALIVE, 1),
        // A frame in one or two reads instead of seven: 110 instead of 140 µs of CPU for 100 kB (measured).
        (CURLOPT_BUFFERSIZE, 131_072),
    ]

    private func set(_ option: CURLoption, _ value: String?) {
        ccurl_set_string(self.handle, option, value)
    }

    /// More than one bit makes libcurl ask first and answer the challenge; Digest wins where both are offered.
    ///
    /// Basic alone is sent at once: that is what forcing it is for, cameras that never challenge. Digest alone would have
    /// libcurl post an empty body first to get its challenge, which is a bad request to a server that has none.
    private func setCredentials() {
        guard let credentials = self.request.effectiveCredentials else { return self.removeCredentials() }
        self.set(CURLOPT_USERNAME, credentials.user.reveal())
        self.set(CURLOPT_PASSWORD, credentials.password.reveal())
        let methods =
            switch self.request.authentication {
            case .automatic: UInt(ccurl_auth_digest | ccurl_auth_basic)
            case .basic: UInt(ccurl_auth_basic)
            case .digest: UInt(ccurl_auth_digest) | UInt(ccurl_auth_only)
            }
        ccurl_set_long(self.handle, CURLOPT_HTTPAUTH, Int(methods))
    }

    private func removeCredentials() {
        self.set(CURLOPT_USERNAME, nil)
        self.set(CURLOPT_PASSWORD, nil)
    }

    /// libcurl keeps the bytes, and posts them again with the answer to a challenge.
    private func setBody() {
        guard let body = self.request.body else { return ccurl_set_post(self.handle, nil, 0) }
        let text = body.text.reveal()
        ccurl_set_post(self.handle, text, text.utf8.count)
    }

    private func setHeaders() {
        curl_slist_free_all(self.headers)
        self.headers = nil
        if let body = self.request.body {
            self.addHeader("Content-Type: \(body.contentType)")
            // Firmware does not know `Expect: 100-continue`, which libcurl adds to long ones, and waits.
            self.addHeader("Expect:")
        }
        for header in self.request.headers { self.addHeader("\(header.name): \(header.value.reveal())") }
        if let tag = self.request.validators?.entityTag { self.addHeader("If-None-Match: \(tag)") }
        if let date = self.request.validators?.lastModified { self.addHeader("If-Modified-Since: \(date)") }
        ccurl_set_headers(self.handle, self.headers)
    }

    private func addHeader(_ line: String) {
        self.headers = curl_slist_append(self.headers, line) ?? self.headers
    }

    /// libcurl counts from each attachment, the total is for all redirects together.
    private func limitTime() {
        guard let totalTime = self.request.totalTime else { return }
        let left = totalTime - MonotonicTime.now().since(self.started)
        ccurl_set_long(self.handle, CURLOPT_TIMEOUT_MS, max(1, Int(left.inSeconds * 1000)))
    }

    /// Follows to `text`; credentials and our own headers stay with the first host and port, and never go from https
    /// to http.
    private func redirect(to text: String) -> Bool {
        let url: CameraURL
        do throws(CameraURLError) {
            url = try CameraURL(text)
        } catch {
            self.interruption = .failure(.badRedirect("\(error)"))
            return false
        }
        guard url.scheme == "http" || url.scheme == "https" else {
            self.interruption = .failure(.badRedirect("\(url.scheme)://"))
            return false
        }
        guard self.request.body == nil || self.request.url.sharesCredentials(with: url) else {
            self.interruption = .failure(.postRedirected(Self.origin(of: url)))
            return false
        }
        guard self.mayConnect(to: url) else { return false }
        self.earlierConnections = self.connectionsOpened
        self.bodySize = 0
        self.interruption = nil
        self.limitTime()
        self.set(CURLOPT_URL, url.requestURL.reveal())
        if !self.request.url.sharesCredentials(with: url) {
            self.removeCredentials()
            ccurl_set_headers(self.handle, nil)
            self.elsewhere = Self.origin(of: url)
        }
        return true
    }

    /// Only the origin: what follows may hold a secret of that place.
    private static func origin(of url: CameraURL) -> String {
        let place = String(url.origin.dropFirst("\(url.scheme)://".count))
        return "\(url.scheme)://" + TextExcerpt.of(place, longest: Self.longestOrigin)
    }

    private func mayConnect(to url: CameraURL) -> Bool {
        switch self.watch.passage(to: url) {
        case .open: return true
        case .afterReplacement: self.isHalted = true
        case .closed: self.interruption = .failure(.closedPort(url.effectivePort))
        }
        return false
    }

    // MARK: Receiving

    private static let takeBody: ccurl_receiver = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
        let buffer = UnsafeRawBufferPointer(start: bytes, count: size * count)
        return transfer.receive(buffer) ? buffer.count : 0
    }

    private static let takeHeader: ccurl_receiver = { bytes, size, count, context in
        guard let bytes, let context else { return 0 }
        let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
        let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
        guard transfer.head.receive(line: line) else {
            transfer.interruption = .failure(.headersTooLong)
            return 0
        }
        return line.count
    }

    private func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        self.bodySize += bytes.count
        let limit = self.head.isSuccess ? self.request.largestBody : Self.largestErrorBody
        if let limit, self.bodySize > limit {
            self.interruption = self.head.isSuccess ? .failure(.bodyTooLong(limit: limit)) : .enough
            return false
        }
        // What stands in a redirect is for people.
        if self.head.isRedirect { return true }
        guard let receiver, receiver.received(bytes, of: self) else {
            self.interruption = .receiver
            return false
        }
        return true
    }
}
