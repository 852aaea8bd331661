internal import IPC
internal import Shared
internal import Templates

/// What a worker without a camera makes of the supervisor's words: it reads one template, and renders it.
///
/// Does no I/O. Which states the template names is answered before they are sent, so that only those travel, and the
/// supervisor never has to read a client's text.
struct RenderSession {
    /// What the loop shall do about a message.
    enum Event {
        case greet(SupervisorHello, version: Int)
        case answer(CallResult, sequence: UInt32)
        case pong(sequence: UInt32)
        case stop
        case nothing
    }

    /// Bytes of rendered text: an answer of this length, with every letter escaped as JSON needs it at worst, still fits into
    /// what may wait for the supervisor.
    static let longestText = 32 * 1024

    private var isGreeted = false
    private var template: Template?
    private var states = KnownStates()

    mutating func receive(_ message: InboundMessage) throws(ProtocolError) -> Event {
        switch message.type {
        case .hello where !self.isGreeted:
            let hello = try ControlCoding.decode(SupervisorHello.self, from: message.body, of: .hello)
            guard hello.oldestProtocol <= hello.newestProtocol else {
                throw .malformed(type: .hello, reason: "protocols \(hello.oldestProtocol) to \(hello.newestProtocol)")
            }
            let version = try ProtocolVersion.negotiate(hello.oldestProtocol...hello.newestProtocol)
            self.isGreeted = true
            return .greet(hello, version: version)
        case .states where self.isGreeted:
            self.states.take(try ControlCoding.decode(TemplateStates.self, from: message.body, of: .states))
            return .nothing
        case .call where self.isGreeted:
            let call = try ControlCoding.decode(ServiceCall.self, from: message.body, of: .call)
            return .answer(self.answer(call, at: .now()), sequence: message.header.sequence)
        case .ping where self.isGreeted: return .pong(sequence: message.header.sequence)
        case .stop: return .stop
        default: throw .unexpected(type: message.type, phase: self.isGreeted ? "rendering" : "waiting for hello")
        }
    }

    private mutating func answer(_ call: ServiceCall, at now: WallTime) -> CallResult {
        do throws(TemplateError) {
            switch call.service {
            case TemplateCall.read: return try self.read(call.parameters[TemplateCall.template]?.text ?? "")
            case TemplateCall.render: return try self.render(call.parameters, at: now)
            default: return CallResult(status: 501, reason: "a worker without a camera renders templates only")
            }
        } catch {
            return CallResult(status: 400, reason: error.description)
        }
    }

    private mutating func read(_ text: String) throws(TemplateError) -> CallResult {
        guard text.utf8.count <= TemplateLimits.source else {
            throw TemplateError(.limit, "the template is longer than \(TemplateLimits.source) bytes")
        }
        let template = try Template(text)
        self.template = template
        let names = template.names.entities.sorted().map { JSONValue.text($0) }
        return CallResult(
            status: 200,
            reason: "read",
            response: [TemplateCall.isAll: .bool(template.names.isAll), TemplateCall.entities: .list(names)]
        )
    }

    private mutating func render(
        _ parameters: [String: JSONValue],
        at now: WallTime
    ) throws(TemplateError) -> CallResult {
        guard let template else { return CallResult(status: 400, reason: "no template was read") }
        let snapshot = self.states.snapshot
        var entities: [String: EntityState] = [:]
        for (name, id) in parameters[TemplateCall.objects]?.object ?? [:] {
            if let state = id.text.flatMap({ snapshot[$0] }) { entities[name] = state }
        }
        var limits = TemplateLimits()
        limits.output = Self.longestText
        let surroundings = Surroundings(states: snapshot, now: Int(now.nanoseconds / 1_000), zone: .system)
        let rendering = try template.render(
            in: surroundings,
            variables: (parameters[TemplateCall.variables]?.object ?? [:]).mapValues { PlainValue($0) },
            entities: entities,
            limits: limits
        )
        return CallResult(status: 200, reason: "rendered", response: [TemplateCall.text: .text(rendering.text)])
    }
}
