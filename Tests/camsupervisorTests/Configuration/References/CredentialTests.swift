import Testing

@testable import Shared
@testable import camsupervisor

@Suite("!credential")
struct CredentialTests {
    private static let folder = "/run/credentials/camsupervisor.service"

    private func load(
        _ credentials: [String: String],
        name: String = "door",
        isUnderSystemd: Bool = true
    ) -> LoadedConfiguration {
        let files = Dictionary(uniqueKeysWithValues: credentials.map { ("\(Self.folder)/\($0)", $1) })
        return ConfigurationText.load(
            "cameras: {yard: {platform: push, webhook_id: !credential \(name)}}",
            files: files,
            environment: isUnderSystemd ? ["CREDENTIALS_DIRECTORY": Self.folder] : [:]
        )
    }

    private func value(_ credential: String) -> String? {
        guard
            case .push(let push)? = self.load(["door": credential]).configuration?.cameras.first?.configuration?.source
        else { return nil }
        return push.webhookID.reveal()
    }

    @Test("is the file's text; one line break at its end is none of it")
    func text() {
        #expect(self.value("my_custom_webhook_id") == "my_custom_webhook_id")
        #expect(self.value("my_custom_webhook_id\n") == "my_custom_webhook_id")
        #expect(self.value("my_custom_webhook_id\r\n") == "my_custom_webhook_id")
        // A second one would be a line break inside the value, which no option of this kind takes.
        #expect(self.value("my_custom_webhook_id\n\n") == nil)
    }

    static let mistakes: [([String: String], String, String)] = [
        (
            ["dor": "x"], "door",
            #"there is no credential "door" in \#(Self.folder) (did you mean "dor"?)"#
        ),
        (
            [:], "door",
            #"there is no credential "door" in \#(Self.folder) (add LoadCredential=door:FILE to the unit)"#
        ),
        ([:], "../secrets", #""../secrets" is no name of a credential: it is that of a file, without a folder"#),
        ([:], "'..'", #"".." is no name of a credential: it is that of a file, without a folder"#),
        ([:], "[a]", "!credential takes the name of a credential, not a list"),
        (["door": "a\0b"], "door", #"credential "door" is no text in UTF-8"#),
        (["door": String(repeating: "x", count: 70_000)], "door", #"credential "door" is larger than 64 KiB"#),
        (["door": "short"], "door", "'webhook_id' must be longer than 8 characters"),
    ]

    @Test("what cannot be had is that camera's mistake, in words", arguments: mistakes)
    func mistake(_ credentials: [String: String], _ name: String, _ expected: String) {
        let loaded = self.load(credentials, name: name)
        #expect(loaded.configuration != nil)
        #expect(loaded.diagnostics.map(\.description) == ["camsupervisor.yaml:1:46: error: \(expected)"])
    }

    @Test("without systemd there are none, and the words say so")
    func without() {
        let messages = self.load(["door": "my_custom_webhook_id"], isUnderSystemd: false).diagnostics.map(\.message)
        #expect(messages == ["there are no credentials: CREDENTIALS_DIRECTORY is not set, as it is under systemd"])
    }

    @Test("no message repeats one, and the list of files read names it")
    func secrecy() {
        let loaded = self.load(["door": "hunter2"])
        #expect(!loaded.diagnostics.map(\.description).joined().contains("hunter2"))
        #expect(loaded.files == ["camsupervisor.yaml", "\(Self.folder)/door"])
    }
}
