import Testing

@testable import Shared
@testable import camsupervisor

@Suite("secrets.yaml, by folder")
struct SecretFoldersTests {
    /// What `webhook_id` becomes in `house/floor/yard.yaml`, or the errors.
    private func found(_ secrets: [String: String], from file: String = "house/floor/yard.yaml") -> [String] {
        var files = secrets
        files[file] = "{platform: push, webhook_id: !secret door}"
        let loaded = ConfigurationText.load("cameras: {yard: !include \(file)}", files: files)
        guard case .push(let push)? = loaded.configuration?.cameras.first?.configuration?.source else {
            return loaded.diagnostics.map(\.description)
        }
        return [push.webhookID.reveal()]
    }

    @Test("the nearest one that knows the name is asked: the file's folder, then upwards to the main file's")
    func nearest() {
        let (top, house, floor) = ("door: from_the_top", "door: from_the_house", "door: from_the_floor")
        #expect(self.found(["secrets.yaml": top]) == ["from_the_top"])
        #expect(self.found(["secrets.yaml": top, "house/secrets.yaml": house]) == ["from_the_house"])
        #expect(self.found(["house/secrets.yaml": house, "house/floor/secrets.yaml": floor]) == ["from_the_floor"])
        #expect(self.found(["secrets.yaml": top, "house/floor/secrets.yaml": "other: x"]) == ["from_the_top"])
        #expect(self.found(["house/other/secrets.yaml": house, "secrets.yaml": top]) == ["from_the_top"])
    }

    @Test("the main file never asks below its folder")
    func notBelow() {
        let loaded = ConfigurationText.load(
            "cameras: {yard: {platform: push, webhook_id: !secret door}}",
            files: ["house/secrets.yaml": "door: from_the_house"]
        )
        #expect(loaded.diagnostics.count == 1)
    }

    @Test("a name that none of them knows is an error that names those there are")
    func undefined() {
        #expect(
            self.found(["secrets.yaml": "dor: x", "house/secrets.yaml": ""]) == [
                #"house/floor/yard.yaml:1:30: error: secret "door" is not defined in house/secrets.yaml or secrets.yaml "#
                    + #"(did you mean "dor"?)"#
            ]
        )
        #expect(
            self.found([:]) == [
                #"house/floor/yard.yaml:1:30: error: secret "door" is not defined: there is no secrets.yaml"#
            ]
        )
    }

    @Test("a file outside the main file's folder asks the main file's secrets")
    func outside() {
        let secrets = ["secrets.yaml": "door: from_the_top", "/srv/secrets.yaml": "door: from_elsewhere"]
        #expect(self.found(secrets, from: "/srv/yard.yaml") == ["from_the_top"])
        #expect(self.found(["secrets.yaml": "door: from_the_top"], from: "../yard.yaml") == ["from_the_top"])
    }

    @Test("a broken one in between is said once and makes the configuration unusable")
    func broken() {
        let messages = self.found(["secrets.yaml": "door: from_the_top", "house/secrets.yaml": "["])
        #expect(messages.count == 1 && messages[0].hasPrefix("house/secrets.yaml:"), "\(messages)")
    }
}
