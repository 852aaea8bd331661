import Shared

/// What of a view's video is kept, and whether somebody must ask for it.
struct MediaSettings: Sendable, Hashable {
    var hls = HLSConfiguration()
    /// Whether the stream is kept open without viewers.
    var isPreloaded = false
    /// How far back a recording may begin; kept while the camera streams, and over zero it keeps the camera streaming.
    var lookback: Duration = .zero
    /// Most bytes that the view may hold.
    var bytes = Self.usualBytes

    /// Five segments of 6 s and one that is growing, at 20 Mbit/s, as 4K cameras send: 90 MB.
    static let usualBytes = 96 * 1024 * 1024

    /// Whether the camera streams although nobody watches.
    var isAlwaysOn: Bool { self.isPreloaded || self.lookback > .zero }
}

extension MediaSettings {
    init(of camera: CameraConfiguration, _ hls: HLSConfiguration) {
        self.init(
            hls: hls,
            isPreloaded: camera.source.stream?.isPreloaded ?? false,
            lookback: camera.source.stream?.recordingLookback ?? .zero
        )
    }
}

extension MediaSettings {
    /// Of a view above 0: what keeps a stream open without viewers is meant for the camera itself.
    init(ofOtherView hls: HLSConfiguration) {
        self.init(hls: hls)
    }
}

extension SourceConfiguration {
    /// Where the video comes from; `nil` for a camera of pictures alone.
    var stream: StreamConfiguration? {
        switch self {
        case .amcrest(let amcrest): amcrest.stream
        case .generic(let generic): generic.stream
        case .onvif(let onvif): onvif.stream
        case .demo, .mjpeg, .push: nil
        }
    }
}
