/// The kinds of device that ``ONVIFCamera`` can be; what it starts with, and a test changes from there.
package enum ONVIFModel: String, Sendable, CaseIterable {
    /// A fixed camera: two H.264 profiles and one of JPEG, all services but PTZ.
    case camera
    /// It moves, in every way the standard knows.
    case dome
    /// Four cameras behind one address, two profiles each.
    case recorder
    /// Profile T only: Media2 with H.265, and no Media of the first version.
    case modern
    /// Firmware of 2012: no GetServices, no Media2, everything behind the password, also what the standard leaves open.
    case old

    package var services: [ScriptedService] {
        switch self {
        case .camera: [.device, .media, .media2, .imaging, .events]
        case .dome: [.device, .media, .media2, .ptz, .imaging, .events]
        case .recorder: [.device, .media, .events]
        case .modern: [.device, .media2, .imaging, .events]
        case .old: [.device, .media, .ptz, .imaging, .events]
        }
    }

    var sources: [ScriptedSource] {
        (0..<(self == .recorder ? 4 : 1)).map { ScriptedSource(token: "VideoSource_\($0)") }
    }

    var profiles: [ScriptedProfile] {
        switch self {
        case .recorder:
            return (0..<4).flatMap { channel in
                [
                    ScriptedProfile("Channel\(channel)_Main", .h264, 2560, 1440, source: "VideoSource_\(channel)"),
                    ScriptedProfile("Channel\(channel)_Sub", .h264, 704, 576, source: "VideoSource_\(channel)"),
                ]
            }
        case .modern:
            return [ScriptedProfile("Profile_1", .h265, 3840, 2160), ScriptedProfile("Profile_2", .h264, 640, 360)]
        case .camera, .dome, .old:
            var profiles = [
                ScriptedProfile("Profile_1", .h264, 1920, 1080), ScriptedProfile("Profile_2", .h264, 640, 360),
                ScriptedProfile("Profile_3", .jpeg, 640, 360),
            ]
            for index in profiles.indices { profiles[index].hasPTZ = self != .camera }
            return profiles
        }
    }
}

/// Something that sees.
package struct ScriptedSource: Sendable, Hashable {
    package var token: String
    package var width = 2560
    package var height = 1440
    package var focus = "AUTO"
    package var irCutFilter = "AUTO"
    package var brightness = 50.0

    package init(token: String) {
        self.token = token
    }
}

/// A stream of a source.
package struct ScriptedProfile: Sendable, Hashable {
    package enum Encoding: String, Sendable {
        case h264 = "H264"
        case h265 = "H265"
        case jpeg = "JPEG"
    }

    package var token: String
    package var name: String
    package var encoding: Encoding
    package var width: Int
    package var height: Int
    package var source: String
    package var hasPTZ = false
    package var rate = 25
    /// In kilobits per second.
    package var bitrate = 4096

    package init(_ token: String, _ encoding: Encoding, _ width: Int, _ height: Int, source: String = "VideoSource_0") {
        self.token = token
        self.name = token.replacing("_", with: " ")
        self.encoding = encoding
        self.width = width
        self.height = height
        self.source = source
    }
}
