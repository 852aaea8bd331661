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
            return try self.generic(generic, staleAfter: staleAfter)
        case .mjpeg(let mjpeg):
            try Self.checkHTTP(mjpeg.mjpegURL, key: "mjpeg_url")
            if let still = mjpeg.stillImageURL { try Self.checkHTTP(still, key: "still_image_url") }
            return MJPEGSource(mjpeg, staleAfter: staleAfter, host: self.host, connections: self.connections)
        case .push(let push): return PushSource(push, host: self.host)
        }
    }

    private func generic(
        _ configuration: GenericConfiguration,
        staleAfter: Duration?
    ) throws(Departure) -> any CameraSource {
        func video(_ stream: StreamConfiguration, _ host: any PictureSink & MediaSink) -> VideoSource {
            VideoSource(
                StreamInputOptions(stream, ports: self.connections.ports),
                encoding: stream.encoding,
                frameRate: configuration.streamFrameRate,
                staleAfter: staleAfter,
                host: host,
                pictures: self.pictures
            )
        }
        switch (configuration.stillImageURL, configuration.stream) {
        case (nil, nil): throw Departure(.configuration, "a generic camera needs still_image_url or stream_source")
        case (nil, let stream?): return video(stream, self.host)
        case (let url?, nil): return try self.stills(configuration, url: url, staleAfter: staleAfter, host: self.host)
        case (let url?, let stream?):
            return try StillAndVideoSource(
                host: self.host,
                still: { (host) throws(Departure) in
                    try self.stills(configuration, url: url, staleAfter: staleAfter, host: host)
                },
                video: { video(stream, $0) }
            )
        }
    }

    private func stills(
        _ configuration: GenericConfiguration,
        url: CameraURL,
        staleAfter: Duration?,
        host: any PictureSink
    ) throws(Departure) -> any CameraSource {
        if url.scheme == "file" {
            return FileSource(configuration, url: url, staleAfter: staleAfter, host: host)
        }
        try Self.checkHTTP(url, key: "still_image_url")
        for header in configuration.headers { try Self.check(header) }
        let request = StillRequest(configuration, url: url)
        return StillSource(request, staleAfter: staleAfter, host: host, connections: self.connections)
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
