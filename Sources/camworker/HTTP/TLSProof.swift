internal import CCurl
internal import Shared

/// Whether a server has a certificate that proves who it is: a TLS connection of its own, closed again.
///
/// For what libav does not check: its RTSP demuxer takes `tls_verify=1` and ignores it, and its HLS demuxer does not hand
/// it on to the segments (read in 5.1). Who can stand between us and the camera may let this connection through and take
/// the next; docs/threat-model.md says so. Blocks: for a thread that may.
enum TLSProof {
    /// - Returns: what is wrong, in words; `nil` when nothing is.
    static func failure(of url: CameraURL, within time: Duration) -> String? {
        guard CurlMulti.isInitialised, let handle = curl_easy_init() else { return "libcurl cannot be used" }
        defer { curl_easy_cleanup(handle) }
        var server = url
        server.scheme = "https"
        server.port = url.effectivePort
        let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        defer { errorText.deallocate() }
        ccurl_set_error_buffer(handle, errorText)
        ccurl_set_string(handle, CURLOPT_URL, server.origin)
        ccurl_set_string(handle, CURLOPT_PROXY, "")
        ccurl_set_long(handle, CURLOPT_CONNECT_ONLY, 1)
        ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        ccurl_set_long(handle, CURLOPT_QUICK_EXIT, 1)
        // It is not HTTP that will be spoken.
        ccurl_set_long(handle, CURLOPT_SSL_ENABLE_ALPN, 0)
        ccurl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1)
        ccurl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2)
        ccurl_set_long(handle, CURLOPT_TIMEOUT_MS, Int(time.wholeNanoseconds / 1_000_000))
        let result = curl_easy_perform(handle)
        guard result != CURLE_OK else { return nil }
        let systemError = Int32(truncatingIfNeeded: ccurl_get_long(handle, CURLINFO_OS_ERRNO))
        return CurlError.failed(
            code: result.rawValue,
            detail: String(cString: errorText),
            systemError: systemError
        ).reason
    }
}
