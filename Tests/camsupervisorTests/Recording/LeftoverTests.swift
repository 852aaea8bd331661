import CLinux
import Glibc
import NIOCore
import TestSupport
import Testing

@testable import camsupervisor

@Suite("Leftovers of a killed supervisor")
struct LeftoverTests {
    private static func box(_ kind: String, _ length: Int) -> [UInt8] {
        [0, 0, UInt8(length >> 8), UInt8(length & 255)] + Array(kind.utf8) + [UInt8](repeating: 7, count: length - 8)
    }

    private static let head = box("ftyp", 24) + box("moov", 300)
    private static let part = box("moof", 100) + box("mdat", 500)

    @Test("a recording is kept up to its last whole part, under a name that says so")
    func kept() throws {
        let folder = try TemporaryFolder()
        let whole = Self.head + Self.part + Self.part
        let ends: [(String, [UInt8], Int)] = [
            ("a", whole, whole.count), ("b", whole + Self.part.prefix(599), whole.count),
            ("c", whole + Self.part.prefix(101), whole.count), ("d", whole + [0, 0], whole.count),
            ("e", whole + [0, 0, 0, 0, 1, 2, 3, 4], whole.count),
        ]
        for (name, bytes, _) in ends { try folder.write(bytes, to: "yard/x/\(name).mp4.camsupervisor.part") }
        let found = LeftoverSearch.settle(in: [folder.path])
        #expect(found.count == ends.count)
        for (name, _, length) in ends {
            let path = folder.path(of: "yard/x/\(name).interrupted.mp4")
            #expect(try readFile(path).count == length)
            #expect(found.contains(.init(path: folder.path(of: "yard/x/\(name).mp4"), outcome: .kept(path))))
        }
    }

    @Test("what shows nothing is removed: a recording without a part, half a picture")
    func removed() throws {
        let folder = try TemporaryFolder()
        try folder.write([], to: "a.mp4.camsupervisor.part")
        try folder.write(Self.head, to: "b.mp4.camsupervisor.part")
        try folder.write(Self.head + Self.part.prefix(599), to: "c.mp4.camsupervisor.part")
        try folder.write([0xFF, 0xD8, 0xFF, 0xE0], to: "d.jpg.camsupervisor.part")
        #expect(LeftoverSearch.settle(in: [folder.path]).map(\.outcome) == [.removed, .removed, .removed, .removed])
        #expect(namesInFolder(folder.path).isEmpty)
    }

    @Test("what is still being written, others' files and what lies behind links are left alone")
    func left() throws {
        let folder = try TemporaryFolder()
        let outside = try TemporaryFolder()
        try outside.write(Self.head + Self.part, to: "o.mp4.camsupervisor.part")
        try folder.write("browser", to: "film.mp4.part")
        try folder.write("whole", to: "a.mp4")
        symlink(outside.path, folder.path(of: "link"))
        symlink(outside.path(of: "o.mp4.camsupervisor.part"), folder.path(of: "l.mp4.camsupervisor.part"))
        var file = try PendingFile(WritePath("b.mp4", of: .recording, in: [folder.path]), replaces: true)
        try file.append([ByteBuffer(bytes: Self.head + Self.part)])
        let before = namesInFolder(folder.path)
        #expect(LeftoverSearch.settle(in: [folder.path]).map(\.outcome) == [.left])
        #expect(namesInFolder(folder.path) == before)
        #expect(namesInFolder(outside.path) == ["o.mp4.camsupervisor.part"])
        try file.commit(replaces: true)
    }

    @Test("a file with more boxes than are looked at is kept whole")
    func manyBoxes() throws {
        let folder = try TemporaryFolder()
        let bytes = Self.head + Self.part + Self.part + Self.part.prefix(300)
        let path = try folder.write(bytes, to: "a.mp4")
        let file = open(path, O_RDONLY)
        defer { close(file) }
        #expect(WholeBoxes.length(of: file, size: bytes.count, most: 4) == bytes.count)
        #expect(WholeBoxes.length(of: file, size: bytes.count, most: 100) == bytes.count - 300)
    }

    @Test("a file of somebody's that has the name, too, is not cut")
    func secondName() throws {
        let folder = try TemporaryFolder()
        let film = Self.head + Self.part + Self.part.prefix(99)
        link(try folder.write(film, to: "theirs.mp4"), folder.path(of: "a.mp4.camsupervisor.part"))
        #expect(LeftoverSearch.settle(in: [folder.path]).map(\.outcome) == [.left])
        #expect(try readFile(folder.path(of: "theirs.mp4")) == film)
    }

    @Test("who writes a name whose writer was killed keeps what that one wrote")
    func sameName() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.head + Self.part, to: "a.mp4.camsupervisor.part")
        var file = try PendingFile(WritePath("a.mp4", of: .recording, in: [folder.path]), replaces: true)
        try file.append([ByteBuffer(string: "new")])
        try file.commit(replaces: true)
        #expect(namesInFolder(folder.path) == ["a.interrupted.mp4", "a.mp4"])
    }

    @Test("folders that nothing can be written to are told of")
    func missing() throws {
        #expect(LeftoverSearch.settle(in: ["/nowhere/at/all"]).isEmpty)
        #expect(LeftoverSearch.trouble(with: "/nowhere/at/all") == .noFolder("/nowhere/at/all"))
        #expect(LeftoverSearch.trouble(with: "/proc/sys") != nil)
        let folder = try TemporaryFolder()
        #expect(LeftoverSearch.trouble(with: folder.path) == nil)
    }
}
