/// `onvif`: a camera, or a recorder with several, that is asked by SOAP what it has.
package struct ONVIFConfiguration: Sendable, Hashable, Codable {
    /// The device service: `http` or `https`, host, port and path.
    package var device: CameraURL
    /// `nil` for a device that asks for none; for SOAP, pictures and video alike.
    package var credentials: Credentials?
    package var verifyTLS: Bool
    /// `nat_override`: whether everything is at the configured host and port, whatever the device announces.
    package var overridesHost: Bool
    package var profiles: ProfileChoice
    package var share: ONVIFShare
    package var events: ONVIFEventsMode
    /// Where the device is to post its notifications; `nil` where it cannot.
    package var webhook: ONVIFWebhook?
    package var adjustClock: ClockAdjustment
    /// How pictures are asked for.
    package var snapshotAuthentication: HTTPAuthentication
    /// Most fetches, or decoded pictures, a second; over 0.
    package var frameRate: Double
    /// How the videos are asked for; the device says where they are, its URL here is ``device``'s host alone.
    package var stream: StreamConfiguration

    /// Where a device service is if nobody says otherwise (ONVIF Core §5.1).
    package static let usualPath = "/onvif/device_service"

    /// HTTP connections to the device at a time: questions, an event's long poll, two pictures.
    package static let mostConnections = 4

    package init(
        device: CameraURL,
        credentials: Credentials? = nil,
        verifyTLS: Bool = true,
        overridesHost: Bool = false,
        profiles: ProfileChoice = .all,
        share: ONVIFShare = .everything,
        events: ONVIFEventsMode = .automatic,
        webhook: ONVIFWebhook? = nil,
        adjustClock: ClockAdjustment = .token,
        snapshotAuthentication: HTTPAuthentication = .automatic,
        frameRate: Double = 2,
        stream: StreamConfiguration? = nil
    ) {
        self.device = device
        self.credentials = credentials
        self.verifyTLS = verifyTLS
        self.overridesHost = overridesHost
        self.profiles = profiles
        self.share = share
        self.events = events
        self.webhook = webhook
        self.adjustClock = adjustClock
        self.snapshotAuthentication = snapshotAuthentication
        self.frameRate = frameRate
        self.stream =
            stream ?? StreamConfiguration(url: .fixed(Self.assumedVideo(of: device)), credentials: credentials)
    }

    /// RTSP at its own port: the device says the rest.
    package static func assumedVideo(of device: CameraURL) -> CameraURL {
        var url = device
        (url.scheme, url.port, url.path, url.query) = ("rtsp", nil, "/", nil)
        return url
    }
}

/// `profiles:`: which of a device's streams become views.
package enum ProfileChoice: Hashable, Sendable, Codable {
    /// Every one that can be shown.
    case all
    /// The largest of each lens.
    case best
    /// Tokens or names.
    case tokens([String])
}

/// `isolate: views`: what of a device a worker is for.
package enum ONVIFShare: Sendable, Hashable, Codable {
    case everything
    /// The first of its views, its events and all that it is told to do.
    case firstView
    /// Pictures and video of another view; it moves its lens unless one of these profiles, which other workers have, is of the
    /// same: a motor has one queue.
    case otherView(besides: [String])

    /// Whether another worker has the events and the switches.
    package var isOther: Bool { if case .otherView = self { true } else { false } }
}

/// `events:`: how a device tells what happens.
package enum ONVIFEventsMode: String, Sendable, Hashable, Codable, CaseIterable {
    /// A pull-point; of a device where that does not work, notifications to the webhook.
    case automatic = "auto"
    case pullPoint = "pullpoint"
    case webhook
    case off
}

/// `adjust_clock:`: what is done about a device whose clock differs from ours.
package enum ClockAdjustment: String, Hashable, Sendable, Codable, CaseIterable {
    case off
    /// Tokens bear the device's time.
    case token
    /// The device's clock is set, where it is set by hand.
    case device
}

/// Where a device posts its notifications.
package struct ONVIFWebhook: Sendable, Hashable, Codable {
    /// The address as the device reaches it, with ``id`` at its end; whoever knows it may post.
    package var url: Secret<String>
    /// The name in `/api/webhook/…`.
    package var id: Secret<String>

    package init(url: Secret<String>, id: Secret<String>) {
        self.url = url
        self.id = id
    }
}
