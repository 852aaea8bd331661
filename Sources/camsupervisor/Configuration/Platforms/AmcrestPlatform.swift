internal import Shared

/// `platform: amcrest`, and the entries of `amcrest:`.
enum AmcrestPlatform {
    private static let standard = Port(http: 80, https: 443)

    private struct Port {
        var http: Int
        var https: Int
    }

    static let host = RequiredOption(
        "host",
        .nonEmptyText(longest: 253 + "https:///".utf8.count),
        "The camera's address or name; `http://` or `https://` before it and a `/` behind it are no harm."
    )
    static let username = RequiredOption("username", .secret(), "Who logs in to the camera.")
    static let password = RequiredOption("password", .secret(), "The password that goes with `username`.")
    static let port = DefaultedOption<Int?>(
        "port",
        .integer(1...65_535),
        shown: "80, with `https` 443",
        "The port of the camera's web pages."
    )
    static let https = DefaultedOption(
        "https",
        .boolean,
        default: false,
        shown: "`false`",
        "Whether the camera is asked over TLS; its video is not."
    )
    static let authentication = DefaultedOption<HTTPAuthentication>(
        "authentication",
        .choice,
        default: .automatic,
        shown: "`auto`",
        "`auto` does what the camera asks for; `basic` and `digest` force one."
    )
    static let channel = DefaultedOption(
        "channel",
        .integer(1...256),
        default: 1,
        shown: "1",
        "Which camera of a recorder; events of its others are left out."
    )
    static let resolution = DefaultedOption<AmcrestResolution>(
        "resolution",
        .choice,
        default: .high,
        shown: "`high`",
        "The main stream, or the sub stream."
    )
    static let pictureSource = DefaultedOption<AmcrestPictureSource>(
        "stream_source",
        .choice,
        default: .snapshot,
        shown: "`snapshot`",
        "Where viewers' pictures come from: single pictures, the camera's MJPEG stream, or its video."
    )
    static let arguments = DefaultedOption(
        "ffmpeg_arguments",
        .pictureArguments,
        default: PictureArguments(),
        shown: "none",
        "How pictures are made of the video, as ffmpeg's arguments say it."
    )
    static let scanInterval = DefaultedOption<Duration?>(
        "scan_interval",
        .period(.seconds(1)...(.seconds(86_400))),
        shown: "10 s; what ends in `_polled` 5 s; `privacy_mode` 30 s",
        "How often what the camera does not tell by itself is asked for."
    )
    static let controlsLight = DefaultedOption(
        "control_light",
        .boolean,
        default: true,
        shown: "`true`",
        "Whether our services that switch sound or video set the indicator light too: on while there is either."
    )
    static let heartbeat = DefaultedOption(
        "heartbeat",
        .period(.seconds(1)...(.seconds(60))),
        default: .seconds(5),
        shown: "5 s",
        "How often the camera says that it is still there; twice that without a word opens the connection of its events anew, once it was heard to say so."
    )

    static let table = OptionTable(
        "amcrest",
        [
            host.description, username.description, password.description, port.description, https.description,
            LoginOptions.verifyTLS.description, authentication.description, channel.description,
            resolution.description, pictureSource.description, StreamOptions.frameRate.description,
            arguments.description,
            StreamOptions.transport.description, StreamOptions.preload.description,
            StreamOptions.recordingLookback.description, scanInterval.description,
            AmcrestEntityOptions.binarySensors.description, AmcrestEntityOptions.sensors.description,
            AmcrestEntityOptions.switches.description, controlsLight.description, heartbeat.description,
        ]
    )

    static func source(_ section: Section, _ report: inout Report) -> SourceConfiguration? {
        let server = Self.server(section, &report)
        let user = section.value(username, &report)
        let password = section.value(password, &report)
        let arguments = section.value(arguments, &report)
        let transport = section.value(StreamOptions.transport, &report)
        var configuration = AmcrestConfiguration(
            server: server ?? Self.nowhere,
            credentials: Credentials(user: user ?? Secret(""), password: password ?? Secret("")),
            authentication: section.value(authentication, &report),
            verifyTLS: section.value(LoginOptions.verifyTLS, &report),
            channel: section.value(channel, &report),
            resolution: section.value(resolution, &report),
            pictureSource: section.value(pictureSource, &report),
            frameRate: section.value(StreamOptions.frameRate, &report),
            scanInterval: section.value(scanInterval, &report),
            binarySensors: AmcrestEntityOptions.binarySensors(section, &report),
            sensors: section.value(AmcrestEntityOptions.sensors, &report),
            switches: section.value(AmcrestEntityOptions.switches, &report),
            controlsLight: section.value(controlsLight, &report),
            heartbeat: .seconds(section.value(heartbeat, &report).components.seconds)
        )
        let isGiven = section.mentions(StreamOptions.transport.description.key)
        configuration.stream.transport = isGiven ? transport : arguments.transport ?? transport
        configuration.stream.encoding = arguments.encoding
        configuration.stream.isPreloaded = section.value(StreamOptions.preload, &report)
        configuration.stream.recordingLookback = section.value(StreamOptions.recordingLookback, &report)
        return server == nil || user == nil || password == nil ? nil : .amcrest(configuration)
    }

    /// What the camera cannot do with so few connections.
    ///
    /// libcurl lets a request wait for a connection without end (7.88): events and the MJPEG stream would hold both that are not
    /// the video's, and nothing else would be asked while somebody watches.
    static func check(_ camera: DecodedCamera, _ section: Section, _ report: inout Report) {
        guard case .amcrest(let amcrest) = camera.source, amcrest.pictureSource == .mjpeg,
            let connections = camera.limits.connections, connections < AmcrestConfiguration.mostConnections
        else { return }
        report.error(
            "'stream_source: mjpeg' needs \(AmcrestConfiguration.mostConnections) connections to the camera, and its limits allow "
                + "\(connections)",
            at: section.location(of: pictureSource.description),
            hint: "events, the MJPEG stream, commands and video have one each; 'snapshot' and 'rtsp' need one less"
        )
    }

    // MARK: - The server

    /// `nil`, with an error, when there is none.
    private static func server(_ section: Section, _ report: inout Report) -> CameraURL? {
        let text = section.value(host, &report)
        let port = section.value(port, &report)
        let isSecure = section.value(https, &report)
        guard let text else { return nil }
        let isSaid = section.mentions(https.description.key)
        if let url = Self.server(text, port: port, https: isSaid ? isSecure : nil) { return url }
        report.error(
            Self.hostForm,
            at: section.location(of: host.description),
            hint: "port, user and password have options of their own"
        )
        return nil
    }

    static let hostForm = "'host' must be an address or a name alone"

    /// Where the camera's web server is; `nil` when the host is more, or less, than a host.
    ///
    /// - Parameter https: `nil` when nobody said: then the host may.
    static func server(_ host: String, port: Int?, https: Bool?) -> CameraURL? {
        var name = host[...]
        var scheme = https == true ? "https" : "http"
        for prefix in ["http", "https"] where name.lowercased().hasPrefix("\(prefix)://") {
            name = name.dropFirst(prefix.count + 3)
            // Who writes it so means it so, unless the option says otherwise.
            if prefix == "https", https == nil { scheme = prefix }
        }
        if name.hasSuffix("/") { name = name.dropLast() }
        // An address of IPv6 as people write it.
        if name.count(where: { $0 == ":" }) > 1, !name.hasPrefix("[") { name = "[\(name)]" }
        guard !name.contains(where: { "/?#@".contains($0) }), var url = try? CameraURL("\(scheme)://\(name)/"),
            url.port == nil
        else { return nil }
        url.port = port.flatMap { $0 == (scheme == "https" ? standard.https : standard.http) ? nil : UInt16($0) }
        return url
    }

    /// Stands for a server that was refused, while the other options are still read for their errors.
    private static let nowhere: CameraURL = {
        guard let url = try? CameraURL("http://nowhere.invalid/") else { preconditionFailure("a constant URL") }
        return url
    }()
}
