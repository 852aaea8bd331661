import IPC
import Shared

/// What was answered, by what a worker says was not.
extension ONVIFReport {
    private static let questions = ["GetServices", "GetCapabilities", "GetProfiles"]

    /// Whether nothing came that only an ONVIF device says: whoever answered is none, or not at this path.
    var isSilent: Bool {
        self.clock == nil && self.manufacturer == nil && self.model == nil && self.profiles.isEmpty
            && Self.questions.allSatisfy(self.lacks)
    }

    /// Whether its services are those that any device has, because it named none.
    var hasAssumedServices: Bool { self.lacks("GetServices") && self.lacks("GetCapabilities") }

    /// What it is, `AXIS Q6045-E`; `nil` when it does not say.
    ///
    /// Some makers' models begin with the maker.
    var fullName: String? {
        let (maker, model) = (self.manufacturer ?? "", self.model ?? "")
        let isWhole = model.lowercased().hasPrefix("\(maker.lowercased()) ")
        let name = isWhole ? model : [maker, model].filter { !$0.isEmpty }.joined(separator: " ")
        return name.isEmpty ? nil : name
    }

    private func lacks(_ operation: String) -> Bool { self.unanswered.contains { $0.hasPrefix("\(operation): ") } }

    /// Why there is nothing to be said of it; `nil` where there is.
    ///
    /// - Parameter device: where it was asked.
    func silence(at device: CameraURL) -> String? {
        guard self.isSilent else { return nil }
        let usual = ONVIFConfiguration.usualPath
        let advice = device.path == usual ? "" : "; without a path it would be \(usual)"
        let reason = self.unanswered.first.map { " (\($0.printable))" } ?? ""
        return "nothing that ONVIF asks is answered there\(reason)\(advice)"
    }
}
