/// `amcrest`: an Amcrest or Dahua camera, or one channel of such a recorder, asked by its CGI commands.
package struct AmcrestConfiguration: Sendable, Hashable, Codable {
    /// `http` or `https`, the host and its port; the path is `/`.
    package var server: CameraURL
    package var credentials: Credentials
    package var authentication: HTTPAuthentication
    package var verifyTLS: Bool
    /// As the camera's pages count them, from 1; in events and most commands it is one less.
    package var channel: Int
    package var resolution: AmcrestResolution
    /// Where viewers' pictures come from.
    package var pictureSource: AmcrestPictureSource
    /// Most fetches, or decoded pictures, a second; over 0.
    package var frameRate: Double
    /// The camera's video.
    ///
    /// Its port is RTSP's own until the camera says another.
    package var stream: StreamConfiguration
    /// Between two looks at what is polled; `nil` for the usual of each kind.
    package var scanInterval: Duration?
    package var binarySensors: [AmcrestBinarySensor]
    package var sensors: [AmcrestSensor]
    package var switches: [AmcrestSwitch]
    /// Whether the indicator light follows what our services make of sound and video.
    package var controlsLight: Bool
    /// How often the camera says that it has nothing to say; whole seconds.
    package var heartbeat: Duration

    /// TCP connections to the camera at a time, its video included.
    ///
    /// Cheap ones take ten for everybody, some only four, and answer 401 beyond.
    package static let mostConnections = 4

    package init(
        server: CameraURL,
        credentials: Credentials,
        authentication: HTTPAuthentication = .automatic,
        verifyTLS: Bool = true,
        channel: Int = 1,
        resolution: AmcrestResolution = .high,
        pictureSource: AmcrestPictureSource = .snapshot,
        frameRate: Double = 2,
        stream: StreamConfiguration? = nil,
        scanInterval: Duration? = nil,
        binarySensors: [AmcrestBinarySensor] = [],
        sensors: [AmcrestSensor] = [],
        switches: [AmcrestSwitch] = [],
        controlsLight: Bool = true,
        heartbeat: Duration = .seconds(5)
    ) {
        self.server = server
        self.credentials = credentials
        self.authentication = authentication
        self.verifyTLS = verifyTLS
        self.channel = channel
        self.resolution = resolution
        self.pictureSource = pictureSource
        self.frameRate = frameRate
        self.stream = StreamConfiguration(url: .fixed(server))
        self.scanInterval = scanInterval
        self.binarySensors = binarySensors
        self.sensors = sensors
        self.switches = switches
        self.controlsLight = controlsLight
        self.heartbeat = heartbeat
        self.stream = stream ?? StreamConfiguration(url: .fixed(self.videoURL(port: nil)), credentials: credentials)
    }
}

/// Which of the camera's two streams; the words are Home Assistant's.
package enum AmcrestResolution: String, Sendable, Hashable, Codable, CaseIterable {
    case high
    case low

    /// As the camera's URLs call it.
    package var subtype: Int { self == .high ? 0 : 1 }
}

/// Where viewers' pictures come from; the words are Home Assistant's.
package enum AmcrestPictureSource: String, Sendable, Hashable, Codable, CaseIterable {
    case snapshot
    case mjpeg
    case rtsp
}

/// What a binary sensor of the camera tells; those that end in `_polled` ask for what the others are told.
package enum AmcrestBinarySensor: String, Sendable, Hashable, Codable, CaseIterable {
    case motionDetected = "motion_detected"
    case motionDetectedPolled = "motion_detected_polled"
    case audioDetected = "audio_detected"
    case audioDetectedPolled = "audio_detected_polled"
    case crosslineDetected = "crossline_detected"
    case crosslineDetectedPolled = "crossline_detected_polled"
    case online
}

package enum AmcrestSensor: String, Sendable, Hashable, Codable, CaseIterable {
    case ptzPreset = "ptz_preset"
    case sdcard
}

package enum AmcrestSwitch: String, Sendable, Hashable, Codable, CaseIterable {
    case privacyMode = "privacy_mode"
}

extension AmcrestConfiguration {
    /// A place of the camera's HTTP server.
    ///
    /// - Parameter query: without the `?`; `nil` for none.
    package func url(_ path: String, query: String? = nil) -> CameraURL {
        var url = self.server
        url.path = path
        url.query = query.map { Secret($0) }
        return url
    }

    /// Where a picture is fetched.
    ///
    /// What a camera of one channel would take for granted is not said: old firmware answers parameters it does not know
    /// with an error. A worker that gets one for `type` asks without it.
    package var snapshotURL: CameraURL {
        switch (self.channel, self.resolution) {
        case (1, .high): self.url("/cgi-bin/snapshot.cgi")
        case (_, .high): self.url("/cgi-bin/snapshot.cgi", query: "channel=\(self.channel)")
        case (_, .low): self.url("/cgi-bin/snapshot.cgi", query: "channel=\(self.channel)&type=1")
        }
    }

    /// The camera's own MJPEG stream.
    package var mjpegURL: CameraURL {
        self.url("/cgi-bin/mjpg/video.cgi", query: "channel=\(self.channel)&subtype=\(self.resolution.subtype)")
    }

    /// The camera's video.
    ///
    /// - Parameter port: what the camera says; `nil` for RTSP's own.
    package func videoURL(port: UInt16?) -> CameraURL {
        var url = self.url(
            "/cam/realmonitor",
            query: "channel=\(self.channel)&subtype=\(self.resolution.subtype)"
        )
        url.scheme = "rtsp"
        url.port = port
        return url
    }
}
