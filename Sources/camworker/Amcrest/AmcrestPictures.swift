internal import IPC
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
        clock: @escaping () -> MonotonicTime = { .now() },
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
        let snapshot = AmcrestSnapshot(configuration, address: address(configuration.snapshotURL, "snapshot"))
        self.source = try StillAndVideoSource(
            host: host,
            still: { (host) throws(Departure) in
                Self.stills(
                    configuration,
                    at: snapshot,
                    staleAfter: staleAfter,
                    host: host,
                    connections: connections,
                    clock: clock
                )
            },
            video: { (host) throws(Departure) in video(host) },
            clock: clock
        )
    }

    private static func stills(
        _ configuration: AmcrestConfiguration,
        at snapshot: AmcrestSnapshot,
        staleAfter: Duration?,
        host: any PictureSink,
        connections: CameraConnections,
        clock: @escaping () -> MonotonicTime
    ) -> any CameraSource {
        guard configuration.pictureSource == .mjpeg else {
            var request = StillRequest(configuration, address: snapshot.address)
            snapshot.listen(to: &request)
            return StillSource(request, staleAfter: staleAfter, host: host, connections: connections, clock: clock)
        }
        let mjpeg = MJPEGConfiguration(
            mjpegURL: configuration.mjpegURL,
            stillImageURL: configuration.snapshotURL,
            credentials: configuration.credentials,
            authentication: configuration.authentication,
            verifyTLS: configuration.verifyTLS
        )
        return MJPEGSource(
            mjpeg,
            still: snapshot.address,
            prepare: { snapshot.listen(to: &$0) },
            staleAfter: staleAfter,
            host: host,
            connections: connections
        )
    }
}
