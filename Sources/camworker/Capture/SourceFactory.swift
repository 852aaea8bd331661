internal import IPC
internal import Shared

/// Makes the source that a configuration asks for.
struct SourceFactory {
    let host: any PictureSink & EventSink & MediaSink & EntitySink & ViewSink
    let pictures: PictureDesk
    let connections: CameraConnections
    let templates: TemplateDesk

    /// - Throws: ``Departure`` with 78 and the reason when it can never work.
    func source(for configuration: CameraConfiguration) throws(Departure) -> any CameraSource {
        let staleAfter = configuration.staleAfter
        switch configuration.source {
        case .amcrest(let amcrest):
            try Self.checkRate(amcrest.frameRate)
            return try AmcrestSource(
                amcrest,
                staleAfter: staleAfter,
                host: self.host,
                connections: self.connections,
                pictures: self.pictures,
                address: self.address
            )
        case .demo(let demo):
            try Self.checkRate(demo.frameRate)
            return DemoSource(demo, name: configuration.name, host: self.host, pictures: self.pictures, now: .now())
        case .generic(let generic):
            try Self.checkRate(generic.streamFrameRate)
            return try self.generic(generic, staleAfter: staleAfter)
        case .mjpeg(let mjpeg):
            try Self.checkHTTP(mjpeg.mjpegURL, key: "mjpeg_url")
            if let still = mjpeg.stillImageURL { try Self.checkHTTP(still, key: "still_image_url") }
            return MJPEGSource(
                mjpeg,
                still: mjpeg.stillImageURL.map {
                    self.address($0, "still_image_url")
                },
                staleAfter: staleAfter,
                host: self.host,
                connections: self.connections
            )
        case .onvif(let onvif):
            try Self.checkRate(onvif.streamFrameRate)
            try Self.checkHTTP(onvif.device, key: "host")
            return self.onvif(onvif, staleAfter: staleAfter)
        case .push(let push): return PushSource(push, host: self.host)
        }
    }

    private func onvif(_ configuration: ONVIFConfiguration, staleAfter: Duration?) -> ONVIFSource {
        ONVIFSource(
            configuration,
            staleAfter: staleAfter,
            host: self.host,
            views: self.host,
            connections: self.connections,
            pictures: self.pictures,
            address: self.address
        )
    }

    private func generic(
        _ configuration: GenericConfiguration,
        staleAfter: Duration?
    ) throws(Departure) -> any CameraSource {
        func video(
            _ stream: StreamConfiguration,
            _ host: any PictureSink & MediaSink
        ) throws(Departure) -> VideoSource {
            VideoSource(
                StreamPlace(
                    stream,
                    address: try self.address(stream.url, "stream_source", StreamConfiguration.schemes),
                    ports: self.connections.ports
                ),
                encoding: stream.encoding,
                frameRate: configuration.streamFrameRate,
                staleAfter: staleAfter,
                host: host,
                pictures: self.pictures
            )
        }
        switch (configuration.stillImageURL, configuration.stream) {
        case (nil, nil): throw Departure(.configuration, "a generic camera needs still_image_url or stream_source")
        case (nil, let stream?): return try video(stream, self.host)
        case (let still?, nil):
            return try self.stills(configuration, at: still, staleAfter: staleAfter, host: self.host)
        case (let still?, let stream?):
            return try StillAndVideoSource(
                host: self.host,
                still: { (host) throws(Departure) in
                    try self.stills(configuration, at: still, staleAfter: staleAfter, host: host)
                },
                video: { (host) throws(Departure) in try video(stream, host) }
            )
        }
    }

    private func stills(
        _ configuration: GenericConfiguration,
        at still: CameraAddress,
        staleAfter: Duration?,
        host: any PictureSink
    ) throws(Departure) -> any CameraSource {
        let key = "still_image_url"
        for header in configuration.headers { try Self.check(header) }
        let address = try self.address(still, key, GenericConfiguration.stillSchemes)
        let connections = self.connections
        func source(isFile: Bool) -> any CameraSource {
            guard isFile else {
                let request = StillRequest(configuration, address: address)
                return StillSource(request, staleAfter: staleAfter, host: host, connections: connections)
            }
            return FileSource(configuration, address: address, staleAfter: staleAfter, host: host)
        }
        switch still {
        case .fixed(let url):
            if url.scheme != "file" { try Self.checkHTTP(url, key: key) }
            return source(isFile: url.scheme == "file")
        case .template(let template):
            guard let scheme = template.leadingScheme else { return EitherStillSource(address, make: source) }
            return source(isFile: scheme == "file")
        }
    }

    /// Of a URL that is no template.
    private func address(_ url: CameraURL, _ key: String) -> LiveAddress {
        LiveAddress(url, key: key, desk: self.templates, ports: self.connections.ports)
    }

    private func address(
        _ address: CameraAddress,
        _ key: String,
        _ schemes: [String]
    ) throws(Departure) -> LiveAddress {
        try LiveAddress(
            address,
            key: key,
            schemes: Set(schemes),
            desk: self.templates,
            ports: self.connections.ports
        )
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
