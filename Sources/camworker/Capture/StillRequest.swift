internal import Shared

/// How a camera's stills are fetched.
struct StillRequest {
    /// Half a second less than a request to the supervisor waits, so that its sender still hears the reason.
    private static let totalTime: Duration = .milliseconds(9500)
    /// `framerate` where the platform has no such key.
    static let usualFrameRate: Double = 2

    var http: HTTPRequest
    var frameRate: Double
    /// One good fetch is enough, since the URL does not change.
    var limitRefetch: Bool

    init(_ configuration: GenericConfiguration, url: CameraURL) {
        self.http = HTTPRequest(
            url: url,
            credentials: configuration.credentials,
            authentication: configuration.authentication,
            verifyTLS: configuration.verifyTLS,
            headers: configuration.headers,
            totalTime: Self.totalTime,
            largestBody: Limits.picture
        )
        self.frameRate = configuration.frameRate
        self.limitRefetch = configuration.limitRefetchToURLChange
    }

    /// The still URL of an MJPEG camera, where it has one.
    init?(_ configuration: MJPEGConfiguration) {
        guard let url = configuration.stillImageURL else { return nil }
        self.http = HTTPRequest(
            url: url,
            credentials: configuration.credentials,
            verifyTLS: configuration.verifyTLS,
            totalTime: Self.totalTime,
            largestBody: Limits.picture
        )
        self.frameRate = Self.usualFrameRate
        self.limitRefetch = false
    }
}
