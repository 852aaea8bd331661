internal import Shared

/// The camera's pictures and its video, by `stream_source`.
struct AmcrestPictures {
    let source: any ThreadedSource
    /// Where the video is.
    let video: LiveAddress

    /// - Parameter address: makes one of a URL and what it is called.
    init(
        _ configuration: AmcrestConfiguration,
        staleAfter: Duration?,
        host: any PictureSink & MediaSink,
        connections: CameraConnections,
        pictures: PictureDesk,
        address: (CameraURL, String) -> LiveAddress
    ) throws(Departure) {
        let stream = configuration.stream
        let place = address(configuration.videoURL(port: nil), "video")
        func video(_ host: any PictureSink & MediaSink) -> VideoSource {
            VideoSource(
                StreamPlace(stream, address: place, ports: connections.ports),
                encoding: stream.encoding,
                frameRate: min(configuration.frameRate, stream.encoding.frameRate ?? configuration.frameRate),
                staleAfter: staleAfter,
                host: host,
                pictures: pictures
            )
        }
        self.video = place
        guard configuration.pictureSource != .rtsp else {
            self.source = video(host)
            return
        }
        let snapshot = address(configuration.snapshotURL, "snapshot")
        self.source = try StillAndVideoSource(
            host: host,
            still: { (host) throws(Departure) in
                Self.stills(configuration, at: snapshot, staleAfter: staleAfter, host: host, connections: connections)
            },
            video: { (host) throws(Departure) in video(host) }
        )
    }

    private static func stills(
        _ configuration: AmcrestConfiguration,
        at snapshot: LiveAddress,
        staleAfter: Duration?,
        host: any PictureSink,
        connections: CameraConnections
    ) -> any CameraSource {
        guard configuration.pictureSource == .mjpeg else {
            let request = StillRequest(configuration, address: snapshot)
            return StillSource(request, staleAfter: staleAfter, host: host, connections: connections)
        }
        let mjpeg = MJPEGConfiguration(
            mjpegURL: configuration.mjpegURL,
            stillImageURL: configuration.snapshotURL,
            credentials: configuration.credentials,
            authentication: configuration.authentication,
            verifyTLS: configuration.verifyTLS
        )
        return MJPEGSource(mjpeg, still: snapshot, staleAfter: staleAfter, host: host, connections: connections)
    }
}
