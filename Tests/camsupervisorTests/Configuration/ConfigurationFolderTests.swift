import FoundationEssentials
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("conf.d")
struct ConfigurationFolderTests {
    private static let main = "cameras: {main: {platform: demo}}\n"

    private func load(_ text: String, _ files: [String: String]) -> LoadedConfiguration {
        ConfigurationText.load(text, files: files)
    }

    private func ids(_ loaded: LoadedConfiguration) -> [String] {
        (loaded.configuration?.cameras ?? []).map(\.id.slug)
    }

    @Test("its files are read after the main one, by name; maps and lists of cameras are joined")
    func joined() {
        let loaded = self.load(
            Self.main + "camera: [{platform: demo, name: Main list}]",
            [
                "conf.d/20.yaml": "cameras: {c: {platform: demo}}\ncamera: {platform: demo, name: Single}",
                "conf.d/10.yaml": "cameras: {b: {platform: demo}}\ncamera: [{platform: demo, name: Ten}]",
                "conf.d/30.yaml": "camera more: [{platform: demo, name: More}]\nx-a: 1", "conf.d/40.yaml": "x-a: 2",
                "conf.d/50.yaml": "# nothing",
            ]
        )
        #expect(loaded.diagnostics.map(\.description) == [])
        #expect(self.ids(loaded) == ["main", "b", "c", "main_list", "ten", "single", "more"])
        #expect(loaded.files == ["camsupervisor.yaml"] + [10, 20, 30, 40, 50].map { "conf.d/\($0).yaml" })
    }

    @Test("a section may stand in any of them, but in one")
    func sections() {
        let good = self.load(Self.main, ["conf.d/a.yaml": "http: {local: www}\ndefaults: {stale_after: 20}"])
        #expect(good.isFlawless)
        #expect(good.configuration?.http.local == "/etc/camsupervisor/www")
        let bad = self.load(
            "http: {}\n" + Self.main,
            ["conf.d/a.yaml": "files: {}\nhttp: {}", "conf.d/b.yaml": "files: {}\n"]
        )
        #expect(bad.configuration == nil)
        #expect(
            bad.diagnostics.map(\.description) == [
                #"conf.d/a.yaml:2:1: error: "http" stands in two files; first at camsupervisor.yaml:1:1 (only cameras may be spread over several)"#,
                #"conf.d/b.yaml:1:1: error: "files" stands in two files; first at conf.d/a.yaml:1:1 (only cameras may be spread over several)"#,
            ]
        )
    }

    @Test("a camera that is there twice names both places, and the first runs")
    func duplicates() throws {
        let loaded = self.load(Self.main, ["conf.d/a.yaml": "cameras:\n  main: {platform: demo}"])
        #expect(
            loaded.diagnostics.map(\.description) == [
                "conf.d/a.yaml:2:3: error: the id 'main' is taken by the camera at camsupervisor.yaml:1:11 (give one of the two another id or name)"
            ]
        )
        let cameras = try #require(loaded.configuration).cameras
        #expect(cameras.map { $0.configuration != nil } == [true, false])
    }

    @Test("every error of every file is named, and none that follows from a file that could not be read")
    func errors() {
        let loaded = self.load(
            "http: {tokens: [{name: a, token: 0123456789abcdef, cameras: [elsewhere]}]}",
            [
                "conf.d/a.yaml": "cameras: [", "conf.d/b.yaml": "cameras: {x: {platform: demo, widht: 1}}\nnonsense: 1",
                "conf.d/c.yaml": "[]",
            ]
        )
        #expect(loaded.configuration == nil)
        #expect(
            loaded.diagnostics.map { "\($0.location)" } == [
                "conf.d/a.yaml:2:1", "conf.d/b.yaml:1:31", "conf.d/b.yaml:2:1", "conf.d/c.yaml:1:1",
            ]
        )
    }

    @Test("secrets, includes and relative paths of its files")
    func references() {
        let loaded = self.load(
            "{}",
            [
                "conf.d/a.yaml":
                    "http: {local: www}\ncameras: {a: !include parts/a.yaml, b: {platform: push, webhook_id: !secret b}}",
                "conf.d/parts/a.yaml": "{platform: push, webhook_id: !secret a}",
                "conf.d/secrets.yaml": "a: the_webhook_of_a", "secrets.yaml": "b: the_webhook_of_b",
            ]
        )
        #expect(loaded.diagnostics.map(\.description) == [])
        #expect(self.ids(loaded) == ["a", "b"])
        // As in the main file: whichever file a path stands in, it begins at the main file's folder.
        #expect(loaded.configuration?.http.local == "/etc/camsupervisor/www")
    }

    @Test("on the disk: hidden files, what editors and packages leave, links to /dev/null, and .yml with a warning")
    func disk() throws {
        let folder = try TemporaryFolder()
        let main = try folder.write("cameras: {main: {platform: demo}}", to: "c.yaml")
        try FileManager.default.createDirectory(
            atPath: folder.path(of: "conf.d/sub.yaml"),
            withIntermediateDirectories: true
        )
        for name in [".hidden.yaml", "a.yaml~", "a.yaml.dpkg-old", "a.yaml.swp", "#a.yaml#", "README", "b.yml"] {
            try folder.write("]", to: "conf.d/\(name)")
        }
        try folder.write("cameras: {a: {platform: demo}}", to: "elsewhere.yaml")
        for (name, target) in [("a.yaml", "../elsewhere.yaml"), ("masked.yaml", "/dev/null"), ("gone.yaml", "gone")] {
            try FileManager.default.createSymbolicLink(
                atPath: folder.path(of: "conf.d/\(name)"),
                withDestinationPath: target
            )
        }
        let loaded = ConfigurationFile.load(path: main, environment: [:])
        #expect(self.ids(loaded) == ["main", "a"])
        #expect(loaded.diagnostics.map(\.message) == ["this file is not read: its name does not end in .yaml"])
        #expect(loaded.isFlawless)
    }

    @Test("a folder that is none is an error, not lost silently")
    func noFolder() throws {
        let folder = try TemporaryFolder()
        let main = try folder.write("cameras: {main: {platform: demo}}", to: "c.yaml")
        try folder.write("", to: "conf.d")
        let loaded = ConfigurationFile.load(path: main, environment: [:])
        #expect(loaded.diagnostics.map(\.message) == ["cannot read the folder: Not a directory"])
        #expect(loaded.configuration == nil)
    }
}
