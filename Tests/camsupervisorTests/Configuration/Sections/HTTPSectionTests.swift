import NIOCore
import Testing

@testable import Shared
@testable import camsupervisor

@Suite("HTTPSection")
struct HTTPSectionTests {
    private func http(_ text: String) throws -> HTTPConfiguration {
        try #require(
            ConfigurationText.load("\(text)\ncameras: {a: {platform: demo}, b: {platform: demo}}").configuration
        )
        .http
    }

    private func messages(_ text: String) -> [String] {
        ConfigurationText.messages("\(text)\ncameras: {front_door: {platform: demo}}")
    }

    @Test("without a word it listens on the loopback, v4 and v6")
    func standard() throws {
        let http = try self.http("")
        #expect(http.listen.map(\.description) == ["127.0.0.1:8124", "[::1]:8124"])
        #expect(!http.listenIsGiven)
        #expect(http.tokens.isEmpty)
    }

    @Test("how long a client may take for its header, and idle after an answer")
    func timeouts() throws {
        let standard = ConnectionGuard.Timeouts(try self.http(""))
        #expect(standard.firstHeader == .seconds(10) && standard.nextHeader == .seconds(60))
        let own = try self.http("http: {header_timeout: 500 ms, idle_timeout: 5 min}")
        #expect(own.headerTimeout == .milliseconds(500) && own.idleTimeout == .seconds(300))
        let timeouts = ConnectionGuard.Timeouts(own)
        #expect(timeouts.firstHeader == .milliseconds(500) && timeouts.nextHeader == .minutes(5))
        for wrong in ["0", "50 ms", "2 h", "never"] {
            let text = "http: {header_timeout: \(wrong), idle_timeout: \(wrong)}"
            #expect(self.messages(text).count { $0.contains("a time period from 100 ms to 1 h") } == 2, "\(wrong)")
        }
    }

    @Test("addresses, one or many")
    func listen() throws {
        #expect(try self.http("http: {listen: '127.0.0.1:0'}").listen == [ListenAddress(host: "127.0.0.1", port: 0)])
        let two = try self.http("http: {listen: ['127.0.0.2:80', '[::1]:81']}")
        #expect(two.listen.map(\.description) == ["127.0.0.2:80", "[::1]:81"])
        #expect(two.listenIsGiven)
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "localhost:8124", "127.0.0.1", "8124", ":8124", "::1:8124", "[::1]", "127.0.0.1:99999", "127.0.0.1:+5",
            "[127.0.0.1]:80", "1.2.3:80", "127.0.0.1:",
        ]
    )
    func noAddress(_ text: String) {
        #expect(self.messages("http: {listen: '\(text)'}").count == 1)
    }

    @Test("loopback is loopback")
    func loopback() {
        let cases = [
            ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("::ffff:127.0.0.1", true), ("0.0.0.0", false),
            ("::", false), ("192.168.0.1", false), ("::ffff:1.2.3.4", false), ("fe80::1", false), ("1::1", false),
        ]
        for (host, isLoopback) in cases {
            #expect(ListenAddress(host: host, port: 1).isLoopback == isLoopback, "\(host)")
        }
    }

    @Test("listening where others reach it needs a token")
    func reach() throws {
        #expect(
            self.messages("http: {listen: ['127.0.0.1:1', '0.0.0.0:8124']}")
                == [
                    "camsupervisor.yaml:1:8: error: listening on 0.0.0.0:8124 needs a token, since other machines can "
                        + "reach it (add one to http.tokens, or listen on 127.0.0.1)"
                ]
        )
        let http = try self.http("http: {listen: '0.0.0.0:8124', tokens: [{name: me, token: abcdefghijklmnop}]}")
        #expect(http.tokens.count == 1)
    }

    @Test("a token, with every option and with the least")
    func tokens() throws {
        let http = try self.http(
            """
            http:
              tokens:
                - {name: wall, token: abcdefghijklmnop, may: [view, control], cameras: [a, camera.b]}
                - {name: me, token: 0123456789012345, may: admin}
                - {name: it, token: 0123456789012346}
            """
        )
        let a = try CameraID("a")
        #expect(http.tokens[0].cameras == [a, try CameraID("b")])
        #expect(http.tokens.map(\.may) == [[.view, .control], [.admin], [.view]])
        #expect(http.tokens[0].token.reveal() == "abcdefghijklmnop")
        #expect(http.tokens[0].allows(.control, on: a))
        #expect(!http.tokens[0].allows(.admin, on: a))
        #expect(try !http.tokens[0].allows(.view, on: CameraID("c")))
        #expect(http.tokens[1].allows(.control, on: a))
        #expect(!http.tokens[2].allows(.control, on: a))
    }

    @Test("a token may be for cameras of any file and either form, broken ones too; for none it is for no camera")
    func camerasOfTokens() throws {
        let loaded = ConfigurationText.load(
            """
            http:
              tokens:
                - {name: some, token: abcdefghijklmnop, cameras: [yard, camera.back_yard, broken]}
                - {name: none, token: 0123456789012345, cameras: []}
                - {name: one, token: 0123456789012346, cameras: yard}
            cameras: {broken: {platform: nonsense}}
            """,
            files: ["conf.d/a.yaml": "{cameras: {yard: {platform: demo}}, camera: {platform: demo, name: Back yard}}"]
        )
        let tokens = try #require(loaded.configuration).http.tokens
        for (slug, allowed) in [
            ("yard", [true, false, true]), ("back_yard", [true, false, false]), ("x", [false, false, false]),
        ] {
            let id = try CameraID(slug)
            #expect(tokens.map { $0.allows(.view, on: id) } == allowed, "\(slug)")
        }
        #expect(loaded.diagnostics.count == 1, "the broken camera alone: \(loaded.diagnostics)")
    }

    @Test("mistakes in tokens are told apart, and no token is repeated")
    func wrongTokens() {
        let messages = self.messages(
            """
            http:
              tokens:
                - {name: wall, token: hunter2}
                - {token: hunter2hunter2hunter2, may: veiw, cameras: [front_dor, "?"]}
                - {name: a, token: hunter2hunter2hunter2}
                - {name: a, token: hunter2hunter2hunter2, may: []}
                - 5
            """
        )
        let expected = [
            ":3:27: error: 'token' must be a text of at least 16 characters",
            ":4:7: error: 'name' is missing: http.tokens needs it",
            #":4:43: error: 'may' must be one of view, control, admin, not "veiw" (did you mean "view"?)"#,
            #":4:59: error: there is no camera 'front_dor' (did you mean "front_door"?)"#,
            #":4:70: error: "?" is no camera id"#,
            ":6:7: error: this token is the same as the one at camsupervisor.yaml:5:7",
            #":6:7: error: two tokens are named "a"; the first at camsupervisor.yaml:5:7"#,
            ":6:47: error: 'may' must name at least one permission",
            #":7:7: error: 'http.tokens' must be a map of options, not a single value"#,
        ]
        #expect(messages == expected.map { "camsupervisor.yaml\($0)" })
    }
}
