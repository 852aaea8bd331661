import Shared

/// The keys of an ONVIF device as they stand in the file.
enum ONVIFKeys {
    static func names(between old: ONVIFConfiguration, and new: ONVIFConfiguration) -> [String] {
        ComparedKey.names(in: Self.all, between: old, and: new)
    }

    private static var all: [ComparedKey<ONVIFConfiguration>] {
        [
            ComparedKey("host") { [$0.device.host, $0.device.path] },
            ComparedKey("port") { $0.device.effectiveHTTPPort },
            ComparedKey("https") { $0.device.scheme },
            ComparedKey("verify_ssl") { $0.verifyTLS },
            ComparedKey("username") { $0.credentials?.user },
            ComparedKey("password") { $0.credentials?.password },
            ComparedKey("snapshot_auth") { $0.snapshotAuthentication },
            ComparedKey("profiles") { $0.profiles },
            ComparedKey("isolate") { $0.share },
            ComparedKey("nat_override") { $0.overridesHost },
            ComparedKey("adjust_clock") { $0.adjustClock },
            ComparedKey("events") { $0.events },
            // A webhook that comes or goes may be the doing of either.
            ComparedKey("enable_webhooks") { $0.webhook == nil },
            ComparedKey("webhook_url") { $0.webhook?.place },
            .ofBoth("webhook_id") { $0.webhook?.id },
            ComparedKey("framerate") { $0.frameRate },
            ComparedKey("rtsp_transport") { $0.stream.transport },
            ComparedKey("use_wallclock_as_timestamps") { $0.stream.usesArrivalTimes },
            ComparedKey("extra_arguments") { $0.stream.encoding },
            ComparedKey("preload_stream") { $0.stream.isPreloaded },
            ComparedKey("recording_lookback") { $0.stream.recordingLookback },
        ]
    }
}
