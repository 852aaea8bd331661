internal import Shared

/// `platform: push`.
enum PushPlatform {
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
        .webhookID,
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
}
