import FoundationEssentials
import Shared
import Testing

@Suite("Secret")
struct SecretTests {
    private struct Login: Codable, Hashable {
        var user = "admin"
        var password = Secret("hunter2")
        var old: Secret<String>? = Secret("hunter2")
        var tokens = [Secret("hunter2")]
        var byName = ["a": Secret("hunter2")]
    }

    private struct LoginFailed: Error {
        var password = Secret("hunter2")
    }

    @Test("no way of printing shows the value")
    func prints() throws {
        let secret = Secret("hunter2")
        let login = Login()
        var dumped = ""
        dump(login, to: &dumped)
        dump(secret, to: &dumped)
        dump(Optional(secret), to: &dumped)
        let texts = [
            "\(secret)", "\(login)", "\([secret])", "\(Optional(secret) as Any)", "\((secret, 1))",
            String(describing: secret), String(reflecting: secret), String(reflecting: login),
            secret.description, secret.debugDescription, dumped, "\(LoginFailed())",
            "\(LoginFailed() as any Error)", String(describing: Mirror(reflecting: secret).children.map { $0 }),
            String(reflecting: Mirror(reflecting: login).children.map { $0 }),
            "\(Result<Int, LoginFailed>.failure(LoginFailed()))", "\(Set([secret]))", "\([secret: secret])",
            String(decoding: try JSONEncoder().encode(login), as: UTF8.self),
        ]
        for text in texts { #expect(!text.contains("hunter2"), "\(text.count) characters") }
        #expect("\(secret)" == "•••")
        #expect(Mirror(reflecting: secret).children.isEmpty)
    }

    @Test("no kind of value prints")
    func otherValues() {
        #expect("\(Secret(1234))" == "•••")
        #expect("\(Secret([UInt8](arrayLiteral: 1, 2)))" == "•••")
    }

    @Test("an encoder that says so sends it in clear, and it comes back")
    func travels() throws {
        let encoder = JSONEncoder()
        encoder.userInfo[secretTravels] = true
        let encoded = try encoder.encode(Login())
        #expect(String(decoding: encoded, as: UTF8.self).contains("hunter2"))
        #expect(try JSONDecoder().decode(Login.self, from: encoded) == Login())
    }

    @Test("only exactly true lets it travel")
    func travelsOnlyOnTrue() throws {
        let encoder = JSONEncoder()
        encoder.userInfo[secretTravels] = "yes"
        #expect(!String(decoding: try encoder.encode(Login()), as: UTF8.self).contains("hunter2"))
        encoder.userInfo[secretTravels] = false
        #expect(!String(decoding: try encoder.encode(Login()), as: UTF8.self).contains("hunter2"))
    }

    @Test("reveal gives the value, and equality and hashing go by it")
    func reveals() {
        #expect(Secret("hunter2").reveal() == "hunter2")
        #expect(Secret("a") == Secret("a"))
        #expect(Secret("a") != Secret("b"))
        #expect(Set([Secret("a"), Secret("a"), Secret("b")]).count == 2)
    }

    @Test("a whole camera configuration prints no secret")
    func configuration() throws {
        let credentials = Credentials(user: Secret("hunter2user"), password: Secret("hunter2"))
        let header = HTTPHeader(name: "Authorization", value: Secret("Bearer hunter2"))
        let url = try CameraURL("http://hunter2user:hunter2@h/s?token=hunter2")
        let sources: [SourceConfiguration] = [
            .generic(GenericConfiguration(stillImageURL: .fixed(url), credentials: credentials, headers: [header])),
            .mjpeg(MJPEGConfiguration(mjpegURL: url, stillImageURL: url, credentials: credentials)),
            .push(PushConfiguration(webhookID: Secret("hunter2hook"))),
        ]
        for source in sources {
            let camera = CameraConfiguration(id: try CameraID("yard"), name: "Yard", source: source, staleAfter: nil)
            var text = "\(camera) \(String(reflecting: camera))"
            dump(camera, to: &text)
            text += String(decoding: try JSONEncoder().encode(camera), as: UTF8.self)
            #expect(!text.contains("hunter2"))
        }
    }
}
