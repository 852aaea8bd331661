import Foundation
import Shared
import Testing

@testable import camsupervisor

@Suite("Redaction")
struct RedactionTests {
    private let redaction = Redaction(
        secrets: ["p@ss wörd/1", "token=abc&x", "no"],
        pairs: [(user: "admin", password: "p@ss wörd/1")]
    )

    static let texts: [(String, String)] = [
        ("nothing to hide", "nothing to hide"),
        ("login with p@ss wörd/1 failed", "login with ••• failed"),
        ("p@ss wörd/1p@ss wörd/1", "••••••"),
        ("http://admin:p%40ss%20w%C3%B6rd%2F1@host/", "http://admin:•••@host/"),
        ("Did you mean file:rtsp://admin:p@ss wörd/1@host", "Did you mean file:rtsp://admin:•••@host"),
        ("GET /cgi?token=abc&x HTTP/1.1", "GET /cgi?••• HTTP/1.1"),
        // base64("admin:p@ss wörd/1") with and without its padding.
        ("Authorization: Basic YWRtaW46cEBzcyB3w7ZyZC8x", "Authorization: Basic •••"),
        // base64 of the password alone.
        ("key cEBzcyB3w7ZyZC8x", "key •••"),
        ("http://admin:p%40ss%20w%c3%b6rd%2f1@host/", "http://admin:•••@host/"),
        // An accent that joins the last letter, and a line end that is one letter with the one before.
        ("p@ss wörd/1\u{301}", "•••\u{301}"),
        // Two letters protect nothing, and masking them would make a log unreadable.
        ("no such host", "no such host"),
        ("P@SS WÖRD/1", "P@SS WÖRD/1"),
    ]

    @Test("a secret is masked in every form it is usually written", arguments: texts)
    func forms(_ text: String, _ masked: String) {
        #expect(self.redaction.apply(to: text) == masked)
    }

    @Test("inside of a longer Base64 text a secret is masked, wherever in it", arguments: 0..<7, 0..<4)
    func insideBase64(_ before: Int, _ after: Int) {
        let secret = "p@ss wörd/1"
        let text = String(repeating: "x", count: before) + secret + String(repeating: "y", count: after)
        let shown = Redaction(secrets: [secret]).apply(to: Data(text.utf8).base64EncodedString())
        let rest = shown.split(separator: "•••", omittingEmptySubsequences: false)
        #expect(rest.count == 2, "\(shown)")
        // Beside what others wrote, a letter at either end that they share with the secret, and the padding.
        #expect((rest.first?.count ?? 99) <= (8 * before + 5) / 6)
        #expect((rest.last?.count ?? 99) <= (8 * after + 5) / 6 + 3)
    }

    static let disguises: [(String, String)] = [
        ("x hunter2secret\u{301} y", "x •••\u{301} y"), ("hunter2secret\u{200D}", "•••\u{200D}"),
        ("hunter2secret\u{FE0F}\u{FE0F}", "•••\u{FE0F}\u{FE0F}"), ("a\u{301}hunter2secret", "a\u{301}•••"),
        ("\u{301}mark-first", "•••"), ("e\u{301}mark-first", "e•••"), ("🇩🇪hunter2secret🇩", "🇩🇪•••🇩"),
    ]

    @Test("no mark or joiner that a camera puts beside a secret hides it", arguments: disguises)
    func disguise(_ text: String, _ masked: String) {
        let redaction = Redaction(secrets: ["hunter2secret", "\u{301}mark-first"])
        #expect(Array(redaction.apply(to: text).unicodeScalars) == Array(masked.unicodeScalars))
    }

    @Test("a secret that holds another leaves no rest of itself")
    func nested() {
        let redaction = Redaction(secrets: ["geheim", "geheimnis", "ganz-geheimnisvoll"])
        #expect(redaction.apply(to: "geheim geheimnis ganz-geheimnisvoll") == "••• ••• •••")
    }

    @Test("without secrets nothing is changed and nothing is looked for")
    func empty() {
        for secrets in [[], [""], ["a", "bc"]] {
            let redaction = Redaction(secrets: secrets)
            #expect(redaction.longest == 0)
            #expect(redaction.apply(to: "a bc") == "a bc")
        }
    }

    static let cameras: [(SourceConfiguration, [String])] = {
        guard let still = try? CameraURL("http://u1:pass-one@host/a?key=query-one"),
            let stream = try? CameraURL("http://u2:pass-two@host/b")
        else { return [] }
        let credentials = Credentials(user: Secret("u3"), password: Secret("pass-three"))
        let header = HTTPHeader(name: "X-Key", value: Secret("header-value"))
        return [
            (.demo(.init()), []),
            (
                .generic(.init(stillImageURL: .fixed(still), credentials: credentials, headers: [header])),
                ["pass-one", "key=query-one", "pass-three", "header-value"]
            ),
            (
                .mjpeg(.init(mjpegURL: stream, stillImageURL: still, credentials: credentials)),
                ["pass-one", "pass-two", "pass-three", "key=query-one"]
            ),
            (.push(.init(webhookID: Secret("hook-hook-hook"))), ["hook-hook-hook"]),
            (
                .onvif(
                    .init(
                        device: stream,
                        credentials: credentials,
                        webhook: .init(base: still, id: Secret("post-post-post"))
                    )
                ),
                ["pass-three", "post-post-post"]
            ),
        ]
    }()

    @Test("everything secret of a camera is masked", arguments: cameras)
    func camera(_ source: SourceConfiguration, _ secrets: [String]) throws {
        #expect(Self.cameras.count == 5)
        let redaction = Redaction(
            of: CameraConfiguration(id: try CameraID("yard"), name: "Yard", source: source, staleAfter: nil)
        )
        for secret in secrets { #expect(redaction.apply(to: "<\(secret)>") == "<•••>") }
    }

    @Test("user and password together, as a Basic header writes them, are masked too")
    func basic() throws {
        let url = try CameraURL("http://user:pass@host/")
        let redaction = Redaction(
            of: CameraConfiguration(
                id: try CameraID("yard"),
                name: "Yard",
                source: .mjpeg(.init(mjpegURL: url)),
                staleAfter: nil
            )
        )
        #expect(redaction.apply(to: "Basic dXNlcjpwYXNz") == "Basic •••")
    }

    static let queries: [(String, [String])] = [
        ("user=a&pwd=hunter2", ["hunter2"]),
        ("user=administrator&pwd=p%40ss%2Bword", ["administrator", "p%40ss%2Bword", "p@ss+word"]),
        ("pwd=two+words", ["two+words", "two words"]),
        ("a-token-and-no-name", ["a-token-and-no-name"]),
        ("key=with=equals=signs", ["with=equals=signs"]),
        ("a=1;b=semicolon", ["semicolon"]),
        // Too short, ordinary, or a size: they would make a log unreadable.
        ("fps=25&channel=1&res=hd&user=admin&action=stream&cmd=Snapshot&resolution=1280x720&x=&=&&", []),
        ("pin=123456&a=12800x", ["123456", "12800x"]),
    ]

    @Test("the values of a query are masked by themselves, raw and decoded", arguments: queries)
    func values(_ query: String, _ masked: [String]) throws {
        #expect(Set(Redaction.values(ofQuery: query)) == Set(masked))
        let redaction = Redaction(
            of: CameraConfiguration(
                id: try CameraID("yard"),
                name: "Yard",
                source: .mjpeg(.init(mjpegURL: try CameraURL("http://host/a?\(query)"))),
                staleAfter: nil
            )
        )
        for value in masked { #expect(redaction.apply(to: "<\(value)>") == "<•••>") }
        #expect(redaction.apply(to: "GET /a?\(query) by stream 1280x720") == "GET /a?••• by stream 1280x720")
    }

    static let headers: [(String, [String])] = [
        ("Bearer eyJhbGciOi.J9", ["eyJhbGciOi.J9"]),
        ("Basic YWRtaW46aHVudGVyMg==", ["YWRtaW46aHVudGVyMg=="]),
        ("session=abcdef0123; theme=dark", ["abcdef0123", "theme=dark"]),
        ("Digest username=\"somebody\", response=\"0123456789abcdef\"", ["somebody", "0123456789abcdef"]),
        ("plain", []),
    ]

    @Test("the token in a header's value is masked by itself", arguments: headers)
    func headerParts(_ value: String, _ masked: [String]) throws {
        let redaction = Redaction(
            of: CameraConfiguration(
                id: try CameraID("yard"),
                name: "Yard",
                source: .generic(
                    .init(
                        stillImageURL: try CameraAddress("http://host/a"),
                        headers: [HTTPHeader(name: "Authorization", value: Secret(value))]
                    )
                ),
                staleAfter: nil
            )
        )
        #expect(redaction.apply(to: "<\(value)>") == "<•••>")
        for part in masked { #expect(redaction.apply(to: "<\(part)>") == "<•••>") }
    }
}
