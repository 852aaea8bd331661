import IPC
import Shared

/// A configuration for a camera that was looked at: what differs from the defaults, and the entities that it can have.
///
/// Pure. It passes `check` as it is printed, once the secret that it names is there.
struct AmcrestProposal {
    /// How the camera was reached.
    struct Login {
        var server: CameraURL
        var verifiesTLS: Bool
        var user: String
    }

    private struct Camera {
        var id: String
        var name: String?
        var channel: AmcrestReport.Channel
    }

    private let report: AmcrestReport
    private let login: Login
    private let cameras: [Camera]
    /// In secrets.yaml.
    let secret: String

    init(_ report: AmcrestReport, _ login: Login) {
        self.report = report
        self.login = login
        let device = AmcrestNames.device(report)
        let channels = report.channels.filter { 1...256 ~= $0.number }
        var taken: Set<String> = []
        self.cameras = channels.map { channel in
            let name = AmcrestNames.channel(channel, of: report, device: device)
            let id = ProposedName.id(name, besides: taken)
            taken.insert(id)
            return Camera(id: id, name: name, channel: channel)
        }
        self.secret = ProposedName.id(device, besides: [], for: "_password") + "_password"
    }

    /// YAML, with what to do as a comment; empty when there is no channel to configure.
    var text: String {
        guard !self.cameras.isEmpty else { return "" }
        let head = [
            "# Paste this into the configuration, and into the secrets.yaml beside it, with the password in quotes:",
            "#   \(self.secret): \"…\"", "cameras:",
        ]
        return (head + self.cameras.flatMap { self.lines($0) }).map { "\($0)\n" }.joined()
    }

    private func lines(_ camera: Camera) -> [String] {
        let isFirst = camera.channel.number == self.cameras.first?.channel.number
        var options: [(String, String?)] = [
            ("platform", "amcrest"), ("name", camera.name.map { YAMLText.of($0) }),
            ("host", YAMLText.of(self.login.server.host)), ("port", self.login.server.port.map { "\($0)" }),
            ("https", self.login.server.scheme == "https" ? "true" : nil),
            ("verify_ssl", self.login.server.scheme == "https" && !self.login.verifiesTLS ? "false" : nil),
            ("username", YAMLText.of(self.login.user)), ("password", "!secret \(self.secret)"),
            ("channel", camera.channel.number == 1 ? nil : "\(camera.channel.number)"),
        ]
        options += [
            ("binary_sensors", Self.list(self.binarySensors(camera.channel))),
            ("sensors", Self.list(self.sensors(camera.channel, isFirst: isFirst))),
            ("switches", camera.channel.isPrivate == nil ? nil : Self.list([AmcrestSwitch.privacyMode])),
            ("entities", self.events(camera.channel)),
        ]
        return ["  \(camera.id):"] + options.compactMap { key, value in value.map { "    \(key): \($0)" } }
    }

    private static func list<Word: RawRepresentable>(_ words: [Word]) -> String? where Word.RawValue == String {
        words.isEmpty ? nil : "[\(words.map(\.rawValue).joined(separator: ", "))]"
    }

    // MARK: - What it can have

    private func lists(_ codes: String...) -> Bool { codes.contains { self.report.eventCodes.contains($0) } }

    private func binarySensors(_ channel: AmcrestReport.Channel) -> [AmcrestBinarySensor] {
        var sensors: [AmcrestBinarySensor] = []
        if channel.detectsMotion != nil || self.lists("VideoMotion") { sensors.append(.motionDetected) }
        if channel.detectsSound != nil || self.lists("AudioMutation", "AudioIntensity") {
            sensors.append(.audioDetected)
        }
        if channel.lineRules > 0 { sensors.append(.crosslineDetected) }
        return sensors + [.online]
    }

    /// - Parameter isFirst: the memory card is the device's, and one camera's sensor is enough.
    private func sensors(_ channel: AmcrestReport.Channel, isFirst: Bool) -> [AmcrestSensor] {
        var sensors: [AmcrestSensor] = []
        if self.report.storage != nil, isFirst { sensors.append(.sdcard) }
        // A camera that cannot move may know the question all the same.
        if channel.presets?.isEmpty == false { sensors.append(.ptzPreset) }
        return sensors
    }

    /// Entities of kind `event` are there when they are asked for.
    private func events(_ channel: AmcrestReport.Channel) -> String? {
        var keys: [String] = []
        let isDoorbell = self.report.deviceClass == "VTO" || self.lists("DoorbellPressed", "CallNoAnswered")
        if isDoorbell { keys.append("doorbell") }
        if let smart = channel.smartMotion, smart.isOn { keys.append("smart_motion") }
        return keys.isEmpty ? nil : "{ enable: [\(keys.joined(separator: ", "))] }"
    }
}
