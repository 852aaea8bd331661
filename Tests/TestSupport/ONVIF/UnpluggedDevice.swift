package import Shared

/// A scripted ONVIF device without a network, by a clock of the test's: asked by hand, it answers as strictly as
/// ``ONVIFCamera`` does.
package final class UnpluggedDevice {
    /// What comes for a request.
    package enum Answer {
        case soap([UInt8], status: Int)
        /// A pull that is answered by ``pulled(_:limit:isOver:)``, at the latest after so many seconds.
        case pull(subscription: Int, seconds: Double, limit: Int)
    }

    package var state: ScriptedDeviceState
    /// Operations in order.
    package private(set) var operations: [String] = []
    /// What is wrong with requests, in words; a client of ours leaves it empty.
    package private(set) var strangeRequests: [String] = []
    /// What it has posted since somebody looked, with its consumer.
    package private(set) var posts: [(consumer: String, body: [UInt8])] = []
    private let wallClock: () -> WallTime
    /// Seconds that its clock is ahead.
    private let offset: Double

    /// - Parameter wallClock: what time it is for everybody but it.
    package init(
        _ model: ONVIFModel,
        offset: Double = 0,
        wallClock: @escaping () -> WallTime,
        _ prepare: (inout ScriptedDeviceState) -> Void = { _ in }
    ) {
        self.state = ScriptedDeviceState(model)
        self.state.origin = "http://192.0.2.1:8000"
        self.state.authentication = .none
        self.wallClock = wallClock
        self.offset = offset
        prepare(&self.state)
    }

    /// Alive at the moment, of both kinds.
    package var subscriptions: Int {
        self.setClock()
        self.state.dropExpiredSubscriptions()
        return self.state.subscriptions.count
    }

    package func loseSubscriptions() { self.state.subscriptions = [:] }

    package func answer(path: String, contentType: String, body: [UInt8], at now: MonotonicTime) -> Answer {
        self.setClock()
        let head = Array("POST \(path) HTTP/1.1\r\nContent-Type: \(contentType)".utf8)
        do throws(StrictSOAP.Complaint) {
            guard var http = CameraRequest(head: head, connection: 1, arrived: now) else {
                throw StrictSOAP.Complaint(description: "a head that makes no sense")
            }
            http.body = body
            let request = try ReceivedRequest(http)
            self.operations.append(request.operation)
            let complaints = ONVIFExaminer.complaints(about: request, paths: nil)
            self.strangeRequests += complaints.map { "\(request.operation): \($0)" }
            return self.answer(self.state.answer(request))
        } catch {
            self.strangeRequests.append(error.description)
            return .soap([], status: 400)
        }
    }

    /// The answer of a pull; `nil` while there is nothing to tell and the time is not over.
    package func pulled(_ subscription: Int, limit: Int, isOver: Bool) -> Answer? {
        self.setClock()
        return self.state.pulled(subscription, limit: limit, isOver: isOver).map { self.answer($0) }
    }

    /// Whether a pull would be answered at once: there is something to tell, or the subscription is gone.
    package func hasNews(_ subscription: Int) -> Bool {
        self.setClock()
        self.state.dropExpiredSubscriptions()
        return self.state.subscriptions[subscription].map { !$0.queue.isEmpty } ?? true
    }

    /// Tells everybody who is subscribed, and keeps what is true at the moment in step.
    package func emit(_ notifications: [ScriptedNotification]) {
        self.setClock()
        for notification in notifications { self.state.note(notification) }
        self.state.dropExpiredSubscriptions()
        self.posts += self.state.tell(notifications).map { ($0.consumer, Array($0.message.text.utf8)) }
    }

    /// What consumers of notifications are told of properties when they ask for it.
    package func takePosts() -> [(consumer: String, body: [UInt8])] {
        self.setClock()
        // A synchronization point puts what is true into the queue of a consumer as well.
        for (number, subscription) in self.state.subscriptions.sorted(by: { $0.key < $1.key }) {
            guard let consumer = subscription.consumer, !subscription.queue.isEmpty else { continue }
            self.posts.append((consumer, Array(self.state.notify(subscription.queue, number).text.utf8)))
            self.state.subscriptions[number]?.queue = []
        }
        defer { self.posts = [] }
        return self.posts
    }

    private func answer(_ reply: ONVIFReply) -> Answer {
        switch reply {
        case .body(let body), .reboot(let body): .soap(Array(SOAPEnvelope(body: body).text.utf8), status: 200)
        case .fault(let fault):
            .soap(Array(SOAPEnvelope(body: fault.body(isVersion11: false)).text.utf8), status: fault.httpStatus)
        case .pull(let number, let seconds, let limit): .pull(subscription: number, seconds: seconds, limit: limit)
        case .recorded(let text, let status): .soap(Array(text.utf8), status: status)
        }
    }

    private func setClock() {
        let real = self.state.now - self.state.clockOffset
        self.state.clockOffset = Double(self.wallClock().nanoseconds) / 1e9 + self.offset - real
    }
}
