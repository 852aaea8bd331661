/// What a real device answered, from Recordings/.
///
/// The addresses in it were replaced by 127.66.66.77 when it was made, and are replaced by our own when it is played: nothing
/// is ever sent to an address out of a recording.
package struct ONVIFRecording: Sendable {
    /// The devices there are recordings of.
    package enum Device: String, Sendable, CaseIterable {
        /// AXIS Q6045-E, a dome; firmware of 2018.
        case axis
        /// HIKVISION DS-2CD2012-I, a fixed camera; firmware of 2018.
        case hikvision
    }

    private static let folder = #filePath.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/Recordings"
    private static let placeholder = "127.66.66.77"

    private let answers: [String: String]

    /// - Parameter origin: where our device is, `http://127.0.0.1:8000`.
    package init(_ device: Device, origin: String) throws {
        let folder = "\(Self.folder)/\(device.rawValue)"
        var answers: [String: String] = [:]
        for service in namesInFolder(folder) {
            for file in namesInFolder("\(folder)/\(service)") {
                let parts = file.split(separator: ".")
                guard parts.count == 3 else { continue }
                let text = String(decoding: try readFile("\(folder)/\(service)/\(file)"), as: UTF8.self)
                // Replaced with the port: a recording's addresses have none, or one that we do not listen on.
                answers["\(service) \(parts[0])"] = Self.moved(text, to: origin)
            }
        }
        self.answers = answers
    }

    private static func moved(_ text: String, to origin: String) -> String {
        let authority = origin.drop { $0 != "/" }.dropFirst(2)
        let host = authority.prefix { $0 != ":" }
        return text.replacing("http://\(self.placeholder):80/", with: "\(origin)/")
            .replacing("http://\(self.placeholder)", with: origin)
            .replacing("https://\(self.placeholder)", with: origin)
            .replacing(self.placeholder, with: host)
    }

    /// Folders are named for services, but for the first.
    private static func folder(of service: ScriptedService) -> String {
        service == .device ? "core" : service.rawValue
    }

    func answer(to request: ReceivedRequest) -> ONVIFReply? {
        guard let operation = ONVIFContract.operations[request.key] else { return nil }
        return self.answers["\(Self.folder(of: operation.service)) \(operation.name)"].map { text in
            // Statuses were not recorded: those that SOAP says.
            .recorded(text, status: text.contains(":Fault") ? (text.contains(":Receiver<") ? 500 : 400) : 200)
        }
    }

    /// The recorded answers, by service and operation: `media GetProfiles`.
    package var texts: [String: String] { self.answers }
}
