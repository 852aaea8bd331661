internal import Shared

/// What libav is told to open, and how.
///
/// No time limits of libav's own are among the options: when its RTSP client runs into one it says "Invalid data", and ours
/// stand above all of them (``StreamInterrupt``).
///
/// Pure.
struct StreamInputOptions {
    /// With user and password, as libav wants them.
    let url: Secret<String>
    /// For people, masked.
    let shownURL: String
    /// libav's options by name.
    private(set) var options: [(name: String, value: String)]
    /// Whether it is a file: given as fast as its own clock goes, from the beginning again at its end.
    let isFile: Bool
    /// The server that has to prove who it is before anything else; `nil` for one that need not.
    let provenServer: CameraURL?
    /// Where it may connect to, beside and after ``url``.
    let ports: PortReach?
    /// Where it is opened; the configuration may have a template.
    private let source: CameraURL
    private let configuration: StreamConfiguration

    /// - Parameter ports: `nil` for everywhere.
    init(_ configuration: StreamConfiguration, at source: CameraURL, ports: PortReach? = nil) {
        self.configuration = configuration
        self.ports = ports
        self.source = source
        self.shownURL = "\(source)"
        self.isFile = source.scheme == "file"
        self.url = Self.url(source, configuration.credentials)
        self.provenServer = configuration.verifyTLS && ["rtsps", "https"].contains(source.scheme) ? source : nil
        var options = Self.everywhere
        switch source.scheme {
        case "rtsp", "rtsps": options += Self.rtsp(configuration)
        case "http", "https": options += source.scheme == "https" && configuration.verifyTLS ? Self.proof : []
        case "rtmp": options += [("rtmp_live", "live")]
        default: break
        }
        if configuration.usesArrivalTimes { options.append(("use_wallclock_as_timestamps", "1")) }
        options.append(("protocol_whitelist", Self.protocols[source.scheme] ?? ""))
        self.options = options
    }

    /// The same stream at the place that the camera redirects to.
    ///
    /// User and password go along to the same host and port alone, or where that place names its own.
    func redirected(to location: String) throws(StreamRedirect.Refusal) -> StreamInputOptions {
        var configuration = self.configuration
        let target = try StreamRedirect.target(of: location, from: self.source)
        if self.source.sharesCredentials(with: target) {
            configuration.credentials = Self.credentials(self.source, self.configuration.credentials)
        } else {
            configuration.credentials = nil
        }
        if self.ports?.passage(to: target) ?? .open != .open { throw .port(target.effectivePort) }
        return StreamInputOptions(configuration, at: target, ports: self.ports)
    }

    /// The same for the video of an RTSP camera alone.
    var withoutSound: StreamInputOptions {
        var result = self
        result.options.removeAll { $0.name == Self.mediaTypes }
        result.options.append((Self.mediaTypes, "video"))
        return result
    }

    private static let mediaTypes = "allowed_media_types"

    /// Why it cannot be opened at all; `nil` when it perhaps can.
    var problem: String? {
        let room = self.source.scheme.hasPrefix("rtsp") ? Self.rtspLogin : Self.httpLogin
        guard let login = Self.encodedLogin(self.source, self.configuration.credentials), login.utf8.count > room else {
            return nil
        }
        return "user and password are too long: \(login.utf8.count) bytes with each of % / ? # @ : as three, "
            + "and libav takes \(room)"
    }

    /// Bytes: what is longer libav cuts off, and asks with a wrong password (`auth[128]` of rtsp.h, `auth[1024]` of http.c).
    private static let rtspLogin = 127
    private static let httpLogin = 1023

    /// What has to be said for each TLS connection that a stream opens beside its first.
    ///
    /// libav's HLS demuxer hands on neither (read in 5.1).
    var certificateOptions: [(name: String, value: String)] {
        self.configuration.verifyTLS ? Self.proof : []
    }

    /// Containers of cameras and of recordings; what else libav knows is more attack surface than use.
    ///
    /// An HTML page or a playlist of other things then is an error at once, where ffmpeg was seen to read it for ever.
    private static let everywhere = [
        ("format_whitelist", "rtsp,rtp,mpegts,flv,live_flv,mpjpeg,mjpeg,hls,h264,hevc,mov,mp4,matroska,webm,avi,mpeg"),
        ("user_agent", "camsupervisor/\(BuildIdentity.current)"),
    ]

    /// What a stream may open beside itself: a playlist that names a file of this machine gets nothing.
    private static let protocols = [
        "rtsp": "rtsp,rtp,udp,tcp,http",
        "rtsps": "rtsp,rtsps,rtp,tls,tcp",
        "http": "http,tcp,hls,httpproxy,https,tls,crypto",
        "https": "https,tls,tcp,hls,crypto",
        "rtmp": "rtmp,tcp",
        "file": "file",
    ]

    private static func rtsp(_ configuration: StreamConfiguration) -> [(String, String)] {
        [
            ("rtsp_transport", configuration.transport.rawValue),
            // Metadata of ONVIF cameras are of no use, and some of them never come.
            (Self.mediaTypes, "video+audio"),
            // Packets that arrive out of order by UDP are waited for as long as a frame of 5 a second lasts.
            ("max_delay", "200000"),
        ]
    }

    private static let proof = [("tls_verify", "1"), ("ca_file", Self.certificates)]

    /// Where Debian and its kin keep the certificates they trust, in one file; the worker may read it.
    private static let certificates = "/etc/ssl/certs/ca-certificates.crt"

    private static func url(_ source: CameraURL, _ credentials: Credentials?) -> Secret<String> {
        if source.scheme == "file" { return Secret("file:" + CameraURL.percentDecoded(source.path)) }
        let login = Self.encodedLogin(source, credentials).map { "\($0)@" } ?? ""
        let request = source.requestURL.reveal()
        return Secret("\(source.scheme)://\(login)\(request.dropFirst(source.scheme.count + 3))")
    }

    /// With a colon always: without one libav answers no challenge (5.1).
    private static func encodedLogin(_ source: CameraURL, _ credentials: Credentials?) -> String? {
        let (user, password) = self.login(source, credentials)
        return user.map { "\(self.encoded($0)):\(self.encoded(password ?? ""))" }
    }

    /// What would end a user or a password is encoded and nothing else, since libav's RTSP has little room.
    private static func encoded(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            if scalar.value <= 0x20 || scalar.value == 0x7F || "%/?#@:".unicodeScalars.contains(scalar) {
                result += CameraURL.percentEncoded(String(scalar))
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }

    private static func credentials(_ source: CameraURL, _ credentials: Credentials?) -> Credentials? {
        let (user, password) = self.login(source, credentials)
        return user.map { Credentials(user: Secret($0), password: Secret(password ?? "")) }
    }

    /// Those in the URL win.
    private static func login(
        _ source: CameraURL,
        _ credentials: Credentials?
    ) -> (user: String?, password: String?) {
        if source.user != nil || source.password != nil {
            return (source.user?.reveal() ?? "", source.password?.reveal())
        }
        guard let credentials else { return (nil, nil) }
        return (credentials.user.reveal(), credentials.password.reveal())
    }
}
