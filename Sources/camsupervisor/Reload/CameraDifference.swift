import Shared

/// In what two configurations of one camera differ, and what that asks for.
///
/// Pure.
struct CameraDifference: Sendable, Hashable {
    enum Remedy: Sendable, Hashable {
        /// The supervisor alone has it, or the running worker takes it.
        case retune
        case restart
    }

    /// The keys of the file that changed; never their values.
    var keys: [String]
    var remedy: Remedy
    /// Whether what the worker has shown so far is another device's picture.
    var isAnotherCamera: Bool

    /// `nil` when nothing changed.
    init?(from old: CameraConfiguration, to new: CameraConfiguration) {
        guard old != new else { return nil }
        self.isAnotherCamera =
            old.source.platform != new.source.platform || old.addresses.first != new.addresses.first
            || Self.showsOtherProfiles(old.source, new.source)
        self.remedy = Self.needsNewWorker(from: old, to: new) ? .restart : .retune
        guard old.source.platform == new.source.platform else {
            self.keys = ["platform"]
            return
        }
        let keys = Self.names(of: old, new)
        // Nobody who adds an option need think of this place for the reload to be right, only for its words.
        self.keys = keys.isEmpty ? ["options"] : keys
    }

    /// Of a recorder another profile may be another channel: another camera behind the same address.
    private static func showsOtherProfiles(_ old: SourceConfiguration, _ new: SourceConfiguration) -> Bool {
        guard case .onvif(let old) = old, case .onvif(let new) = new else { return false }
        return old.profiles != new.profiles
    }

    private static func needsNewWorker(from old: CameraConfiguration, to new: CameraConfiguration) -> Bool {
        var changed = old
        changed.take(new.tuning)
        changed.takeWhatWorkersDoNotUse(from: new)
        return changed != new
    }

    private static func names(of old: CameraConfiguration, _ new: CameraConfiguration) -> [String] {
        ComparedKey.names(in: Self.common, between: old, and: new) + Self.sourceNames(of: old.source, new.source)
    }

    private static func sourceNames(of old: SourceConfiguration, _ new: SourceConfiguration) -> [String] {
        switch (old, new) {
        case (.amcrest(let old), .amcrest(let new)): AmcrestKeys.names(between: old, and: new)
        case (.demo(let old), .demo(let new)): ComparedKey.names(in: Self.demo, between: old, and: new)
        case (.generic(let old), .generic(let new)): ComparedKey.names(in: Self.generic, between: old, and: new)
        case (.mjpeg(let old), .mjpeg(let new)): ComparedKey.names(in: Self.mjpeg, between: old, and: new)
        case (.onvif(let old), .onvif(let new)): ONVIFKeys.names(between: old, and: new)
        case (.push(let old), .push(let new)): ComparedKey.names(in: Self.push, between: old, and: new)
        default: []
        }
    }

    // MARK: - Keys as they stand in the file

    private static var common: [ComparedKey<CameraConfiguration>] {
        [
            ComparedKey("name") { $0.name },
            ComparedKey("stale_after") { $0.staleAfter },
            ComparedKey("when_stale") { $0.whenStale },
            ComparedKey("limits") { $0.limits },
            ComparedKey("entities") { $0.entities },
            ComparedKey("allow_unix_resolver") { $0.allowsUnixResolver },
        ]
    }

    private static var demo: [ComparedKey<DemoConfiguration>] {
        [
            ComparedKey("width") { $0.width },
            ComparedKey("height") { $0.height },
            ComparedKey("framerate") { $0.frameRate },
            ComparedKey("motion_interval") { $0.motionInterval },
            ComparedKey("views") { $0.views },
        ]
    }

    private static var generic: [ComparedKey<GenericConfiguration>] {
        [
            ComparedKey("still_image_url") { $0.stillImageURL },
            ComparedKey("stream_source") { $0.stream?.url },
            ComparedKey("rtsp_transport") { $0.stream?.transport },
            ComparedKey("use_wallclock_as_timestamps") { $0.stream?.usesArrivalTimes },
            ComparedKey("extra_arguments") { $0.stream?.encoding },
            ComparedKey("preload_stream") { $0.stream?.isPreloaded },
            ComparedKey("recording_lookback") { $0.stream?.recordingLookback },
            ComparedKey("username") { $0.credentials?.user },
            ComparedKey("password") { $0.credentials?.password },
            ComparedKey("authentication") { $0.authentication },
            ComparedKey("verify_ssl") { $0.verifyTLS },
            ComparedKey("framerate") { $0.frameRate },
            ComparedKey("limit_refetch_to_url_change") { $0.limitRefetchToURLChange },
            ComparedKey("headers") { $0.headers },
            ComparedKey("files.read") { [$0.readableFolders, $0.stream?.readableFolders] },
        ]
    }

    private static var mjpeg: [ComparedKey<MJPEGConfiguration>] {
        [
            ComparedKey("mjpeg_url") { $0.mjpegURL },
            ComparedKey("still_image_url") { $0.stillImageURL },
            ComparedKey("username") { $0.credentials?.user },
            ComparedKey("password") { $0.credentials?.password },
            ComparedKey("verify_ssl") { $0.verifyTLS },
        ]
    }

    private static var push: [ComparedKey<PushConfiguration>] {
        [
            ComparedKey("buffer") { $0.buffer },
            ComparedKey("timeout") { $0.timeout },
            ComparedKey("webhook_id") { $0.webhookID },
            ComparedKey("field") { $0.field },
        ]
    }
}

extension CameraConfiguration {
    /// The options of which a worker knows nothing, or makes nothing.
    fileprivate mutating func takeWhatWorkersDoNotUse(from other: CameraConfiguration) {
        self.whenStale = other.whenStale
        if case .generic(var generic) = self.source, let stream = other.source.stream {
            generic.stream?.isPreloaded = stream.isPreloaded
            generic.stream?.recordingLookback = stream.recordingLookback
            self.source = .generic(generic)
        }
        if case .amcrest(var amcrest) = self.source, let stream = other.source.stream {
            amcrest.stream.isPreloaded = stream.isPreloaded
            amcrest.stream.recordingLookback = stream.recordingLookback
            self.source = .amcrest(amcrest)
        }
        if case .onvif(var onvif) = self.source, let stream = other.source.stream {
            onvif.stream.isPreloaded = stream.isPreloaded
            onvif.stream.recordingLookback = stream.recordingLookback
            self.source = .onvif(onvif)
        }
        guard case .push(var push) = self.source, case .push(let new) = other.source else { return }
        push.buffer = new.buffer
        push.webhookID = new.webhookID
        self.source = .push(push)
    }

    /// What tells one device from another: its URLs without the login, or the templates of them; the one that shows it first.
    var addresses: [CameraAddress] {
        let urls: [CameraAddress?] =
            switch self.source {
            case .demo, .push: []
            case .amcrest(let amcrest): [.fixed(amcrest.snapshotURL), amcrest.stream.url]
            case .generic(let generic): [generic.stillImageURL, generic.stream?.url]
            case .onvif(let onvif): [.fixed(onvif.device)]
            case .mjpeg(let mjpeg): [.fixed(mjpeg.mjpegURL), mjpeg.stillImageURL.map { .fixed($0) }]
            }
        return urls.compactMap(\.self).map(\.withoutLogin)
    }

    /// The same of its video alone; `nil` of a camera of pictures.
    var videoAddress: CameraAddress? { self.source.stream?.url.withoutLogin }
}

extension CameraAddress {
    /// Of a template there is no more to be known than its text.
    fileprivate var withoutLogin: CameraAddress {
        guard case .fixed(var url) = self else { return self }
        url.user = nil
        url.password = nil
        return .fixed(url)
    }
}
