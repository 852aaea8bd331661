import FoundationEssentials

/// What `probe --json` prints.
struct ProbeDocument<Report: Encodable>: Encodable {
    /// `amcrest`, `onvif`.
    var kind: String
    /// `http://192.0.2.10`.
    var address: String
    var report: Report
    /// YAML to paste.
    var configuration: String

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            encoder.keyEncodingStrategy = .convertToSnakeCase
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
