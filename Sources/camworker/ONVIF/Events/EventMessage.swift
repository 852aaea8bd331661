internal import Shared

/// One notification: something at a device is so, or happened.
struct EventMessage: Hashable, Sendable {
    /// What became of a property (ONVIF Core §9.4); messages of events that are no properties have none.
    enum Operation: String, Hashable, Sendable {
        /// So it is: told at the beginning, and when synchronised; nothing happened.
        case initialized = "Initialized"
        case changed = "Changed"
        /// There is no such thing any more.
        case deleted = "Deleted"
    }

    struct Item: Hashable, Sendable {
        var name: String
        var value: String
    }

    /// As the device writes it: `tns1:RuleEngine/CellMotionDetector/Motion`.
    var topic: String
    /// By the device's clock.
    var time: WallTime?
    var operation: Operation?
    /// Which lens, which rule: what tells entities of one topic from each other.
    var source: [Item]
    var data: [Item]
    /// What a device tells in elements of its own, by the names of their items.
    var elements: [XMLElement]
    /// The message itself is missing: some firmware says so that it is over.
    var isBare: Bool

    /// Items of one message; a face has 20.
    private static let mostItems = 64
    private static let longestTopic = 300
    private static let longestName = 100
    private static let longestValue = 1024

    /// - Parameter element: a `NotificationMessage`.
    /// - Returns: `nil` for one without topic, which says nothing.
    init?(_ element: XMLElement) {
        guard let topic = element.text("Topic"), topic.utf8.count <= Self.longestTopic else { return nil }
        self.topic = topic
        let outer = element.child("Message")
        // Firmware forgets one of the two.
        let message = outer?.child("Message") ?? outer
        self.time = message?.attribute("UtcTime").flatMap { DeviceTime.parse($0) }
        self.operation = message?.attribute("PropertyOperation").flatMap { Operation(rawValue: $0) }
        self.source = Self.items(message?.child("Source")) + Self.items(message?.child("Key"))
        self.data = Self.items(message?.child("Data"))
        self.elements = (message?.child("Data")?.children("ElementItem") ?? []).prefix(Self.mostItems).flatMap(
            \.children
        )
        self.isBare = message.map { $0.children.isEmpty } ?? true
    }

    private static func items(_ element: XMLElement?) -> [Item] {
        (element?.children("SimpleItem") ?? []).prefix(Self.mostItems).compactMap { item in
            guard let name = item.attribute("Name") ?? item.text("Name"), name.utf8.count <= Self.longestName else {
                return nil
            }
            let value = item.attribute("Value") ?? item.text("Value") ?? item.text
            guard value.utf8.count <= Self.longestValue else { return nil }
            return Item(name: name, value: value)
        }
    }

    /// The value of a data item, its name in whatever case.
    func datum(_ name: String) -> String? {
        self.data.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The topic without namespaces, and without what firmware leaves at its end: `RuleEngine/CellMotionDetector/Motion//.`.
    ///
    /// Prefixes are a document's own business: `tns1:` is `tns:` or `ns5:` with some.
    var path: String {
        let parts = self.topic.split(separator: "/").map { part in
            String(part.lastIndex(of: ":").map { part[part.index(after: $0)...] } ?? part)
        }
        return parts.filter { !$0.isEmpty && $0 != "." }.joined(separator: "/")
    }
}

extension EventMessage {
    /// Messages of one answer that are looked at; 100 are asked for, and some devices send what they have.
    static let most = 1_000

    /// All that an answer holds, and how many of them make no sense.
    ///
    /// - Parameter answer: of PullMessages, or a `Notify`.
    static func all(in answer: XMLElement) -> (messages: [EventMessage], unreadable: Int) {
        let elements = answer.children("NotificationMessage")
        let messages = elements.prefix(Self.most).compactMap { EventMessage($0) }
        return (messages, elements.count - messages.count)
    }

    /// What a device posted to an address of ours.
    ///
    /// - Throws: ``SOAPTrouble`` for what is no notification.
    static func notification(_ body: [UInt8]) throws(SOAPTrouble) -> (messages: [EventMessage], unreadable: Int) {
        func trouble(_ cause: SOAPTrouble.Cause) -> SOAPTrouble { SOAPTrouble(operation: "Notify", cause: cause) }
        let root: XMLElement
        do {
            root = try XMLDocument(body).root
        } catch {
            throw trouble(error == .page ? .page : .unreadable(error))
        }
        // Some leave the envelope out.
        guard let notify = root.name == "Notify" ? root : root.child("Body")?.child("Notify") else {
            throw trouble(.notSOAP(TextExcerpt.of(root.name, longest: 60)))
        }
        return Self.all(in: notify)
    }
}
