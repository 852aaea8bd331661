import IPC
import Shared

/// Reports of cameras, as their workers would give them.
enum AmcrestSamples {
    /// One that can everything.
    static var camera: AmcrestReport {
        var report = AmcrestReport()
        (report.vendor, report.model, report.serialNumber) = ("Amcrest", "IP8M-T2599E", "AMC0TEST0000001")
        (report.firmware, report.hardware, report.deviceClass) = ("2.800.00AC003.0.R", "1.00", "IPC")
        (report.name, report.rtspPort, report.channelCount) = ("Garage=Left", 554, 1)
        report.storage = .init(used: 31_994_707_968, total: 63_989_415_936)
        report.hasIndicatorLight = true
        report.eventCodes = ["AudioIntensity", "VideoBlind", "VideoMotion"]
        report.channels = [Self.channel(1, "IPC")]
        return report
    }

    static func channel(_ number: Int, _ name: String) -> AmcrestReport.Channel {
        var channel = AmcrestReport.Channel(number: number)
        channel.name = name
        var main = AmcrestReport.Stream(number: 0, isOn: true)
        (main.codec, main.width, main.height, main.framesPerSecond) = ("H.265", 3840, 2160, 15)
        (main.bitRate, main.sound) = (8192, "AAC")
        var sub = AmcrestReport.Stream(number: 1, isOn: false)
        (sub.codec, sub.width, sub.height, sub.framesPerSecond) = ("H.264", 704, 480, 12.5)
        channel.streams = [main, sub]
        channel.presets = (1...20).map { .init(number: $0, name: $0 == 1 ? "Driveway" : "Preset\($0)") }
        (channel.detectsMotion, channel.recordsMotion, channel.recording) = (true, true, .timetable)
        (channel.isPrivate, channel.detectsSound, channel.lineRules) = (false, true, 1)
        channel.smartMotion = .init(isOn: true, human: true, vehicle: false)
        return channel
    }

    /// A recorder with named and unnamed cameras, one name twice.
    static var recorder: AmcrestReport {
        var report = AmcrestReport()
        (report.vendor, report.model, report.deviceClass) = ("Dahua", "NVR5216-16P-4KS2", "NVR")
        (report.serialNumber, report.name) = ("5F0TEST00000003", "NVR")
        (report.firmware, report.rtspPort, report.channelCount) = ("4.001", 8554, 4)
        report.channels = [
            Self.bare(1, "Hall way"), Self.bare(2, "CAM 2"), Self.bare(3, "Hall way"), Self.bare(4, nil),
        ]
        report.channels[0].streams = Self.camera.channels[0].streams
        report.channels[0].detectsMotion = false
        report.storage = .init(used: 0, total: 4_000_000_000_000)
        report.unanswered = ["configManager.cgi?action=getConfig&name=AudioDetect: no answer in time"]
        return report
    }

    /// Old, and says next to nothing.
    static var silent: AmcrestReport {
        var report = AmcrestReport()
        report.channels = [Self.bare(1, nil)]
        return report
    }

    /// As far as a worker can lie within a report.
    static var hostile: AmcrestReport {
        var report = Self.camera
        report.name = "x: !secret\" {{ 1 }} # \\"
        report.storage = .init(used: .min, total: .max)
        report.channelCount = .min
        report.rtspPort = .max
        report.channels = [Int.min, 0, 256, 257, .max].map { Self.channel($0, "- ]\"'") }
        for index in report.channels.indices {
            report.channels[index].streams[0].framesPerSecond = 1e300
            report.channels[index].streams[0].width = .min
            report.channels[index].presets = [.init(number: .min, name: "")]
            report.channels[index].lineRules = .max
        }
        return report
    }

    private static func bare(_ number: Int, _ name: String?) -> AmcrestReport.Channel {
        var channel = AmcrestReport.Channel(number: number)
        channel.name = name
        return channel
    }
}
