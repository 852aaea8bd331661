internal import Shared

extension CameraConfiguration {
    /// Everything secret in it, for the redaction of what its worker writes.
    ///
    /// None is empty.
    var secretValues: [Secret<String>] {
        var secrets: [Secret<String>?] = []
        switch self.source {
        case .demo: break
        case .generic(let generic):
            secrets += generic.stillImageURL.secrets + (generic.credentials?.secrets ?? [])
            secrets += generic.headers.map(\.value)
        case .mjpeg(let mjpeg):
            secrets += mjpeg.mjpegURL.secrets + (mjpeg.stillImageURL?.secrets ?? [])
            secrets += mjpeg.credentials?.secrets ?? []
        case .push(let push): secrets.append(push.webhookID)
        }
        return secrets.compactMap { $0 }.filter { !$0.reveal().isEmpty }
    }
}

extension CameraURL {
    fileprivate var secrets: [Secret<String>?] { [self.user, self.password, self.query] }
}

extension Credentials {
    fileprivate var secrets: [Secret<String>?] { [self.user, self.password] }
}
