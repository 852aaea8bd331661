internal import Shared

extension CameraURL {
    /// Whether what is secret for this URL may be sent to `other`: same host and port, and not from https to http.
    ///
    /// From http to https is the same place when both are on their own ports, named or not.
    func sharesCredentials(with other: CameraURL) -> Bool {
        guard self.host == other.host else { return false }
        if self.scheme == other.scheme { return self.effectivePort == other.effectivePort }
        return self.scheme == "http" && other.scheme == "https" && self.effectivePort == 80
            && other.effectivePort == 443
    }

}
