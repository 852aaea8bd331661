import Testing

@testable import TestSupport

@Suite("ONVIFCamera: its events")
struct ONVIFEventTests {
    /// A pull point of a client, at the address that the device gave.
    private struct PullPoint {
        var caller: SOAPCaller
        var reference: ReceivedElement

        init(_ camera: ONVIFCamera, _ content: String = "", time: String? = "PT600S") async throws {
            var caller = SOAPCaller(camera)
            let end = time.map { "<tev:InitialTerminationTime>\($0)</tev:InitialTerminationTime>" } ?? ""
            let body = "<tev:CreatePullPointSubscription>\(content)\(end)</tev:CreatePullPointSubscription>"
            let answer = try await caller.call(.events, body)
            self.reference = try #require(answer.element, "\(answer.text)")
            let address = try #require(self.reference.descendant("SubscriptionReference", "Address")?.text)
            caller.path = "/" + address.split(separator: "/").dropFirst(2).joined(separator: "/")
            self.caller = caller
        }

        func pull(_ seconds: Double = 60, limit: Int = 100, header: String = "") async throws -> SOAPCaller.Answer {
            let body = "<tev:Timeout>PT\(seconds)S</tev:Timeout><tev:MessageLimit>\(limit)</tev:MessageLimit>"
            return try await self.caller.call(.events, "<tev:PullMessages>\(body)</tev:PullMessages>", header: header)
        }

        func topics(_ seconds: Double = 60, limit: Int = 100) async throws -> [String] {
            let answer = try await self.pull(seconds, limit: limit)
            return ONVIFEventTests.messages(answer.element).compactMap { $0["Topic"]?.text }
        }
    }

    private static func messages(_ element: ReceivedElement?) -> [ReceivedElement] {
        element?.children.filter { $0.name == "NotificationMessage" } ?? []
    }

    private static let other = ScriptedNotification("tns1:Device/Trigger/DigitalInput", data: ["LogicalState": "true"])

    @Test("a pull waits for what comes, and no longer than it was asked to")
    func pulls() async throws {
        let camera = try ONVIFCamera.start()
        let point = try await PullPoint(camera)
        #expect(try await point.topics(0.05) == [])
        let answer = Task { try await point.pull() }
        try await waitUntil("it is being waited for") { camera.operations.count { $0 == "PullMessages" } == 2 }
        camera.emit(.motion(true), Self.other)
        let messages = Self.messages(try await answer.value.element)
        #expect(messages.count == 2)
        let message = try #require(messages.first?.descendant("Message", "Message"))
        #expect(message.attributes["PropertyOperation"] == "Changed")
        #expect(message["Source"]?.children.count == 3)
        #expect(message.descendant("Data", "SimpleItem")?.attributes == ["Name": "IsMotion", "Value": "true"])
        #expect(camera.pullPoints == 1)
        #expect(camera.strangeRequests == [])
        #expect(
            try await ONVIFSchemas.complaints(requests: camera.requests.map(\.http.body), answers: camera.answers) == []
        )
    }

    @Test("what is true is told at the start and at a synchronization point, as Initialized")
    func properties() async throws {
        let camera = try ONVIFCamera.start()
        camera.emit(.motion(true), .motion(true, source: "VideoSource_1"))
        camera.emit(
            .motion(false, source: "VideoSource_1"),
            ScriptedNotification("tns1:Moment", source: [:], data: [:], nil)
        )
        let point = try await PullPoint(camera)
        for _ in 1...2 {
            let messages = Self.messages(try await point.pull(0).element)
            let values = messages.compactMap {
                $0.descendant("Message", "Message", "Data", "SimpleItem")?.attributes["Value"]
            }
            #expect(values == ["true", "false"])
            let operations = messages.map { $0.descendant("Message", "Message")?.attributes["PropertyOperation"] }
            #expect(operations == ["Initialized", "Initialized"])
            #expect(try await point.caller.call(.events, "<tev:SetSynchronizationPoint/>").status == 200)
        }
    }

    @Test("a filter lets through what it names, and a limit what it counts")
    func filters() async throws {
        let camera = try ONVIFCamera.start()
        let dialect = "Dialect=\"http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet\""
        let filter = "<wsnt:TopicExpression \(dialect)>tns1:Device//.|tns1:Never</wsnt:TopicExpression>"
        let point = try await PullPoint(camera, "<tev:Filter>\(filter)</tev:Filter>")
        camera.emit([.motion(true)] + Array(repeating: Self.other, count: 5))
        #expect(try await point.topics(0, limit: 3).count == 3)
        #expect(try await point.topics(0) == [Self.other.topic, Self.other.topic])
    }

    @Test("a subscription ends when its time is over, unless it is renewed; and one that ended is a fault")
    func termination() async throws {
        let camera = try ONVIFCamera.start()
        let point = try await PullPoint(camera)
        #expect(camera.subscriptions == 1)
        camera.update { $0.clockOffset += 500 }
        var caller = point.caller
        caller.clockOffset = 500
        let renewal = "<wsnt:Renew><wsnt:TerminationTime>PT600S</wsnt:TerminationTime></wsnt:Renew>"
        #expect(try await caller.call(.events, renewal).status == 200)
        #expect(camera.renewals == 1)
        camera.update { $0.clockOffset += 500 }
        caller.clockOffset = 1000
        #expect(camera.subscriptions == 1)
        camera.update { $0.clockOffset += 200 }
        caller.clockOffset = 1200
        #expect(camera.subscriptions == 0)
        let answer = try await caller.call(.events, renewal)
        #expect(answer.codes == ["env:Sender", "ter:InvalidArgVal"])
        #expect(answer.element?.descendant("Detail", "ResourceUnknownFault", "Timestamp") != nil)
        let again = try await PullPoint(camera)
        #expect(try await again.caller.call(.events, "<wsnt:Unsubscribe/>").status == 200)
        #expect(camera.subscriptions == 0)
        #expect(camera.totalSubscriptions == 2)
        #expect(camera.peakSubscriptions == 1)
        #expect(
            try await ONVIFSchemas.complaints(requests: camera.requests.map(\.http.body), answers: camera.answers) == []
        )
    }

    @Test("a waiting pull ends when the subscription is lost, and with the connection when it reboots")
    func lost() async throws {
        let camera = try ONVIFCamera.start { $0.rebootTime = .milliseconds(10) }
        let point = try await PullPoint(camera)
        let first = Task { try await point.pull() }
        try await waitUntil("it is being waited for") { camera.operations.last == "PullMessages" }
        camera.loseSubscriptions()
        #expect(try await first.value.status == 400)
        let other = try await PullPoint(camera)
        let second = Task { try await other.pull() }
        try await waitUntil("it is being waited for") { camera.operations.last == "PullMessages" }
        #expect(try await SOAPCaller(camera).call(.device, "<tds:SystemReboot/>").status == 200)
        await #expect(throws: (any Error).self) { try await second.value }
        #expect(camera.subscriptions == 0)
    }

    @Test("it grants what its habits say")
    func habits() async throws {
        let camera = try ONVIFCamera.start { $0.events.tellsPropertiesAtStart = false }
        func granted(
            _ termination: ONVIFEventHabits.Termination,
            time: String = "PT600S"
        ) async throws -> (said: String?, real: Double) {
            camera.update { $0.events.termination = termination }
            let point = try await PullPoint(camera, time: time)
            let state = camera.state
            let end = state.subscriptions.values.map(\.termination).max() ?? 0
            camera.loseSubscriptions()
            return (point.reference["TerminationTime"]?.text, end - state.now)
        }
        #expect((590...600).contains(try await granted(.asAsked).real))
        #expect(try await granted(.missing).said == nil)
        #expect(try await granted(.text("never")).said == "never")
        #expect((0...10).contains(try await granted(.fixed(10)).real))
        let absolute = XMLTime.text(camera.state.now + 300)
        #expect((200...300).contains(try await granted(.fixed(10), time: absolute).real))
        let past = try #require(try await granted(.past).said.flatMap { XMLTime.seconds(utc: $0) })
        #expect(past < camera.state.now)
        camera.update { $0.events.maximumSubscriptions = 0 }
        let full = try await SOAPCaller(camera).call(.events, "<tev:CreatePullPointSubscription/>")
        #expect(full.codes == ["env:Receiver", "ter:Action", "ter:MaxSubscriptions"])
        camera.update { $0.events.hasPullPoints = false }
        #expect(try await SOAPCaller(camera).call(.events, "<tev:CreatePullPointSubscription/>").status == 500)
    }

    @Test("500 notifications in one answer, when it ignores the limit; and answers at once, when it cannot wait")
    func rudeness() async throws {
        let camera = try ONVIFCamera.start {
            $0.events.ignoresLimit = true
            $0.events.answersAtOnce = true
        }
        let point = try await PullPoint(camera)
        #expect(try await point.topics(60) == [])
        camera.emit((0..<500).map { .motion($0.isMultiple(of: 2)) })
        #expect(try await point.topics(60, limit: 10).count == 500)
        var empty = ScriptedNotification("tns1:Odd")
        empty.isEmpty = true
        camera.emit(empty, ScriptedNotification(raw: "<wsnt:NotificationMessage/>"))
        let messages = Self.messages(try await point.pull().element)
        #expect(messages.map { $0.children.count } == [2, 0])
        #expect(messages.first?["Message"]?.children == [])
    }

    @Test("with reference parameters a call finds its subscription by what it echoes only")
    func referenceParameters() async throws {
        let camera = try ONVIFCamera.start { $0.events.usesReferenceParameters = true }
        let point = try await PullPoint(camera)
        #expect(point.caller.path == "/onvif/events_service")
        let parameters = point.reference.descendant("SubscriptionReference", "ReferenceParameters")
        #expect(parameters?.children.map(\.text) == ["1"])
        #expect(try await point.pull(0).status == 400)
        let echoed =
            "<a:SubscriptionId xmlns:a=\"http://www.axis.com/2009/event\" wsa:IsReferenceParameter=\"true\">1</a:SubscriptionId>"
        #expect(try await point.pull(0, header: echoed).status == 200)
        #expect(camera.strangeRequests == [])
    }

    @Test("notifications are brought to a consumer in their order, and failures are counted")
    func webhook() async throws {
        let camera = try ONVIFCamera.start()
        let consumer = try FakeCamera.start { $0["/hook"] = .bytes([], type: "text/plain") }
        func subscribe(_ address: String) async throws -> Int {
            let reference = "<wsnt:ConsumerReference><wsa:Address>\(address)</wsa:Address></wsnt:ConsumerReference>"
            let end = "<wsnt:InitialTerminationTime>PT600S</wsnt:InitialTerminationTime>"
            let answer = try await SOAPCaller(camera).call(
                .events,
                "<wsnt:Subscribe>\(reference)\(end)</wsnt:Subscribe>"
            )
            return answer.status
        }
        #expect(try await subscribe(consumer.url("/hook?key=1")) == 200)
        for _ in 1...20 { camera.emit(.motion(true), .motion(false)) }
        try await waitUntil("all are brought") { camera.deliveries.count == 20 }
        #expect(camera.deliveries == Array(repeating: 200, count: 20))
        let bodies = consumer.requests.map(\.body)
        let values = bodies.compactMap { try? StrictSOAP.parse($0).children.last?.children.first }.flatMap(
            Self.messages
        )
        .compactMap { $0.descendant("Message", "Message", "Data", "SimpleItem")?.attributes["Value"] }
        #expect(values == Array(repeating: ["true", "false"], count: 20).flatMap(\.self))
        #expect(camera.consumers == [consumer.url("/hook?key=1")])
        #expect(consumer.requests.first?.fields["Content-Type"]?.hasPrefix("application/soap+xml") == true)
        #expect(try await ONVIFSchemas.complaints(requests: bodies, answers: camera.answers) == [])
        consumer.goAway()
        #expect(try await subscribe("ftp://example.org/") == 200)
        camera.emit(.motion(true))
        try await waitUntil("both have failed") { camera.deliveries.suffix(2) == [nil, nil] }
    }
}
