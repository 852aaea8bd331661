import CLinux
import Glibc
import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("ONVIFClient")
struct ONVIFClientTests {
    /// A client and what it was answered.
    private final class Stage {
        let camera: ONVIFCamera
        let ears = ONVIFEars()
        let connections: CameraConnections
        let client: ONVIFClient
        private(set) var replies: [String: ConnectFlow.Reply] = [:]
        private(set) var order: [String] = []

        init(_ camera: ONVIFCamera, password: String? = nil) throws {
            let onvif = try TimedONVIF.configuration(of: camera, password: password)
            let watch = ReachWatch(CameraReach(try Configurations.camera(.onvif(onvif))))
            self.camera = camera
            self.connections = CameraConnections(watch: watch, most: ONVIFConfiguration.mostConnections)
            self.client = ONVIFClient(onvif, host: self.ears, connections: self.connections)
        }

        func order(
            _ request: SOAPRequest,
            _ service: ScriptedService = .device,
            time: Duration = .seconds(20),
            host: String = "127.0.0.1"
        ) throws -> ONVIFOrder {
            let text = "http://\(host):\(self.camera.port)\(service.path)"
            return ONVIFOrder(request: request, url: try CameraURL(text), to: text, time: time)
        }

        func ask(_ order: ONVIFOrder, as name: String? = nil) {
            let name = name ?? order.request.operation
            self.client.ask(order) { [unowned self] in self.note(name, $0) }
            #expect(self.replies[name] == nil)
        }

        func listen(_ order: ONVIFOrder, as name: String) {
            self.client.listen(order) { [unowned self] in self.note(name, $0) }
        }

        private func note(_ name: String, _ reply: ConnectFlow.Reply) {
            #expect(self.replies[name] == nil, "\(name) is answered once")
            self.replies[name] = reply
            self.order.append(name)
        }

        func reply(_ name: String) async throws -> ConnectFlow.Reply {
            try await waitFor("\(name) is answered") {
                self.connections.perform()
                self.client.tick()
                var none: [pollfd] = []
                self.connections.poller.wait(for: &none, until: MonotonicTime.now() + .milliseconds(5))
                return self.replies[name]
            }
        }

        func words(_ name: String) async throws -> String {
            switch try await self.reply(name) {
            case .answer(let answer): "answer \(answer.name)"
            case .trouble(let trouble): "\(trouble)"
            case .silence(let reason): reason
            }
        }
    }

    @Test("questions go one after the other over one connection, and are nothing that a strict device minds")
    func lane() async throws {
        let stage = try Stage(try ONVIFCamera.start(.dome))
        stage.ask(try stage.order(.getSystemDateAndTime))
        stage.ask(try stage.order(.getDeviceInformation))
        stage.ask(try stage.order(.getProfiles(.media), .media))
        stage.ask(try stage.order(.getNodes, .ptz))
        #expect(try await stage.words("GetNodes") == "answer GetNodesResponse")
        #expect(stage.order == ["GetSystemDateAndTime", "GetDeviceInformation", "GetProfiles", "GetNodes"])
        #expect(stage.camera.web.totalConnections == 1)
        #expect(stage.camera.strangeRequests == [])
    }

    @Test("Digest costs one challenge for all questions")
    func digest() async throws {
        let stage = try Stage(try ONVIFCamera.start { $0.authentication = .digest })
        for number in 1...4 { stage.ask(try stage.order(.getDeviceInformation), as: "\(number)") }
        #expect(try await stage.words("4") == "answer GetDeviceInformationResponse")
        let logins = stage.camera.web.logins
        #expect(logins.challenged == 1 && logins.accepted == 4 && logins.refused == 0, "\(logins)")
    }

    @Test("the password goes in clear to the configured host alone; what wants it elsewhere says what helps")
    func basic() async throws {
        let stage = try Stage(try ONVIFCamera.start { $0.authentication = .basic })
        // The same device by another name, as one that announces its address.
        stage.ask(try stage.order(.getDeviceInformation, host: "localhost"), as: "elsewhere")
        let words = try await stage.words("elsewhere")
        #expect(words.contains("nat_override") && words.contains("localhost"), "\(words)")
        #expect(stage.camera.web.logins.accepted == 0 && stage.camera.web.logins.refused == 0)
        stage.ask(try stage.order(.getDeviceInformation))
        #expect(try await stage.words("GetDeviceInformation") == "answer GetDeviceInformationResponse")
        #expect(stage.camera.web.logins.accepted == 1)
    }

    @Test(
        "at another host a token does, and Digest with nothing sent before it is asked for",
        arguments: [ScriptedDeviceState.Authentication.token, .digest, .none]
    )
    func elsewhere(_ authentication: ScriptedDeviceState.Authentication) async throws {
        let stage = try Stage(try ONVIFCamera.start { $0.authentication = authentication })
        stage.ask(try stage.order(.getDeviceInformation, host: "localhost"))
        #expect(try await stage.words("GetDeviceInformation") == "answer GetDeviceInformationResponse")
        #expect(stage.camera.strangeRequests == [])
    }

    @Test("a nonce that the device has forgotten is no wrong password")
    func forgottenNonce() async throws {
        let stage = try Stage(try ONVIFCamera.start { $0.authentication = .digest })
        stage.ask(try stage.order(.getDeviceInformation), as: "1")
        _ = try await stage.reply("1")
        stage.camera.web.forgetNonces()
        stage.ask(try stage.order(.getDeviceInformation), as: "2")
        #expect(try await stage.words("2") == "answer GetDeviceInformationResponse")
        #expect(stage.camera.web.logins.refused == 0)
    }

    @Test("a pull that waits keeps nobody from asking, and is given up without a word")
    func listening() async throws {
        let stage = try Stage(try ONVIFCamera.start())
        stage.ask(try stage.order(.createPullPointSubscription(.seconds(60)), .events))
        guard case .answer(let answer) = try await stage.reply("CreatePullPointSubscription") else {
            Issue.record("no subscription")
            return
        }
        let subscription = EventSubscription(answer)
        var pull = try stage.order(.pullMessages(timeout: 30, limit: 10), .events, time: .seconds(50))
        pull.url = try CameraURL(subscription.address)
        pull.to = subscription.address
        pull.referenceParameters = subscription.referenceParameters
        stage.listen(pull, as: "pull")
        stage.ask(try stage.order(.getDeviceInformation))
        #expect(try await stage.words("GetDeviceInformation") == "answer GetDeviceInformationResponse")
        try await waitUntil("the pull is there") { stage.camera.operations.contains("PullMessages") }
        stage.client.stopListening()
        stage.ask(try stage.order(.getSystemDateAndTime))
        _ = try await stage.reply("GetSystemDateAndTime")
        #expect(!stage.order.contains("pull") && stage.camera.strangeRequests == [])
        try await waitUntil("its connection is closed") { stage.camera.web.connections <= 1 }
    }

    @Test("what is urgent goes before what waits")
    func urgent() async throws {
        let stage = try Stage(try ONVIFCamera.start())
        stage.ask(try stage.order(.getDeviceInformation), as: "1")
        stage.ask(try stage.order(.getDeviceInformation), as: "2")
        var order = try stage.order(.getNetworkInterfaces)
        order.isUrgent = true
        stage.ask(order)
        _ = try await stage.reply("2")
        #expect(stage.order == ["1", "GetNetworkInterfaces", "2"])
    }

    @Test("what waits can be dropped, and hears why")
    func dropped() async throws {
        let stage = try Stage(try ONVIFCamera.start())
        stage.ask(try stage.order(.getDeviceInformation), as: "1")
        stage.ask(try stage.order(.getDeviceInformation), as: "2")
        stage.client.dropAll("the device refuses us")
        #expect(try await stage.words("2") == "the device refuses us")
        #expect(try await stage.words("1") == "answer GetDeviceInformationResponse")
    }

    @Test("too many that wait are answered, too")
    func tooMany() async throws {
        let stage = try Stage(try ONVIFCamera.start())
        for number in 1...140 { stage.ask(try stage.order(.getSystemDateAndTime), as: "\(number)") }
        #expect(try await stage.words("140").contains("wait for the device"))
        #expect(try await stage.words("100").hasPrefix("answer"))
    }

    @Test(
        "whatever comes is an answer, a trouble or a silence, in words",
        arguments: [
            (ONVIFCamera.Trouble.fault(.notSupported), "Optional Action Not Implemented"), (.page, "a web page"),
            (.status(500), "500"), (.status(401), "401"), (.close, "closed the connection"), (.reset, "reset"),
            (.nothing, "the answer is empty"), (.emptyBody, "the answer is empty"),
            (.bomb, "document type declaration"), (.deep(1000), "within each other"),
            (.huge(100_000_000), "longer than 2 MiB"), (.endless, "longer than 2 MiB"),
            (.redirect("/elsewhere"), "it redirects to http://127.0.0.1"), (.truncated(to: 100), "cut short"),
            (.answer(.raw(Array("SSH-2.0-OpenSSH_9.2\r\n".utf8))), "that is no HTTP"), (.endlessHead, "headers exceed"),
        ] as [(ONVIFCamera.Trouble, String)]
    )
    func troubles(_ trouble: ONVIFCamera.Trouble, _ words: String) async throws {
        let camera = try ONVIFCamera.start()
        camera.trouble("GetDeviceInformation", trouble)
        let stage = try Stage(camera)
        stage.ask(try stage.order(.getDeviceInformation))
        let said = try await stage.words("GetDeviceInformation")
        #expect(said.contains(words), "\(said)")
        // The next is not worse off for it.
        stage.ask(try stage.order(.getProfiles(.media), .media))
        #expect(try await stage.words("GetProfiles") == "answer GetProfilesResponse")
    }

    @Test(
        "an answer that is written in an odd way is one",
        arguments: [.version11, .unusualPrefixes, .noLength, .oddFrame] as [ONVIFCamera.Trouble]
    )
    func odd(_ trouble: ONVIFCamera.Trouble) async throws {
        let camera = try ONVIFCamera.start()
        camera.trouble("GetDeviceInformation", trouble)
        let stage = try Stage(camera)
        stage.ask(try stage.order(.getDeviceInformation))
        #expect(try await stage.words("GetDeviceInformation") == "answer GetDeviceInformationResponse")
    }

    @Test("what does not come in its time is a silence")
    func late() async throws {
        let camera = try ONVIFCamera.start()
        camera.trouble("GetDeviceInformation", .silence)
        let stage = try Stage(camera)
        stage.ask(try stage.order(.getDeviceInformation, time: .milliseconds(300)))
        #expect(try await stage.words("GetDeviceInformation").contains("no answer in time"))
    }

    @Test(
        "a wrong password is one login and a refusal",
        arguments: [ScriptedDeviceState.Authentication.token, .digest]
    )
    func refused(_ authentication: ScriptedDeviceState.Authentication) async throws {
        let camera = try ONVIFCamera.start { $0.authentication = authentication }
        let stage = try Stage(camera, password: "wrong")
        stage.ask(try stage.order(.getDeviceInformation))
        guard case .trouble(let trouble) = try await stage.reply("GetDeviceInformation") else {
            Issue.record("no trouble")
            return
        }
        #expect(trouble.isRefusal && camera.logins.refused + camera.web.logins.refused == 1)
    }
}

extension ONVIFCamera.Trouble {
    /// Lines of a head without end.
    static let endlessHead = Self.answer(.endlessHead)
}
