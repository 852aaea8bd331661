import IPC

@testable import camsupervisor

/// Reports of ONVIF devices, as their workers would give them.
enum ONVIFSamples {
    /// One that moves and tells of everything.
    static var dome: ONVIFReport {
        var report = ONVIFReport()
        (report.manufacturer, report.model, report.firmware) = ("Example", "Dome 5", "1.2.3")
        (report.serialNumber, report.hardware, report.mac) = ("SN-1", "hw 2", "c0:56:e3:f9:55:68")
        report.clock = .init(ahead: 7_203.4, isManual: true, timeZone: "CET-1CEST")
        report.services = ["device", "media", "media2", "ptz", "imaging", "events"].map {
            .init(name: $0, address: "http://192.0.2.10/onvif/\($0)")
        }
        report.auxiliaryCommands = ["tt:Wiper|On", "tt:Wiper|Off"]
        report.hasPullPoints = true
        report.topics = [
            .init(path: "RuleEngine/CellMotionDetector/Motion", entity: "Cell Motion Detection"),
            .init(path: "VideoSource/MotionAlarm", entity: "Motion Alarm"), .init(path: "Device/Reset"),
        ]
        report.profiles = [
            Self.profile("Profile_1", "main", "H264", 1920, 1080), Self.profile("Profile_2", "sub", "H265", 640, 360),
        ]
        report.profiles[0].isBest = true
        report.profiles[0].moves = ["absolute pan and tilt", "continuous zoom"]
        report.profiles[0].presets = [.init(token: "1", name: "Gate"), .init(token: "2", name: "")]
        var old = Self.profile("Profile_3", "Profile_3", "MPEG4", 352, 288)
        (old.isCompatible, old.stream, old.snapshot) = (false, nil, nil)
        report.profiles.append(old)
        return report
    }

    static func profile(
        _ token: String,
        _ name: String,
        _ codec: String,
        _ width: Int,
        _ height: Int
    ) -> ONVIFReport.Profile {
        var profile = ONVIFReport.Profile(token: token, name: name)
        (profile.codec, profile.width, profile.height, profile.framesPerSecond) = (codec, width, height, 25)
        (profile.source, profile.isCompatible) = ("VideoSource_1", true)
        profile.stream = "rtsp://192.0.2.10/\(token)"
        profile.snapshot = "http://192.0.2.10/snap?•••"
        return profile
    }

    /// Behind NAT, half broken.
    static var broken: ONVIFReport {
        var report = ONVIFReport()
        report.services = [.init(name: "device", address: "http://192.0.2.10/onvif/device_service")]
        var only = ONVIFReport.Profile(token: "p", name: "p")
        (only.codec, only.isCompatible, only.isBest, only.moves) = ("JPEG", true, true, [])
        report.profiles = [only]
        report.foreignHost = "10.0.0.5"
        report.unanswered = ["GetStreamUri: no answer in time"]
        return report
    }

    /// As far as a worker can lie within a report.
    static var hostile: ONVIFReport {
        var report = Self.dome
        (report.manufacturer, report.model) = ("x: !secret\" {{ 1 }} # \\", "- ]")
        report.clock = .init(ahead: 1e300, isManual: false)
        report.profiles[0].width = .min
        report.profiles[0].framesPerSecond = -1e300
        report.topics = (0..<300).map { .init(path: "t\($0)", entity: $0 % 2 == 0 ? "e\($0)" : nil) }
        return report
    }

    /// Nothing to be seen.
    static var blind: ONVIFReport {
        var report = ONVIFReport()
        report.topics = []
        report.services = [.init(name: "events", address: "")]
        report.hasPullPoints = false
        return report
    }
}
