/// Something that happened, as a device tells it.
package struct ScriptedNotification: Sendable, Hashable {
    /// A `SimpleItem`.
    package struct Item: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package enum Operation: String, Sendable, Hashable {
        case initialized = "Initialized"
        case changed = "Changed"
        case deleted = "Deleted"
    }

    /// With its prefix: `tns1:RuleEngine/CellMotionDetector/Motion`.
    package var topic: String
    package var source: [Item]
    package var key: [Item] = []
    package var data: [Item]
    /// `nil`: a thing of a moment, not the change of a property.
    package var operation: Operation?
    /// When it happened, by the device's clock; `nil` for now.
    package var time: Double?
    /// No `tt:Message` within `wsnt:Message`, which the Python client shows as `Message: None`.
    package var isEmpty = false
    /// The whole `wsnt:NotificationMessage` instead, as a maker writes it.
    package var raw: String?

    package init(
        _ topic: String,
        source: KeyValuePairs<String, String> = [:],
        data: KeyValuePairs<String, String> = [:],
        _ operation: Operation? = .changed
    ) {
        self.topic = topic
        self.source = source.map { Item($0.key, $0.value) }
        self.data = data.map { Item($0.key, $0.value) }
        self.operation = operation
    }

    /// A message as somebody else's device wrote it; its topic is for filters only.
    package init(raw: String, topic: String = "") {
        self.init(topic, source: [:], data: [:], nil)
        self.raw = raw
    }

    /// Motion in the cells of a source, the commonest event there is.
    package static func motion(
        _ isMotion: Bool,
        source: String = "VideoSource_0",
        _ operation: Operation = .changed
    ) -> Self {
        Self(
            "tns1:RuleEngine/CellMotionDetector/Motion",
            source: [
                "VideoSourceConfigurationToken": "Conf_\(source)", "VideoAnalyticsConfigurationToken": "Analytics_0",
                "Rule": "MyMotionDetectorRule",
            ],
            data: ["IsMotion": "\(isMotion)"],
            operation
        )
    }

    /// Which property it tells of.
    var propertyName: String { "\(self.topic) \((self.source + self.key).map { "\($0.name)=\($0.value)" })" }

    /// As an element; the prefixes are those of ``SOAPNamespace/declared``.
    func text(now: Double, subscription: String?) -> String {
        if let raw { return raw }
        let lists = [("Source", self.source), ("Key", self.key), ("Data", self.data)].map { name, items in
            items.isEmpty ? "" : "<tt:\(name)>\(items.map(Self.text).joined())</tt:\(name)>"
        }
        let operation = self.operation.map { " PropertyOperation=\"\($0.rawValue)\"" } ?? ""
        let message =
            "<tt:Message UtcTime=\"\(XMLTime.text(self.time ?? now))\"\(operation)>\(lists.joined())</tt:Message>"
        let reference = subscription.map {
            "<wsnt:SubscriptionReference><wsa:Address>\($0.xmlEscaped)</wsa:Address></wsnt:SubscriptionReference>"
        }
        return """
            <wsnt:NotificationMessage>\(reference ?? "")\
            <wsnt:Topic Dialect="http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet">\(self.topic)</wsnt:Topic>\
            <wsnt:Message>\(self.isEmpty ? "" : message)</wsnt:Message></wsnt:NotificationMessage>
            """
    }

    private static func text(_ item: Item) -> String {
        "<tt:SimpleItem Name=\"\(item.name.xmlEscaped)\" Value=\"\(item.value.xmlEscaped)\"/>"
    }
}
