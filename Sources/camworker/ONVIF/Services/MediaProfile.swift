/// One of a device's streams, as Media or Media2 lists it.
struct MediaProfile: Hashable, Sendable {
    enum Coding: Hashable, Sendable {
        case h264
        case h265
        case jpeg
        case mpeg4
        case other(String)

        init(_ text: String) {
            switch text.uppercased() {
            case "H264": self = .h264
            case "H265", "HEVC": self = .h265
            case "JPEG", "MJPEG": self = .jpeg
            case "MPEG4", "MPV4-ES": self = .mpeg4
            default: self = .other(TextExcerpt.of(text, longest: 20))
            }
        }

        /// Whether we can show it.
        var isCompatible: Bool {
            switch self {
            case .h264, .h265, .jpeg: true
            case .mpeg4, .other: false
            }
        }
    }

    var token: String
    var name: String
    /// `nil` where the profile has no video.
    var coding: Coding?
    /// Pixels; zero where the device says none.
    var width: Int
    var height: Int
    var frameRate: Double?
    /// The lens, or the channel of a recorder.
    var source: String?
    var ptz: PTZConfiguration?
    /// Which service gives its addresses: `.media` or `.media2`.
    var service: ONVIFService

    /// Of one device: recorders have 64 channels with three each.
    static let most = 256
    private static let longestToken = 256
    private static let longestName = 100

    /// - Parameter answer: of either GetProfiles.
    static func all(in answer: XMLElement, of service: ONVIFService) -> [MediaProfile] {
        answer.children("Profiles").prefix(Self.most).compactMap { MediaProfile($0, service) }
    }

    private init?(_ element: XMLElement, _ service: ONVIFService) {
        // Without a token it cannot be asked for.
        guard let token = element.attribute("token"), 1...Self.longestToken ~= token.utf8.count else { return nil }
        self.token = token
        self.name = TextExcerpt.name(element.text("Name") ?? token, longest: Self.longestName)
        self.service = service
        let isNew = service == .media2
        let parts = isNew ? element.child("Configurations") : element
        let encoder = parts?.child(isNew ? "VideoEncoder" : "VideoEncoderConfiguration")
        let video = parts?.child(isNew ? "VideoSource" : "VideoSourceConfiguration")
        self.coding = encoder?.text("Encoding").map { Coding($0) }
        self.width = Self.pixels(encoder?.child("Resolution")?.integer("Width"))
        self.height = Self.pixels(encoder?.child("Resolution")?.integer("Height"))
        self.frameRate = encoder?.child("RateControl")?.number("FrameRateLimit")
        self.source = video?.text("SourceToken")
        self.ptz = (parts?.child(isNew ? "PTZ" : "PTZConfiguration")).map { PTZConfiguration($0) }
    }

    private static func pixels(_ number: Int?) -> Int { max(0, min(65_535, number ?? 0)) }
}

extension MediaProfile {
    /// What both services list, once: with Media2's words, which alone know H.265.
    static func merged(_ old: [MediaProfile], _ new: [MediaProfile]) -> [MediaProfile] {
        let known = Set(new.map(\.token))
        var merged = new.map { profile in
            var profile = profile
            guard let same = old.first(where: { $0.token == profile.token }) else { return profile }
            profile.ptz = profile.ptz ?? same.ptz
            profile.source = profile.source ?? same.source
            // Media2 without configurations: firmware that knows no Type.
            if profile.coding == nil {
                (profile.coding, profile.width, profile.height) = (same.coding, same.width, same.height)
                profile.service = same.service
            }
            return profile
        }
        merged += old.filter { !known.contains($0.token) }
        return Array(merged.prefix(Self.most))
    }
}
