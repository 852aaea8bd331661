import Shared
import Testing

@testable import camsupervisor

@Suite("!include")
struct IncludeTests {
    private func load(_ text: String, _ files: [String: String]) -> LoadedConfiguration {
        ConfigurationText.load(text, files: files)
    }

    private func messages(_ text: String, _ files: [String: String]) -> [String] {
        self.load(text, files).diagnostics.map(\.description)
    }

    private func ids(_ loaded: LoadedConfiguration) -> [String] {
        (loaded.configuration?.cameras ?? []).map(\.id.slug)
    }

    private static let camera = "platform: demo"

    @Test("stands anywhere a value may: a section, a camera, all cameras, a list, one option, what is merged")
    func anywhere() throws {
        let loaded = self.load(
            """
            http: !include parts/http.yaml
            cameras: !include cameras.yaml
            camera: !include list.yaml
            """,
            [
                "parts/http.yaml": "local: !include folder.yaml",
                "parts/folder.yaml": "/srv/www",
                "cameras.yaml": "{yard: !include yard.yaml, gate: {<<: !include yard.yaml, framerate: 5}}",
                "yard.yaml": Self.camera,
                "list.yaml": "[{platform: demo, name: Shed}]",
            ]
        )
        #expect(loaded.diagnostics.isEmpty)
        #expect(self.ids(loaded) == ["yard", "gate", "shed"])
        #expect(loaded.configuration?.http.local == "/srv/www")
        #expect(
            loaded.files == [
                "camsupervisor.yaml", "parts/http.yaml", "parts/folder.yaml", "cameras.yaml", "list.yaml", "yard.yaml",
            ]
        )
    }

    @Test("the whole file may be one, and a whole file again")
    func whole() {
        let loaded = self.load(
            "!include a.yaml",
            ["a.yaml": "!include b.yaml", "b.yaml": "cameras: {yard: {platform: demo}}"]
        )
        #expect(loaded.diagnostics.isEmpty)
        #expect(self.ids(loaded) == ["yard"])
    }

    @Test("a path begins at the including file's folder; an absolute one is taken as it is")
    func paths() {
        let files = [
            "a/b/one.yaml": "!include ../two.yaml", "a/b/../two.yaml": "!include /srv/three.yaml",
            "/srv/three.yaml": "{yard: {platform: demo}}",
        ]
        #expect(self.ids(self.load("cameras: !include a/b/one.yaml", files)) == ["yard"])
    }

    @Test("a mistake is shown where it stands, and is of the one camera it stands in")
    func places() throws {
        let loaded = self.load(
            "cameras: !include cameras.yaml",
            [
                "cameras.yaml":
                    "good: {platform: demo}\nbad: !include bad.yaml\ngone: !include gone.yaml\nno: !include no.yaml\n",
                "bad.yaml": "platform: demo\n\nwidht: 64\n", "no.yaml": "a: [",
            ]
        )
        #expect(
            loaded.diagnostics.map(\.description) == [
                #"bad.yaml:3:1: error: "widht" is no option of demo (did you mean "width"?)"#,
                "cameras.yaml:3:7: error: cannot include gone.yaml: there is no such file",
                "no.yaml:2:1: error: while parsing a flow node: did not find expected node content",
            ]
        )
        let cameras = try #require(loaded.configuration).cameras
        #expect(cameras.map { $0.configuration != nil } == [true, false, false, false])
    }

    @Test("a file that is not there makes a section, and so the configuration, unusable")
    func sections() {
        let loaded = self.load("http: !include http.yaml\ncameras: {a: {platform: demo}}", [:])
        #expect(loaded.configuration == nil)
        #expect(loaded.diagnostics.map(\.location.line) == [1])
    }

    static let circles: [(String, [String: String], String)] = [
        (
            "cameras: !include camsupervisor.yaml", [:],
            "camsupervisor.yaml:1:10: error: this include never ends: camsupervisor.yaml → camsupervisor.yaml"
        ),
        (
            "http: !include a.yaml", ["a.yaml": "local: !include b.yaml", "b.yaml": "!include a.yaml"],
            "b.yaml:1:1: error: this include never ends: a.yaml → b.yaml → a.yaml"
        ),
        (
            "cameras: !include_dir_named cams", ["cams/a.yaml": "{platform: demo, width: !include_dir_list ./}"],
            "cams/a.yaml:1:25: error: this include never ends: cams/a.yaml → cams → cams/a.yaml"
        ),
    ]

    @Test("a circle is an error that names it", arguments: circles)
    func circle(_ text: String, _ files: [String: String], _ expected: String) {
        let messages = self.messages(text, files)
        #expect(messages.contains(expected), "\(messages)")
    }

    @Test("a chain of links to itself under ever new names ends too")
    func depth() {
        let access = FileAccess(
            read: { path, _ in Array("!include x/a.yaml".utf8) },
            list: { _ throws(BoundedFile.Problem) in throw .missing }
        )
        let loaded = ConfigurationFile.load(path: "a.yaml", environment: [:], access: access, base: "/")
        #expect(loaded.diagnostics.count == 1)
        #expect(
            loaded.diagnostics.first?.message.hasPrefix("more than 10 files include one another: a.yaml → x/a.yaml →")
                == true
        )
    }

    @Test("files that include others many times over end at the number of values, quickly")
    func bomb() {
        var files: [String: String] = [:]
        for level in 0..<9 {
            let line = "- !include \(level + 1).yaml\n"
            files["\(level).yaml"] = String(repeating: line, count: 50)
        }
        files["9.yaml"] = "x"
        let clock = ContinuousClock()
        let taken = clock.measure {
            let loaded = self.load("http: {listen: !include 0.yaml}", files)
            #expect(loaded.diagnostics.contains { $0.message.contains("more than 100000 values") })
        }
        #expect(taken < .seconds(10))
    }

    @Test("the number of files and their size together are bounded")
    func bounds() {
        let many = Dictionary(uniqueKeysWithValues: (0..<1300).map { ("c/\($0).yaml", "") })
        let loaded = self.load("cameras: !include_dir_merge_named c", many)
        #expect(loaded.diagnostics.contains { $0.message.contains("spread over more than 1200 files") })
        let comment = "#" + String(repeating: "x", count: 1_000_000) + "\nplatform: demo"
        let large = Dictionary(uniqueKeysWithValues: (0..<6).map { ("c/\($0).yaml", comment) })
        let tooLarge = self.load("cameras: !include_dir_named c", large)
        #expect(tooLarge.diagnostics.contains { $0.message.contains("have more than 4096 KiB together") })
    }

    static let wrongTargets = ["[a]", "{a: b}", "''", "~", "", #""a\0b""#]

    @Test("what is no path is no include", arguments: wrongTargets)
    func target(_ value: String) {
        let messages = self.messages("http: !include \(value)", [:])
        #expect(messages.count == 1 && messages[0].contains("!include takes the path of a file"), "\(messages)")
    }

    @Test("secrets.yaml is not included, since no message would know that its values are secret")
    func secrets() {
        let messages = self.messages("http: !include x/secrets.yaml", ["x/secrets.yaml": "local: hunter2"])
        #expect(messages.first?.hasSuffix("secrets.yaml is not included: !secret NAME takes a value of it") == true)
    }

    @Test("a broken file that two cameras include is one error, and both are misconfigured")
    func shared() throws {
        let loaded = self.load("cameras: {a: !include x.yaml, b: !include x.yaml}", ["x.yaml": "["])
        #expect(loaded.diagnostics.count == 1)
        #expect(try #require(loaded.configuration).cameras.allSatisfy { $0.configuration == nil })
    }

    @Test("with aliases an include is followed for each")
    func aliases() {
        let loaded = self.load(
            "x-a: &a !include a.yaml\ncameras: {b: *a, c: *a}",
            ["a.yaml": Self.camera]
        )
        #expect(self.ids(loaded) == ["b", "c"])
        #expect(loaded.isFlawless)
    }
}

@Suite("!include_dir_…")
struct IncludeFolderTests {
    private static let files = [
        "c/b.yaml": "{platform: demo, name: Bee}", "c/a.yaml": "{platform: demo, name: Ay}", "c/empty.yaml": "# later",
        "c/.hidden.yaml": "]", "c/note.txt": "]", "c/old.yaml~": "]", "c/secrets.yaml": "w: my_custom_webhook_id",
        "c/deep/c.yaml": "{platform: push, name: See, webhook_id: !secret w}", "c/.git/x.yaml": "]",
    ]

    private func ids(_ text: String, _ files: [String: String] = Self.files) -> [String] {
        let loaded = ConfigurationText.load(text, files: files)
        #expect(loaded.diagnostics.map(\.description) == [])
        return (loaded.configuration?.cameras ?? []).map(\.id.slug)
    }

    @Test("a list has what each file holds, by name, subfolders last; hidden, empty and secret files are left out")
    func list() {
        #expect(self.ids("camera: !include_dir_list c") == ["ay", "bee", "see"])
    }

    @Test("a map has the files' names for keys")
    func named() {
        var files = Self.files
        files["c/empty.yaml"] = nil
        #expect(self.ids("cameras: !include_dir_named c/", files) == ["a", "b", "c"])
    }

    @Test("lists are joined to one")
    func mergedList() {
        let files = [
            "c/1.yaml": "[{platform: demo, name: A}, {platform: demo, name: B}]",
            "c/2.yaml": "- {platform: demo, name: C}", "c/3.yaml": "",
        ]
        #expect(self.ids("camera: !include_dir_merge_list c", files) == ["a", "b", "c"])
    }

    @Test("maps are joined to one")
    func mergedMap() {
        let files = ["c/1.yaml": "{a: {platform: demo}, b: {platform: demo}}", "c/2.yaml": "c: {platform: demo}"]
        #expect(self.ids("cameras: !include_dir_merge_named c", files) == ["a", "b", "c"])
    }

    @Test("a key in two of the files is an error that names both; Home Assistant takes the last")
    func duplicates() {
        let files = ["c/1.yaml": "a: {platform: demo}", "c/2.yaml": "\na: {platform: demo}"]
        let loaded = ConfigurationText.load("cameras: !include_dir_merge_named c", files: files)
        #expect(
            loaded.diagnostics.map(\.description) == [
                "c/2.yaml:2:1: error: the id 'a' is taken by the camera at c/1.yaml:1:1 (give one of the two another id or name)"
            ]
        )
        #expect(loaded.configuration != nil)
    }

    @Test("a file of another shape is an error at its beginning; Home Assistant drops it without a word")
    func shapes() {
        let files = ["c/1.yaml": "{a: {platform: demo}}", "c/2.yaml": "[]"]
        #expect(
            ConfigurationText.messages("cameras: !include_dir_merge_named c", files: files) == [
                "c/2.yaml:1:1: error: the files of an !include_dir_merge_named hold maps, not a list"
            ]
        )
        #expect(
            ConfigurationText.messages("camera: !include_dir_merge_list c", files: files) == [
                "c/1.yaml:1:1: error: the files of an !include_dir_merge_list hold lists, not a map"
            ]
        )
    }

    @Test("one broken file is one broken camera")
    func broken() throws {
        let files = ["c/1.yaml": "[", "c/2.yaml": "{platform: demo, name: Two}"]
        for text in ["camera: !include_dir_list c", "cameras: !include_dir_named c"] {
            let loaded = ConfigurationText.load(text, files: files)
            #expect(loaded.diagnostics.map(\.location.file) == ["c/1.yaml"])
            let cameras = try #require(loaded.configuration).cameras
            #expect(cameras.map { $0.configuration != nil } == [false, true])
        }
    }

    @Test("no such folder is an error")
    func missing() {
        #expect(
            ConfigurationText.messages("cameras: !include_dir_named d", files: Self.files).first
                == #"camsupervisor.yaml:1:10: error: cannot include "d": there is no such folder"#
        )
    }
}
