import IPC
import Shared
import Testing

@testable import camsupervisor

@Suite("A worker's texts")
struct WorkerTextTests {
    private static let secret = "s3cret-p@ssword"
    private let redaction = Redaction(secrets: [Self.secret])

    static let texts: [(String, String)] = [
        ("the camera answers 404", "the camera answers 404"),
        ("", ""),
        ("login \(secret) refused", "login ••• refused"),
        ("a\nb\u{1B}[2Jc", "a?b?[2Jc"),
        // Bidirectional overrides, an isolate, a byte order mark, a soft hyphen, a tag; line and paragraph separators.
        ("\u{202E}gpj.\u{2066}x\u{FEFF}\u{AD}\u{E0041}\u{2028}\u{2029}", "?gpj.?x?????"),
        // Joiners belong to words and emoji.
        ("می\u{200C}خواهم 👨\u{200D}👩", "می\u{200C}خواهم 👨\u{200D}👩"),
        ("naïve 写真.jpg", "naïve 写真.jpg"),
    ]

    @Test("is without secrets, in one line, and drives no terminal", arguments: texts)
    func presentable(_ text: String, _ shown: String) {
        #expect(self.redaction.text(ofWorker: text) == shown)
    }

    @Test("is short, and cut so that no piece of a secret is left", arguments: 370...420)
    func cut(_ before: Int) {
        for after in [0, 30, 2_000_000] {
            let text = String(repeating: "x", count: before) + Self.secret + String(repeating: "ü", count: after)
            let shown = self.redaction.text(ofWorker: text)
            #expect(shown.utf8.count <= Redaction.longestText + 4)
            for length in 3...Self.secret.count { #expect(!shown.contains(Self.secret.prefix(length))) }
        }
    }

    @Test("of a state: 16 attributes, always the same ones, with names and values that are bounded")
    func attributes() {
        let hostile = (0..<1_000).map { ("\(10_000 + $0)" + String(repeating: "n", count: 100), "\(Self.secret)\u{7}") }
        let report = StateReport(
            connection: .offline,
            reason: "\(Self.secret)\n",
            attributes: Dictionary(uniqueKeysWithValues: hostile)
        )
        let shown = self.redaction.presentable(report)
        #expect(shown.reason == "•••?")
        #expect(shown.attributes.count == 16)
        #expect(shown.attributes.keys.sorted().first?.hasPrefix("10000nnn") == true)
        #expect(shown.attributes.keys.sorted().last?.hasPrefix("10015nnn") == true)
        #expect(shown.attributes.keys.allSatisfy { $0.utf8.count <= Redaction.longestName + 4 })
        #expect(Set(shown.attributes.values) == ["•••?"])
        let honest = StateReport(
            connection: .connected,
            attributes: ["recording": "on", "last_trip": "2026-11-21T02:41:07Z", "filename": "写真.jpg"]
        )
        #expect(self.redaction.presentable(honest) == honest)
    }

    @Test("of a confinement and of an answer")
    func others() {
        let layer = ConfinementLayer(
            name: "a\u{9B}" + String(repeating: "b", count: 9_999),
            active: false,
            reason: Self.secret
        )
        let ready = self.redaction.presentable(Ready(confinement: Array(repeating: layer, count: 900)))
        #expect(ready.confinement.count == Redaction.mostLayers)
        #expect(ready.confinement.first?.name == "a?" + String(repeating: "b", count: 37) + " …")
        #expect(ready.confinement.first?.reason == "•••")
        let reason = String(repeating: "\(Self.secret)\n", count: 100_000)
        let result = self.redaction.presentable(CallResult(status: 503, reason: reason))
        #expect(result.status == 503)
        #expect(result.reason.hasPrefix("•••?•••?"))
        #expect(result.reason.utf8.count <= Redaction.longestText + 4)
    }
}
