import CLinux
import Glibc
import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("What is posted to a camera")
struct PostTests {
    private static let text = "<s:Envelope>p&amp;ss ü</s:Envelope>"

    /// One transfer, to its end.
    private final class Poster: TransferReceiver {
        let connections: CameraConnections
        private(set) var body: [UInt8] = []
        private(set) var outcome: TransferOutcome?
        private(set) var transfer: CurlTransfer?

        init(ports: Set<UInt16> = []) {
            self.connections = CameraConnections(watch: ReachWatch(CameraReach(ports: ports)))
        }

        func received(_ bytes: UnsafeRawBufferPointer, of transfer: CurlTransfer) -> Bool {
            self.body += bytes
            return true
        }

        func ended(_ transfer: CurlTransfer, _ outcome: TransferOutcome) { self.outcome = outcome }

        func perform(_ request: camworker.HTTPRequest) async throws -> TransferOutcome {
            (self.body, self.outcome) = ([], nil)
            if let transfer {
                self.connections.restart(transfer, with: request)
            } else {
                self.transfer = self.connections.start(request, receiver: self)
            }
            return try await waitFor("the transfer ends") {
                self.connections.perform()
                var none: [pollfd] = []
                self.connections.poller.wait(for: &none, until: MonotonicTime.now() + .milliseconds(5))
                return self.outcome
            }
        }
    }

    private static func request(
        _ camera: FakeCamera,
        _ path: String = "/soap",
        text: String = PostTests.text,
        credentials: Credentials? = nil
    ) throws -> camworker.HTTPRequest {
        let kind = "application/soap+xml; charset=utf-8; action=\"a\""
        let body = camworker.HTTPRequest.Body(Secret(text), contentType: kind)
        return camworker.HTTPRequest(
            url: try CameraURL(camera.url(path)),
            body: body,
            credentials: credentials,
            headers: [HTTPHeader(name: "X-Own", value: Secret("1"))],
            totalTime: .seconds(20),
            largestBody: 1 << 20
        )
    }

    private static let answer = CameraAnswer.bytes(Array("<answer/>".utf8), type: "application/soap+xml")

    @Test("a body goes with its type, its length and the headers of the request", arguments: [0, 40, 100_000])
    func posted(_ length: Int) async throws {
        let camera = try FakeCamera.start { $0["/soap"] = Self.answer }
        let text = String(repeating: "x", count: length)
        let poster = Poster()
        #expect(try await poster.perform(try Self.request(camera, text: text)) == .body)
        let request = try #require(camera.requests.first)
        #expect(request.method == "POST" && request.body == Array(text.utf8))
        #expect(request.fields["Content-Type"] == "application/soap+xml; charset=utf-8; action=\"a\"")
        #expect(request.fields["Content-Length"] == "\(length)")
        #expect(request.fields["X-Own"] == "1" && request.fields["Expect"] == nil)
        #expect(poster.body == Array("<answer/>".utf8))
    }

    @Test("a challenge of Digest is answered with the same body, and the next post needs no other")
    func digest() async throws {
        let camera = try FakeCamera.start {
            $0["/soap"] = Self.answer
            $0.authentication = .digest(user: "admin", password: "secret")
        }
        let poster = Poster()
        let credentials = Credentials(user: Secret("admin"), password: Secret("secret"))
        for _ in 1...2 {
            #expect(try await poster.perform(try Self.request(camera, credentials: credentials)) == .body)
        }
        #expect(camera.requests.map(\.body) == Array(repeating: Array(Self.text.utf8), count: 3))
        #expect(camera.logins.accepted == 2 && camera.logins.refused == 0 && camera.logins.challenged == 1)
    }

    @Test("after a post the same transfer can get")
    func getAfterPost() async throws {
        let camera = try FakeCamera.start { $0["/soap"] = Self.answer }
        let poster = Poster()
        _ = try await poster.perform(try Self.request(camera))
        var request = try Self.request(camera)
        request.body = nil
        #expect(try await poster.perform(request) == .body)
        let second = try #require(camera.requests.last)
        #expect(second.method == "GET" && second.body == [] && second.fields["Content-Type"] == nil)
    }

    @Test("a redirect is followed where it is to be posted again, at the same place", arguments: [307, 308])
    func redirected(_ status: Int) async throws {
        let camera = try FakeCamera.start {
            $0["/soap"] = .redirect(to: "/onvif/soap", status: status)
            $0["/onvif/soap"] = Self.answer
        }
        #expect(try await Poster().perform(try Self.request(camera)) == .body)
        #expect(camera.requests.map(\.method) == ["POST", "POST"])
        #expect(camera.requests.last?.body == Array(Self.text.utf8))
    }

    @Test("other redirects are no answer, and nothing is sent elsewhere", arguments: [301, 302, 303, 307])
    func notFollowed(_ status: Int) async throws {
        let other = try FakeCamera.start { $0["/soap"] = Self.answer }
        let camera = try FakeCamera.start { $0["/soap"] = .redirect(to: other.url("/soap"), status: status) }
        let poster = Poster()
        guard case .unavailable(let reason) = try await poster.perform(try Self.request(camera)) else {
            Issue.record("it is followed")
            return
        }
        if status == 307 { #expect(reason.contains("redirects to http://127.0.0.1:\(other.port)"), "\(reason)") }
        #expect(camera.requests.count == 1 && other.requests.isEmpty)
    }

    @Test("what is too long to be posted, or has a line end in its type, is no body")
    func bounds() {
        let longest = String(repeating: "x", count: camworker.HTTPRequest.Body.largest)
        #expect(camworker.HTTPRequest.Body(Secret(longest), contentType: "a") != nil)
        #expect(camworker.HTTPRequest.Body(Secret(longest + "x"), contentType: "a") == nil)
        #expect(camworker.HTTPRequest.Body(Secret(""), contentType: "a\r\nHost: b") == nil)
    }
}
