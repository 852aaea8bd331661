import IPC
import Shared

/// What an Amcrest or Dahua camera is and can do, in words.
///
/// Pure.
struct AmcrestReportText {
    /// Presets and codes of events that are named; how many more there are is said.
    private static let mostNamed = 10

    private var report = ReportLines()

    /// - Parameter place: where it is, `http://192.0.2.10`.
    static func of(_ camera: AmcrestReport, at place: String) -> String {
        var text = Self()
        text.device(camera, at: place)
        for channel in camera.channels { text.channel(channel) }
        if !camera.unanswered.isEmpty { text.report.head("not answered") }
        for words in camera.unanswered { text.report.add(words) }
        return text.report.text
    }

    private mutating func device(_ camera: AmcrestReport, at place: String) {
        let name = [camera.vendor, camera.model].compactMap(\.self).joined(separator: " ")
        let firmware = camera.firmware.map { ", firmware \($0)" } ?? ""
        self.report.head("\(name.isEmpty ? "A camera that does not say what it is" : name)\(firmware), at \(place)")
        self.report.add("name", camera.name)
        self.report.add("serial number", camera.serialNumber)
        let kind = [camera.deviceClass, camera.hardware.map { "hardware \($0)" }].compactMap(\.self)
        self.report.add("kind", kind.joined(separator: ", "))
        self.report.add("channels", camera.channelCount.map { "\($0)" })
        self.report.add("RTSP port", camera.rtspPort.map { "\($0)" })
        let card = camera.channels.count > 1 || camera.channelCount ?? 1 > 1 ? "disk" : "memory card"
        self.report.add(card, camera.storage.map { Self.words($0) } ?? "none that it tells of")
        self.report.add("indicator light", camera.hasIndicatorLight ? "there is one" : nil)
        self.report.add("events it lists", Self.list(camera.eventCodes))
    }

    private mutating func channel(_ channel: AmcrestReport.Channel) {
        self.report.head("channel \(channel.number)\(channel.name.map { ": \($0)" } ?? "")")
        for stream in channel.streams {
            self.report.add(stream.number == 0 ? "main stream" : "sub stream \(stream.number)", Self.words(stream))
        }
        self.report.add("motion", Self.motion(channel))
        self.report.add("smart motion", channel.smartMotion.map { Self.words($0) })
        self.report.add("sounds", channel.detectsSound.map { $0 ? "it listens for them" : "it could listen for them" })
        let rules = channel.lineRules
        self.report.add("line crossing", rules > 0 ? "\(rules) rule\(rules == 1 ? "" : "s")" : nil)
        self.report.add("recording", channel.recording.map { Self.words($0) })
        self.report.add("privacy mode", channel.isPrivate.map { $0 ? "on: it shows nothing now" : "off" })
        self.report.add("presets", channel.presets.map { Self.words($0) })
    }

    // MARK: - Words

    private static func words(_ storage: AmcrestReport.Storage) -> String {
        let share = storage.total > 0 ? min(max(Double(storage.used) / Double(storage.total), 0), 1) : 0
        return "\(Self.gigabytes(storage.used)) of \(Self.gigabytes(storage.total)) GB used (\(Int(share * 100)) %)"
    }

    private static func gigabytes(_ bytes: Int) -> String {
        let tenths = max(bytes, 0) / 100_000_000
        return "\(tenths / 10).\(tenths % 10)"
    }

    private static func words(_ stream: AmcrestReport.Stream) -> String {
        var words: [String] = []
        let size = zip2(stream.width, stream.height).map { "\($0)x\($1)" }
        words.append([stream.codec, size].compactMap(\.self).joined(separator: " "))
        words += stream.framesPerSecond.map { ["\(Self.rate($0)) fps"] } ?? []
        words += stream.bitRate.map { ["\($0) kbit/s"] } ?? []
        words += stream.sound.map { ["sound \($0)"] } ?? []
        return (stream.isOn ? words : words + ["off"]).filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// A number that may be anything.
    private static func rate(_ number: Double) -> String {
        number.rounded() == number && abs(number) < 10_000 ? "\(Int(number))" : "\(number)"
    }

    private static func motion(_ channel: AmcrestReport.Channel) -> String? {
        channel.detectsMotion.map { detects in
            let recorded = channel.recordsMotion == true ? ", and recorded" : ""
            return detects ? "detected\(recorded)" : "not looked for"
        }
    }

    private static func words(_ motion: AmcrestReport.SmartMotion) -> String {
        let kinds = [motion.human ? "people" : nil, motion.vehicle ? "vehicles" : nil].compactMap(\.self)
        return kinds.isEmpty || !motion.isOn ? "off" : kinds.joined(separator: " and ")
    }

    private static func words(_ recording: AmcrestReport.Recording) -> String {
        switch recording {
        case .timetable: "by its timetable"
        case .always: "always"
        case .never: "never"
        }
    }

    private static func words(_ presets: [AmcrestReport.Preset]) -> String {
        presets.isEmpty ? "none" : Self.list(presets.map { "\($0.number) \($0.name)" })
    }

    private static func list(_ words: [String]) -> String {
        let more = words.count - Self.mostNamed
        return words.prefix(Self.mostNamed).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }

    private static func zip2<A, B>(_ one: A?, _ other: B?) -> (A, B)? {
        guard let one, let other else { return nil }
        return (one, other)
    }
}
