import Shared

/// The keys of an Amcrest camera as they stand in the file.
enum AmcrestKeys {
    static func names(between old: AmcrestConfiguration, and new: AmcrestConfiguration) -> [String] {
        ComparedKey.names(in: Self.all, between: old, and: new)
    }

    private static var all: [ComparedKey<AmcrestConfiguration>] {
        [
            ComparedKey("host") { $0.server.host },
            ComparedKey("port") { $0.server.effectiveHTTPPort },
            ComparedKey("https") { $0.server.scheme },
            ComparedKey("verify_ssl") { $0.verifyTLS },
            ComparedKey("username") { $0.credentials.user },
            ComparedKey("password") { $0.credentials.password },
            ComparedKey("authentication") { $0.authentication },
            ComparedKey("channel") { $0.channel },
            ComparedKey("resolution") { $0.resolution },
            ComparedKey("stream_source") { $0.pictureSource },
            ComparedKey("framerate") { $0.frameRate },
            ComparedKey("ffmpeg_arguments") { $0.stream.encoding },
            ComparedKey("rtsp_transport") { $0.stream.transport },
            ComparedKey("preload_stream") { $0.stream.isPreloaded },
            ComparedKey("recording_lookback") { $0.stream.recordingLookback },
            ComparedKey("scan_interval") { $0.scanInterval },
            ComparedKey("binary_sensors") { $0.binarySensors },
            ComparedKey("sensors") { $0.sensors },
            ComparedKey("switches") { $0.switches },
            ComparedKey("control_light") { $0.controlsLight },
            ComparedKey("heartbeat") { $0.heartbeat },
        ]
    }
}

extension CameraURL {
    /// The port of an HTTP server, named or not.
    var effectiveHTTPPort: UInt16 { self.port ?? (self.scheme == "https" ? 443 : 80) }
}
