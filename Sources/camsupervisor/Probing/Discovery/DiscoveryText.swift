import IPC
import Shared

/// Who answered, as a table, with what was not asked below.
///
/// Pure.
enum DiscoveryText {
    /// - Parameter wait: seconds.
    static func of(_ devices: [DiscoveredDevice], _ report: DiscoveryReport, wait: Int) -> String {
        let asked = report.asked.isEmpty ? "" : " on \(self.list(report.asked))"
        var lines: [String] = []
        switch devices.count {
        case 0: lines.append("No ONVIF device answered within \(wait) s\(asked).")
        case 1: lines.append("1 ONVIF device answered within \(wait) s\(asked).")
        case let count: lines.append("\(count) ONVIF devices answered within \(wait) s\(asked).")
        }
        if devices.isEmpty { lines.append(self.advice) }
        if !devices.isEmpty { lines += [""] + self.table(devices) }
        if !report.notes.isEmpty { lines += ["", "not asked, or not looked at"] + report.notes.map { "  \($0)" } }
        return lines.map { "\($0)\n" }.joined()
    }

    private static let advice =
        "Cameras have ONVIF or its discovery turned off by their makers; --target asks an address that is known, "
        + "`camsupervisor probe onvif HOST` looks at it."

    private static func table(_ devices: [DiscoveredDevice]) -> [String] {
        let isConfigured = devices.contains { !$0.configured.isEmpty }
        let hasLocation = devices.contains { $0.report.location != nil }
        var header = ["NAME", "HARDWARE", "MAC", "ADDRESS"]
        if hasLocation { header.append("LOCATION") }
        if isConfigured { header.append("CONFIGURED AS") }
        let rows = devices.map { device in
            var row = [
                device.report.name ?? "-", device.report.hardware ?? "-", device.report.mac ?? "-", device.origin,
            ]
            if hasLocation { row.append(device.report.location ?? "-") }
            if isConfigured { row.append(device.configured.isEmpty ? "-" : device.configured.joined(separator: ", ")) }
            return row
        }
        return TextTable.lines(header, rows)
    }

    /// Interfaces or addresses that are named; how many more there are is said.
    private static let mostNamed = 6

    private static func list(_ words: [String]) -> String {
        let more = words.count - Self.mostNamed
        return words.prefix(Self.mostNamed).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
}
