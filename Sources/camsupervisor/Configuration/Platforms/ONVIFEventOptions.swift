internal import Shared

/// How an ONVIF device tells what happens.
enum ONVIFEventOptions {
    static let mode = DefaultedOption<ONVIFEventsMode>(
        "events",
        .choice,
        default: .automatic,
        shown: "`auto`",
        "How it tells what happens: it is asked (`pullpoint`), it posts (`webhook`), or whichever works."
    )
    static let enablesWebhooks = DefaultedOption(
        "enable_webhooks",
        .boolean,
        default: true,
        shown: "`true`",
        "Whether `auto` may have it post; Home Assistant's option."
    )
    private static let place = "http://192.0.2.5:8124"

    static let webhookURL = DefaultedOption<CameraURL?>(
        "webhook_url",
        .url(["http", "https"], example: place),
        shown: "none, and it never posts",
        "This service as the device reaches it, like `http://192.0.2.5:8124`."
    )
    static let webhookID = DefaultedOption<Secret<String>?>(
        "webhook_id",
        .webhookID,
        shown: "made by the service",
        "The secret name in `/api/webhook/…`; unique."
    )

    static func events(
        _ section: Section,
        _ report: inout Report
    ) -> (mode: ONVIFEventsMode, webhook: ONVIFWebhook?) {
        let mode = section.value(mode, &report)
        let isEnabled = section.value(enablesWebhooks, &report)
        let url = section.value(webhookURL, &report)
        let id = section.value(webhookID, &report)
        let isReachable = Self.check(url, section, &report)
        let urlKey = webhookURL.description.key
        switch mode {
        case .webhook:
            let place = section.location(of: Self.mode.description)
            if !isEnabled {
                report.error("'events: webhook' and 'enable_webhooks: false' exclude each other", at: place)
            }
            if !section.mentions(urlKey) {
                report.error(
                    "'events: webhook' needs '\(urlKey)': where the device reaches this service",
                    at: place,
                    hint: "such as http://192.0.2.5:8124; without it, 'events: pullpoint'"
                )
            }
        case .pullPoint, .off:
            for option in [webhookURL.description, webhookID.description] where section.mentions(option.key) {
                let words = "'\(option.key)' does nothing with 'events: \(mode.rawValue)'"
                report.warning(words, at: section.location(of: option))
            }
            return (mode, nil)
        case .automatic:
            let option = webhookID.description
            if section.mentions(option.key), !section.mentions(urlKey) {
                report.warning("'\(option.key)' does nothing without '\(urlKey)'", at: section.location(of: option))
            }
        }
        guard isEnabled, isReachable, let url else { return (mode, nil) }
        return (mode, ONVIFWebhook(base: url, id: id))
    }

    /// Whether it is where a webhook can be; `false` without one.
    private static func check(_ url: CameraURL?, _ section: Section, _ report: inout Report) -> Bool {
        guard let url else { return false }
        guard url.user == nil, url.query == nil else {
            report.error(
                "'\(webhookURL.description.key)' must have no login and no query",
                at: section.location(of: webhookURL.description),
                hint: "the webhook's name is secret enough"
            )
            return false
        }
        guard !url.path.contains(ONVIFWebhook.path) else {
            report.error(
                "'\(webhookURL.description.key)' must end before \(ONVIFWebhook.path)",
                at: section.location(of: webhookURL.description),
                hint: "like \(place); the name behind that is 'webhook_id', or made by the service"
            )
            return false
        }
        return true
    }
}

extension ONVIFWebhook {
    /// - Parameters:
    ///   - base: this service as the device reaches it.
    ///   - id: `nil` for one that the service makes, see ``WebhookNames``.
    init(base: CameraURL, id: Secret<String>?) {
        let path = base.path.hasSuffix("/") ? String(base.path.dropLast()) : base.path
        let front = "\(base.origin)\(path)\(Self.path)"
        self.init(url: Secret(front + (id?.reveal() ?? "")), id: id ?? Secret(""))
    }

    /// Before the id.
    fileprivate static let path = "/api/webhook/"

    var isNamed: Bool { !self.id.reveal().isEmpty }

    /// The same with a name, where the file gives none.
    func named(_ name: String) -> ONVIFWebhook {
        self.isNamed ? self : ONVIFWebhook(url: Secret(self.url.reveal() + name), id: Secret(name))
    }

    /// The address without its secret.
    var place: String {
        String(self.url.reveal().dropLast(self.id.reveal().count))
    }
}
