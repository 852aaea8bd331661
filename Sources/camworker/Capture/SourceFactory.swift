internal import IPC
internal import Shared

/// Makes the source that a configuration asks for.
struct SourceFactory {
    let host: any PictureSink & EventSink & MediaSink
    let pictures: PictureDesk
    let connections: CameraConnections

    /// - Throws: ``Departure`` with 78 and the reason when it can never work.
    func source(for configuration: CameraConfiguration) throws(Departure) -> any CameraSource {
        let staleAfter = configuration.staleAfter
        switch configuration.source {
        case .demo(let demo):
            try Self.checkRate(demo.frameRate)
            return DemoSource(demo, name: configuration.name, host: self.host, pictures: self.pictures, now: .now())
        case .generic(let generic):
            try Self.checkRate(generic.streamFrameRate)
            if let url = generic.stillImageURL { return try self.stills(generic, url: url, staleAfter: staleAfter) }
            guard let stream = generic.stream else {
                throw Departure(.configuration, "a generic camera needs still_image_url or stream_source")
            }
            return self.video(stream, frameRate: generic.streamFrameRate, staleAfter: staleAfter)
        case .mjpeg(let mjpeg):
            try Self.checkHTTP(mjpeg.mjpegURL, key: "mjpeg_url")
            if let still = mjpeg.stillImageURL { try Self.checkHTTP(still, key: "still_image_url") }
            return MJPEGSource(mjpeg, staleAfter: staleAfter, host: self.host, connections: self.connections)
        case .push(let push): return PushSource(push, host: self.host)
        }
    }

    private func video(
        _ configuration: StreamConfiguration,
        frameRate: Double,
        staleAfter: Duration?
    ) -> any CameraSource {
        VideoSource(
            StreamInputOptions(configuration, ports: self.connections.ports),
            encoding: configuration.encoding,
            frameRate: frameRate,
            staleAfter: staleAfter,
            host: self.host,
            pictures: self.pictures
        )
    }

    private func stills(
        _ configuration: GenericConfiguration,
        url: CameraURL,
        staleAfter: Duration?
    ) throws(Departure) -> any CameraSource {
        if url.scheme == "file" {
            return FileSource(configuration, url: url, staleAfter: staleAfter, host: self.host)
        }
        try Self.checkHTTP(url, key: "still_image_url")
        for header in configuration.headers { try Self.check(header) }
        let request = StillRequest(configuration, url: url)
        return StillSource(request, staleAfter: staleAfter, host: self.host, connections: self.connections)
    }

    private static func checkHTTP(_ url: CameraURL, key: String) throws(Departure) {
        guard url.scheme == "http" || url.scheme == "https" else {
            throw Departure(.configuration, "\(key): \(url): the scheme must be http or https, not \(url.scheme)")
        }
    }

    /// A rate that is no number would make timers that never or always fire.
    static func checkRate(_ rate: Double) throws(Departure) {
        guard rate.isFinite, rate > 0 else {
            throw Departure(.configuration, "framerate: \(rate) is not above 0")
        }
    }

    /// A line end in a header would begin another one, or the next request.
    private static func check(_ header: HTTPHeader) throws(Departure) {
        let bytes = Array(header.name.utf8) + Array(header.value.reveal().utf8)
        guard !header.name.isEmpty, !bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw Departure(.configuration, "headers: '\(header.name)' is no header, or its value has a line end")
        }
    }
}
