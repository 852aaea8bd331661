import IPC
import Shared

/// What an ONVIF device is and can do, in words.
///
/// Pure.
struct ONVIFReportText {
    /// Presets, topics and commands that are named; how many more there are is said.
    private static let mostNamed = 10
    /// Seconds that a clock may be wrong before devices refuse tokens; Home Assistant's.
    private static let tolerance = 5.0

    private var report = ReportLines()

    /// - Parameter place: where it is, `http://192.0.2.10`.
    static func of(_ device: ONVIFReport, at place: String) -> String {
        var text = Self()
        text.device(device, at: place)
        text.events(device)
        for profile in device.profiles { text.profile(profile) }
        if !device.unanswered.isEmpty { text.report.head("not answered") }
        for words in device.unanswered { text.report.add(words) }
        return text.report.text
    }

    private mutating func device(_ device: ONVIFReport, at place: String) {
        let name = device.fullName ?? "A device that does not say what it is"
        let firmware = device.firmware.map { ", firmware \($0)" } ?? ""
        self.report.head("\(name)\(firmware), at \(place)")
        self.report.add("serial number", device.serialNumber)
        self.report.add("hardware", device.hardware)
        self.report.add("MAC", device.mac)
        self.report.add("clock", device.clock.map { Self.words($0) } ?? "it does not say the time")
        let services = device.services.map(\.name).joined(separator: ", ")
        self.report.add("services", device.hasAssumedServices ? "it names none" : services)
        self.report.add(
            "announces",
            device.foreignHost.map { "\($0), another address than the one it was asked at (see `nat_override`)" }
        )
        self.report.add("commands", Self.list(device.auxiliaryCommands))
    }

    private mutating func events(_ device: ONVIFReport) {
        let isKnown = !device.hasAssumedServices || device.topics != nil
        guard isKnown, device.services.contains(where: { $0.name == "events" }) else {
            return self.report.add("events", "none: it has no service for them")
        }
        let ways = device.hasPullPoints == false ? "it says that it makes no pull-points" : "by pull-point"
        self.report.add("events", ways)
        guard let topics = device.topics else { return }
        var entities: [String] = []
        for entity in topics.compactMap(\.entity) where !entities.contains(entity) { entities.append(entity) }
        self.report.add("entities of them", entities.isEmpty ? "none of its topics is known" : Self.list(entities))
        self.report.add("other topics", Self.list(topics.filter { $0.entity == nil }.map(\.path)))
    }

    private mutating func profile(_ profile: ONVIFReport.Profile) {
        let name = profile.name == profile.token ? "" : ": \(profile.name)"
        self.report.head("profile \(profile.token)\(name)\(profile.isBest ? ", the best of its lens" : "")")
        self.report.add("video", Self.video(profile))
        self.report.add("lens", profile.source)
        self.report.add("stream", profile.stream ?? (profile.isCompatible ? "it gave no address" : nil))
        self.report.add("snapshot", profile.snapshot)
        self.report.add("motor", profile.moves.map { $0.isEmpty ? "one that says nothing of itself" : Self.list($0) })
        let presets = profile.presets.map { $0.name.isEmpty ? $0.token : "\($0.token) \($0.name)" }
        self.report.add("presets", Self.list(presets))
    }

    // MARK: - Words

    private static func words(_ clock: ONVIFReport.Clock) -> String {
        let way = clock.isManual ? "set by hand" : "set by NTP"
        let zone = clock.timeZone.map { ", zone \($0)" } ?? ""
        // Of a worker that lies it may be any number.
        let seconds = clock.ahead.isFinite ? min(max(clock.ahead, -1e12), 1e12) : 0
        guard abs(seconds) >= Self.tolerance else { return "right, \(way)\(zone)" }
        let span = Duration.seconds(Int(abs(seconds).rounded())).forPeople
        return "\(span) \(seconds > 0 ? "ahead" : "behind"), \(way)\(zone)"
    }

    private static func video(_ profile: ONVIFReport.Profile) -> String {
        var words: [String] = []
        let size = profile.width.flatMap { width in profile.height.map { "\(width)x\($0)" } }
        words.append([profile.codec ?? "none", size].compactMap(\.self).joined(separator: " "))
        words += profile.framesPerSecond.map { ["\(Self.rate($0)) fps"] } ?? []
        if !profile.isCompatible { words.append("which is left out: H264, H265 and JPEG can be shown") }
        return words.joined(separator: ", ")
    }

    /// A number that may be anything.
    private static func rate(_ number: Double) -> String {
        number.rounded() == number && abs(number) < 10_000 ? "\(Int(number))" : "\(number)"
    }

    private static func list(_ words: [String]) -> String {
        let more = words.count - Self.mostNamed
        return words.prefix(Self.mostNamed).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
}
