/// Somebody who wants to be told.
struct ONVIFSubscription: Sendable {
    var number: Int
    /// Where messages are sent to; `nil` for a pull point.
    var consumer: String?
    /// Topic expressions that are wanted; empty for all.
    var topics: [String]
    /// When it ends, by the device's clock.
    var termination: Double
    /// What is still to be told.
    var queue: [ScriptedNotification] = []
    var renewals = 0

    /// Notifications kept for a client that does not fetch them; a device has little memory.
    static let maximumQueue = 2_000

    func wants(_ notification: ScriptedNotification) -> Bool {
        self.topics.isEmpty || self.topics.contains { Self.matches(notification.topic, $0) }
    }

    mutating func add(_ notifications: [ScriptedNotification]) {
        self.queue += notifications.filter(self.wants)
        self.queue.removeFirst(max(0, self.queue.count - Self.maximumQueue))
    }

    /// Topic expressions of dialect ConcreteSet: alternatives by `|`, and `//.` for everything below.
    private static func matches(_ topic: String, _ expression: String) -> Bool {
        expression.split(separator: "|").contains { alternative in
            let wanted = alternative.trimmingBlanks()
            return wanted.hasSuffix("//.") ? topic.hasPrefix(wanted.dropLast(3)) : topic == wanted
        }
    }
}

extension ScriptedDeviceState {
    /// Keeps what is true at the moment in step with what is told.
    mutating func note(_ notification: ScriptedNotification) {
        guard let operation = notification.operation else { return }
        self.properties[notification.propertyName] = operation == .deleted ? nil : notification
    }

    /// Puts notifications into the queues; and gives the messages for consumers.
    mutating func tell(_ notifications: [ScriptedNotification]) -> [(consumer: String, message: SOAPEnvelope)] {
        var messages: [(consumer: String, message: SOAPEnvelope)] = []
        for number in self.subscriptions.keys.sorted() {
            guard let consumer = self.subscriptions[number]?.consumer else {
                self.subscriptions[number]?.add(notifications)
                continue
            }
            let wanted = notifications.filter { self.subscriptions[number]?.wants($0) == true }
            if !wanted.isEmpty { messages.append((consumer, self.notify(wanted, number))) }
        }
        return messages
    }
}
