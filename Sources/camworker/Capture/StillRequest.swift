internal import Shared

/// How a camera's stills are fetched.
struct StillRequest {
    /// Half a second less than a request to the supervisor waits, so that its sender still hears the reason.
    private static let totalTime: Duration = .milliseconds(9500)
    /// `framerate` where the platform has no such key.
    static let usualFrameRate: Double = 2

    /// Asked for each fetch.
    let address: LiveAddress
    var frameRate: Double
    /// One good fetch is enough for as long as the URL does not change.
    var limitRefetch: Bool
    private let request: (CameraURL) -> HTTPRequest
    /// Hears of each fetch how it went; `nil` for well.
    var ended: (RetrySchedule.Failure?) -> Void = { _ in }
    /// Whether there is another way of asking than the one that was refused; asked after ``ended``.
    var hasOtherWay: () -> Bool = { false }

    init(_ configuration: GenericConfiguration, address: LiveAddress) {
        self.address = address
        self.request = { url in
            HTTPRequest(
                url: url,
                credentials: configuration.credentials,
                authentication: configuration.authentication,
                verifyTLS: configuration.verifyTLS,
                headers: configuration.headers,
                totalTime: Self.totalTime,
                largestBody: Limits.picture
            )
        }
        self.frameRate = configuration.frameRate
        self.limitRefetch = configuration.limitRefetchToURLChange
    }

    /// The pictures of an Amcrest camera, whose URL is no template.
    init(_ configuration: AmcrestConfiguration, address: LiveAddress) {
        self.address = address
        self.request = { url in
            HTTPRequest(
                url: url,
                credentials: configuration.credentials,
                authentication: configuration.authentication,
                verifyTLS: configuration.verifyTLS,
                totalTime: Self.totalTime,
                largestBody: Limits.picture
            )
        }
        self.frameRate = configuration.frameRate
        self.limitRefetch = false
    }

    /// The still URL of an MJPEG camera, which is no template.
    init(_ configuration: MJPEGConfiguration, address: LiveAddress) {
        self.address = address
        self.request = { url in
            HTTPRequest(
                url: url,
                credentials: configuration.credentials,
                authentication: configuration.authentication,
                verifyTLS: configuration.verifyTLS,
                totalTime: Self.totalTime,
                largestBody: Limits.picture
            )
        }
        self.frameRate = Self.usualFrameRate
        self.limitRefetch = false
    }

    /// The snapshots of an ONVIF device, which are asked for as `door` says at the time.
    init(
        _ configuration: ONVIFConfiguration,
        address: LiveAddress,
        door: @escaping () -> SnapshotDoor,
        ended: @escaping (RetrySchedule.Failure?) -> Void,
        hasOtherWay: @escaping () -> Bool = { false }
    ) {
        self.address = address
        let places = ServiceAddress(device: configuration.device)
        self.request = { url in
            let door = door()
            return HTTPRequest(
                url: door.isStripped ? SnapshotAuthentication.stripped(url) : url,
                credentials: door.isOpen ? nil : configuration.credentials,
                // Nor does `snapshot_auth: basic` tell a host of the device's choice the password.
                authentication: places.isConfigured(url) ? door.authentication : .digest,
                verifyTLS: configuration.verifyTLS,
                totalTime: Self.totalTime,
                largestBody: Limits.picture
            )
        }
        self.frameRate = configuration.frameRate
        self.limitRefetch = false
        self.ended = ended
        self.hasOtherWay = hasOtherWay
    }

    func http(at url: CameraURL) -> HTTPRequest { self.request(url) }
}
