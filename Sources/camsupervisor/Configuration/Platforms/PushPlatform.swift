internal import Shared

/// `platform: push`.
enum PushPlatform {
    /// A webhook id is the only thing an uploader shows; Home Assistant's page asks for more than 8 characters.
    private static let shortestID = 9
    private static let longestID = 256

    static let buffer = DefaultedOption(
        "buffer",
        .integer(1...1000),
        default: 1,
        shown: "1",
        "Pictures kept of an event, for its replay."
    )
    static let timeout = DefaultedOption(
        "timeout",
        .period(.milliseconds(1)...(.seconds(86_400))),
        default: .seconds(5),
        shown: "5 s",
        "An event ends this long after its last picture."
    )
    static let webhookID = RequiredOption(
        "webhook_id",
        webhookIDReader,
        "The secret name in `/api/webhook/…`; unique. `openssl rand -hex 16` makes one."
    )
    static let field = DefaultedOption(
        "field",
        .nonEmptyText(longest: 256),
        default: "image",
        shown: "`image`",
        "The form field that holds the picture."
    )

    static let table = OptionTable(
        "push",
        [webhookID.description, buffer.description, timeout.description, field.description]
    )

    static func source(_ section: Section, _ report: inout Report) -> SourceConfiguration? {
        let id = section.value(webhookID, &report)
        let buffer = section.value(buffer, &report)
        let timeout = section.value(timeout, &report)
        let field = section.value(field, &report)
        guard let id else { return nil }
        return .push(PushConfiguration(buffer: buffer, timeout: timeout, webhookID: id, field: field))
    }

    private static let webhookIDReader = ValueReader<Secret<String>>("a text longer than 8 characters, kept secret") {
        node,
        key,
        report in
        guard let id = ValueReader<Secret<String>>.secret(longest: longestID).read(node, key: key, &report) else {
            return nil
        }
        let text = id.reveal()
        guard text.count >= shortestID else {
            report.error("'\(key)' must be longer than \(shortestID - 1) characters", at: node.location)
            return nil
        }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"/?#%".utf8.contains($0) }) else {
            report.error(
                "'\(key)' must be fit for a URL: letters, digits and marks, but no space and none of / ? # %",
                at: node.location
            )
            return nil
        }
        return id
    }
}
