import IPC
import Shared

/// How the cameras of a proposal are called.
///
/// Pure.
enum AmcrestNames {
    /// What its owner calls it, else what it is; `nil` when it says neither.
    static func device(_ report: AmcrestReport) -> String? {
        // From the factory some are called by their serial number, or its beginning.
        if let name = report.name, ProposedName.isGiven(name), report.serialNumber?.hasPrefix(name) != true {
            return name
        }
        let model = [report.vendor, report.model].compactMap(\.self).joined(separator: " ")
        return model.isEmpty ? nil : model
    }

    static func channel(_ channel: AmcrestReport.Channel, of report: AmcrestReport, device: String?) -> String? {
        guard (report.channelCount ?? report.channels.count) > 1 else { return device }
        if let name = channel.name, ProposedName.isGiven(name) { return name }
        return "\(device ?? "Recorder") \(channel.number)"
    }
}
