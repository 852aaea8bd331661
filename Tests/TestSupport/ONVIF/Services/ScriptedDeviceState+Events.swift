extension ScriptedDeviceState {
    mutating func answerEvents(_ name: String, _ request: ReceivedRequest) -> ONVIFReply {
        self.dropExpiredSubscriptions()
        switch name {
        case "GetServiceCapabilities":
            let content = """
                <tev:Capabilities WSSubscriptionPolicySupport="false" WSPausableSubscriptionManagerInterfaceSupport="false" \
                MaxNotificationProducers="10" MaxPullPoints="\(self.events.maximumSubscriptions)"/>
                """
            return Self.response(.events, name, content)
        case "GetEventProperties": return Self.response(.events, name, Self.eventProperties)
        case "CreatePullPointSubscription", "Subscribe": return self.subscribe(name, request.body)
        default: break
        }
        guard let number = self.subscriptionNumber(request), self.subscriptions[number] != nil else {
            return .fault(.unknownSubscription(at: XMLTime.text(self.now)))
        }
        switch name {
        case "PullMessages": return self.pull(number, request.body)
        case "Renew": return self.renew(number, request.body)
        case "Unsubscribe":
            guard self.events.hasUnsubscribe else { return .fault(.notSupported) }
            self.subscriptions[number] = nil
            return .body("<wsnt:UnsubscribeResponse/>")
        case "SetSynchronizationPoint":
            guard self.events.hasSynchronizationPoint else { return .fault(.notSupported) }
            self.tellProperties(number)
            return Self.response(.events, name)
        default: return .fault(.notSupported)
        }
    }

    /// Ends those whose time is over.
    mutating func dropExpiredSubscriptions() {
        let now = self.now
        self.subscriptions = self.subscriptions.filter { $0.value.termination > now }
    }

    /// Which subscription a request is for: by its address, or by the reference parameter that it echoes.
    func subscriptionNumber(_ request: ReceivedRequest) -> Int? {
        guard self.events.usesReferenceParameters else {
            guard request.http.path.hasPrefix(Self.subscriptionPath) else { return nil }
            return Int(request.http.path.dropFirst(Self.subscriptionPath.count))
        }
        return request.headers.first { $0.name == "SubscriptionId" && $0.namespace == Self.referenceNamespace }
            .flatMap { Int($0.text) }
    }

    static let subscriptionPath = "/onvif/subscription/"
    private static let referenceNamespace = "http://www.axis.com/2009/event"

    private func reference(_ number: Int) -> String {
        let path =
            self.events.usesReferenceParameters ? ScriptedService.events.path : "\(Self.subscriptionPath)\(number)"
        let parameters = """
            <wsa:ReferenceParameters><dom0:SubscriptionId xmlns:dom0="\(Self.referenceNamespace)">\(number)\
            </dom0:SubscriptionId></wsa:ReferenceParameters>
            """
        return Self.element("wsa:Address", self.events.address.text(origin: self.origin, path: path).xmlEscaped)
            + (self.events.usesReferenceParameters ? parameters : "")
    }

    private mutating func subscribe(_ name: String, _ body: ReceivedElement) -> ONVIFReply {
        let isPull = name == "CreatePullPointSubscription"
        guard isPull ? self.events.hasPullPoints : self.events.hasWebhooks else { return .fault(.notSupported) }
        guard self.subscriptions.count < self.events.maximumSubscriptions else {
            return .fault(
                ScriptedFault(
                    "Receiver",
                    ["ter:Action", "ter:MaxSubscriptions"],
                    "Maximum number of subscriptions reached"
                )
            )
        }
        self.lastSubscription += 1
        let number = self.lastSubscription
        let filters = body["Filter"]?.children.filter { $0.name == "TopicExpression" }.map(\.text) ?? []
        self.subscriptions[number] = ONVIFSubscription(
            number: number,
            consumer: isPull ? nil : body.descendant("ConsumerReference", "Address")?.text,
            topics: filters,
            termination: self.granted(body["InitialTerminationTime"]?.text)
        )
        self.peakSubscriptions = max(self.peakSubscriptions, self.subscriptions.count)
        if self.events.tellsPropertiesAtStart { self.tellProperties(number) }
        let element = isPull ? "tev" : "wsnt"
        return .body(
            """
            <\(element):\(name)Response><\(element):SubscriptionReference>\(self.reference(number))\
            </\(element):SubscriptionReference>\(self.times(of: number, "wsnt", terminationFirst: false))\
            </\(element):\(name)Response>
            """
        )
    }

    /// When what was asked for ends.
    private func granted(_ asked: String?) -> Double {
        let now = self.now
        guard let asked else { return now + self.events.usual }
        if let moment = XMLTime.seconds(utc: asked) { return min(moment, now + self.events.longest) }
        if case .fixed(let seconds) = self.events.termination { return now + seconds }
        return now + min(XMLTime.duration(asked) ?? self.events.usual, self.events.longest)
    }

    private func times(of number: Int, _ prefix: String, terminationFirst: Bool) -> String {
        let now = self.now
        let termination = self.subscriptions[number]?.termination ?? now
        let said: String? =
            switch self.events.termination {
            case .asAsked, .fixed: XMLTime.text(termination)
            case .missing: nil
            case .past: XMLTime.text(now - 3600)
            case .text(let text): text
            }
        let end = said.map { Self.element("\(prefix):TerminationTime", $0) } ?? ""
        let current = self.events.saysCurrentTime ? Self.element("\(prefix):CurrentTime", XMLTime.text(now)) : ""
        return terminationFirst ? end + current : current + end
    }

    private mutating func renew(_ number: Int, _ body: ReceivedElement) -> ONVIFReply {
        let termination = self.granted(body["TerminationTime"]?.text)
        self.subscriptions[number]?.termination = termination
        self.subscriptions[number]?.renewals += 1
        return .body(Self.element("wsnt:RenewResponse", self.times(of: number, "wsnt", terminationFirst: true)))
    }

    private mutating func tellProperties(_ number: Int) {
        let properties = self.properties.sorted { $0.key < $1.key }.map { _, notification in
            var notification = notification
            notification.operation = .initialized
            return notification
        }
        self.subscriptions[number]?.add(properties)
    }

    private mutating func pull(_ number: Int, _ body: ReceivedElement) -> ONVIFReply {
        guard self.subscriptions[number]?.consumer == nil else {
            return .fault(.invalid("ter:InvalidArgVal", "not a pull point"))
        }
        let limit = body["MessageLimit"].flatMap { Int($0.text) } ?? 1
        let seconds = body["Timeout"].flatMap { XMLTime.duration($0.text) } ?? 0
        guard seconds <= self.events.longestPull else {
            return .fault(.tooLongPull(most: self.events.saysLongestPull ? Int(self.events.longestPull) : nil))
        }
        return .pull(subscription: number, seconds: seconds, limit: limit)
    }

    /// The answer of a pull; `nil` while there is nothing to tell and the time is not over.
    mutating func pulled(_ number: Int, limit: Int, isOver: Bool) -> ONVIFReply? {
        self.dropExpiredSubscriptions()
        guard let queue = self.subscriptions[number]?.queue else {
            return .fault(.unknownSubscription(at: XMLTime.text(self.now)))
        }
        guard !queue.isEmpty || isOver || self.events.answersAtOnce else { return nil }
        let count = self.events.ignoresLimit ? queue.count : min(queue.count, max(0, limit))
        let now = self.now
        let messages = queue.prefix(count).map { $0.text(now: now, subscription: nil) }.joined()
        self.subscriptions[number]?.queue.removeFirst(count)
        return Self.response(
            .events,
            "PullMessages",
            self.times(of: number, "tev", terminationFirst: false) + messages
        )
    }

    /// The message to a consumer, and its action.
    func notify(_ notifications: [ScriptedNotification], _ number: Int) -> SOAPEnvelope {
        let now = self.now
        let reference = self.events.usesReferenceParameters ? nil : "\(self.origin)\(Self.subscriptionPath)\(number)"
        return SOAPEnvelope(
            action: "http://docs.oasis-open.org/wsn/bw-2/NotificationConsumer/Notify",
            body: Self.element(
                "wsnt:Notify",
                notifications.map { $0.text(now: now, subscription: reference) }.joined()
            ),
            style: self.style
        )
    }

    private static let eventProperties = """
        <tev:TopicNamespaceLocation>http://www.onvif.org/onvif/ver10/topics/topicns.xml</tev:TopicNamespaceLocation>\
        <wsnt:FixedTopicSet>true</wsnt:FixedTopicSet><wstop:TopicSet><tns1:RuleEngine><CellMotionDetector>\
        <Motion wstop:topic="true"><tt:MessageDescription IsProperty="true"><tt:Source>\
        <tt:SimpleItemDescription Name="VideoSourceConfigurationToken" Type="tt:ReferenceToken"/></tt:Source><tt:Data>\
        <tt:SimpleItemDescription Name="IsMotion" Type="xs:boolean" xmlns:xs="http://www.w3.org/2001/XMLSchema"/></tt:Data>\
        </tt:MessageDescription></Motion></CellMotionDetector></tns1:RuleEngine></wstop:TopicSet>\
        <wsnt:TopicExpressionDialect>http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet</wsnt:TopicExpressionDialect>\
        <wsnt:TopicExpressionDialect>http://docs.oasis-open.org/wsn/t-1/TopicExpression/Concrete</wsnt:TopicExpressionDialect>\
        <tev:MessageContentFilterDialect>http://www.onvif.org/ver10/tev/messageContentFilter/ItemFilter\
        </tev:MessageContentFilterDialect>\
        <tev:MessageContentSchemaLocation>http://www.onvif.org/onvif/ver10/schema/onvif.xsd\
        </tev:MessageContentSchemaLocation>
        """
}
