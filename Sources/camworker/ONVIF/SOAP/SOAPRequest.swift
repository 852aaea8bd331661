/// One operation to be asked of a device.
struct SOAPRequest: Hashable, Sendable {
    /// As the standard names it, for people as well.
    var operation: String
    /// Where it is sent; of a subscription's operations, the subscription's own address instead.
    var service: ONVIFService
    /// Of WS-Addressing and the `Content-Type`.
    var action: String
    var body: RequestElement
    /// Whether an empty answer of success is one: firmware answers commands so.
    var isCommand = false

    /// An operation of one of ONVIF's own port types.
    ///
    /// - Parameter children: of the body's element, which bears the operation's name.
    init(_ operation: String, _ service: ONVIFService, isCommand: Bool = false, _ children: [RequestElement] = []) {
        self.operation = operation
        self.service = service
        self.action = "\(service.namespace)/\(operation)"
        self.body = RequestElement("\(service.prefix):\(operation)", children)
        self.isCommand = isCommand
    }

    init(operation: String, service: ONVIFService, action: String, body: RequestElement, isCommand: Bool = false) {
        self.operation = operation
        self.service = service
        self.action = action
        self.body = body
        self.isCommand = isCommand
    }

    /// RFC 3902 §3.2.
    var contentType: String { "application/soap+xml; charset=utf-8; action=\"\(self.action)\"" }
}
