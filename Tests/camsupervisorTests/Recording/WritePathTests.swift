import Testing

@testable import camsupervisor

@Suite("WritePath")
struct WritePathTests {
    private static let allowed = ["/srv/media", "/var/clips", "/srv/media/inner"]

    static let taken: [(String, String, [String], String)] = [
        ("a.mp4", "/srv/media", [], "a.mp4"),
        ("yard/2026/a b.MP4", "/srv/media", ["yard", "2026"], "a b.MP4"),
        ("./yard//a.mp4", "/srv/media", ["yard"], "a.mp4"),
        ("/var/clips/a.m4v", "/var/clips", [], "a.m4v"),
        ("/var/clips/./b/a.mp4", "/var/clips", ["b"], "a.mp4"),
        ("/srv/media/inner/x/a.mp4", "/srv/media/inner", ["x"], "a.mp4"),
        ("a..b.mp4", "/srv/media", [], "a..b.mp4"),
        ("ü/è.mp4", "/srv/media", ["ü"], "è.mp4"),
    ]

    @Test("a name below a folder of files.write is taken", arguments: taken)
    func takes(_ text: String, _ folder: String, _ folders: [String], _ name: String) throws {
        let path = try WritePath(text, of: .recording, in: Self.allowed)
        #expect(path.folder == folder && path.folders == folders && path.name == name)
    }

    static let refused: [(String, WritePathError)] = [
        ("", .length), (String(repeating: "a", count: 509) + ".mp4", .length),
        (String(repeating: "a", count: 197) + ".mp4", .length),
        ((0...16).map { "f\($0)/" }.joined() + "a.mp4", .length),
        ("{{ entity_id.name }}.mp4", .template), ("{% if 1 %}.mp4", .template),
        ("a\u{0}.mp4", .controlCharacter), ("a\n.mp4", .controlCharacter), ("a\u{7F}.mp4", .controlCharacter),
        ("/etc/passwd.mp4", .outside("/etc/passwd.mp4", allowed: allowed)),
        ("/srv/media.mp4", .outside("/srv/media.mp4", allowed: allowed)),
        ("/srv/media2/a.mp4", .outside("/srv/media2/a.mp4", allowed: allowed)),
        ("../a.mp4", .upwards("../a.mp4")), ("/srv/media/../a.mp4", .upwards("/srv/media/../a.mp4")),
        ("a/..", .upwards("a/..")), ("yard/", .noName("yard/")), ("/srv/media/", .noName("/srv/media/")),
        ("/srv/media", .outside("/srv/media", allowed: allowed)), (".", .noName(".")),
        (".hidden.mp4", .hidden(".hidden.mp4")), (".ssh/a.mp4", .hidden(".ssh/a.mp4")),
        ("a.html", .ending("a.html", .recording)), ("mp4", .ending("mp4", .recording)),
        ("a.mp4.sh", .ending("a.mp4.sh", .recording)), ("a.jpg", .ending("a.jpg", .recording)),
    ]

    @Test("everything else is refused, with the reason", arguments: refused)
    func refuses(_ text: String, _ error: WritePathError) {
        #expect(throws: error) { try WritePath(text, of: .recording, in: Self.allowed) }
    }

    @Test("without files.write nothing is written, and a snapshot has a picture's ending")
    func others() throws {
        #expect(throws: WritePathError.nowhereAllowed("a.mp4")) { try WritePath("a.mp4", of: .recording, in: []) }
        #expect(throws: WritePathError.ending("a.mp4", .snapshot)) {
            try WritePath("a.mp4", of: .snapshot, in: ["/srv"])
        }
        #expect("\(try WritePath("x/a.jpeg", of: .snapshot, in: ["/"]))" == "/x/a.jpeg")
    }

    @Test("the name of a recording that was cut short says so, before its ending")
    func interrupted() throws {
        let path = try WritePath("a.b.mp4", of: .recording, in: ["/srv"])
        #expect(path.interruptedName(1) == "a.b.interrupted.mp4")
        #expect(path.interruptedName(3) == "a.b.interrupted-3.mp4")
        #expect(path.pendingName == "a.b.mp4.camsupervisor.part")
    }
}
