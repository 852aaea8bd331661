import Shared

/// Makes a camera's words fit for a terminal and a file: short, in one line, printable, without the secrets that it was told.
///
/// The worker that sends them may be the camera's by then.
struct ProbeWords: Sendable {
    /// Unicode scalars of a text; the longest are reasons, of names nobody has more than 64.
    static let longestText = 300
    /// Members of a list; recorders have 64 channels and events 60 codes.
    static let longestList = 512

    var redaction: Redaction

    func tidy(_ text: String) -> String {
        let shown = self.redaction.apply(to: text)
        let cut = String(shown.unicodeScalars.prefix(Self.longestText)).printable
        return cut.unicodeScalars.count < shown.unicodeScalars.count ? cut + "…" : cut
    }

    func tidy(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool, .integer, .number: value
        case .text(let text): .text(self.tidy(text))
        case .list(let list): .list(list.prefix(Self.longestList).map { self.tidy($0) })
        case .object(let object): .object(object.mapValues { self.tidy($0) })
        }
    }
}
