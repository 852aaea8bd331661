import IPC
import Shared
import Testing

@testable import camworker

@Suite("A worker that looks at a camera once")
struct ProbeSessionTests {
    private static func message(_ type: MessageType, _ value: some Encodable, sequence: UInt32 = 0) -> InboundMessage {
        let body = ControlCoding.encode(value, secrets: true)
        let header = MessageHeader(length: body.count, type: type, sequence: sequence, generation: 1)
        return InboundMessage(header: header, type: type, body: body)
    }

    private static func request(_ server: String = "http://192.0.2.1:8080/") throws -> ProbeRequest {
        let amcrest = AmcrestConfiguration(
            server: try CameraURL(server),
            credentials: Credentials(user: Secret("admin"), password: Secret("hunter2"))
        )
        return ProbeRequest(.amcrest(amcrest, wholeDevice: true), timeMilliseconds: 1000)
    }

    @Test("it is greeted, asked once, and nothing else")
    func order() throws {
        var session = ProbeSession()
        let request = try Self.request()
        #expect(throws: ProtocolError.self) { _ = try session.receive(Self.message(.probe, request)) }
        let hello = SupervisorHello(camera: try CameraID("probe"), generation: 1)
        guard case .greet = try session.receive(Self.message(.hello, hello)) else { return #expect(Bool(false)) }
        let asked = try session.receive(Self.message(.probe, request, sequence: 7))
        guard case .probe(let taken, sequence: 7) = asked else { return #expect(Bool(false)) }
        #expect(taken == request, "the password too")
        for (type, value) in [(MessageType.probe, request), (.hello, request)] {
            #expect(throws: ProtocolError.self) { _ = try session.receive(Self.message(type, value)) }
        }
        guard case .stop = try session.receive(Self.message(.stop, hello)) else { return #expect(Bool(false)) }
    }

    @Test("it reaches the port of the camera's web server, and no other of the camera's")
    func reach() throws {
        #expect(try Self.request().reach == CameraReach(ports: [8080]))
        #expect(try Self.request("https://shed.example/").reach == CameraReach(ports: [443], usesNames: true))
    }
}
