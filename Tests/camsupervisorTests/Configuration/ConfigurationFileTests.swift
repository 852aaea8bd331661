import FoundationEssentials
import Testing

@testable import camsupervisor

@Suite("ConfigurationFile")
struct ConfigurationFileTests {
    /// Runs with a folder of its own, removed afterwards.
    private func withFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path() + "/camsupervisor-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/conf.d", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, text) in files { try RepositoryFiles.write(text, to: "\(folder)/\(name)") }
        try body(folder)
    }

    @Test("a missing file, a folder and an empty file")
    func unreadable() throws {
        try self.withFolder(["empty.yaml": ""]) { folder in
            let missing = ConfigurationFile.load(path: "\(folder)/none.yaml", environment: [:])
            #expect(missing.configuration == nil)
            #expect(missing.firstError?.message == "cannot read the configuration: there is no such file")
            let itself = ConfigurationFile.load(path: folder, environment: [:])
            #expect(itself.firstError?.message == "cannot read the configuration: Is a directory")
            let empty = ConfigurationFile.load(path: "\(folder)/empty.yaml", environment: [:])
            #expect(empty.configuration?.cameras.isEmpty == true)
            #expect(empty.diagnostics.map(\.severity) == [.warning])
        }
    }

    @Test("secrets.yaml is read beside the file, and relative paths begin there")
    func beside() throws {
        let files = [
            "c.yaml":
                "http: {local: www}\ncontrol: {socket: c.sock}\ncameras: {a: {platform: push, webhook_id: !secret w}}",
            "secrets.yaml": "w: my_custom_webhook_id",
        ]
        try self.withFolder(files) { folder in
            let loaded = ConfigurationFile.load(path: "\(folder)/c.yaml", environment: [:])
            #expect(loaded.diagnostics.isEmpty)
            let path = FolderPath.absolute(folder, base: "/")
            #expect(loaded.configuration?.http.local == "\(path)/www")
            #expect(loaded.configuration?.control.path == "\(path)/c.sock")
            #expect(loaded.configuration?.cameras.first?.configuration != nil)
        }
    }

    @Test("paths are made absolute as text")
    func paths() {
        let cases = [
            ("/a/b", "/a/b"), ("/a//b/./c/../d/", "/a/b/d"), ("x", "/base/x"), ("../x", "/x"), ("../../..", "/"),
        ]
        for (path, expected) in cases { #expect(FolderPath.absolute(path, base: "/base") == expected) }
        #expect(FolderPath.sibling(of: "c.yaml", named: "s.yaml") == "s.yaml")
        #expect(FolderPath.sibling(of: "/c.yaml", named: "s.yaml") == "/s.yaml")
        #expect(FolderPath.parent(of: "a/b/c.yaml") == "a/b")
    }
}
