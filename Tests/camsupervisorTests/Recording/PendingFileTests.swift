import CLinux
import Glibc
import NIOCore
import TestSupport
import Testing

@testable import camsupervisor

@Suite("PendingFile")
struct PendingFileTests {
    private static func path(_ text: String, in folder: TemporaryFolder) throws -> WritePath {
        try WritePath(text, of: .recording, in: [folder.path])
    }

    private static func text(_ path: String) throws -> String { String(decoding: try readFile(path), as: UTF8.self) }

    @Test("a file has its name when it is whole, and another one until then")
    func committed() throws {
        let folder = try TemporaryFolder()
        let path = try Self.path("yard/2026/a.mp4", in: folder)
        var file = try PendingFile(path, replaces: false)
        try file.append([ByteBuffer(string: "one "), ByteBuffer(string: "two")])
        #expect(namesInFolder(folder.path(of: "yard/2026")) == ["a.mp4.camsupervisor.part"])
        try file.commit(replaces: false)
        #expect(namesInFolder(folder.path(of: "yard/2026")) == ["a.mp4"])
        #expect(try Self.text("\(path)") == "one two")
    }

    @Test("a file that is there is replaced at the end, or not touched")
    func replaced() throws {
        let folder = try TemporaryFolder()
        try folder.write("old", to: "a.mp4")
        let path = try Self.path("a.mp4", in: folder)
        #expect(throws: WriteError.exists("\(path)")) { _ = try PendingFile(path, replaces: false) }
        var file = try PendingFile(path, replaces: true)
        try file.append([ByteBuffer(string: "new")])
        #expect(try Self.text("\(path)") == "old")
        try file.commit(replaces: true)
        #expect(try Self.text("\(path)") == "new")
    }

    @Test("a file that came to be there meanwhile is not replaced unasked")
    func overtaken() throws {
        let folder = try TemporaryFolder()
        let path = try Self.path("a.mp4", in: folder)
        var file = try PendingFile(path, replaces: false)
        try file.append([ByteBuffer(string: "ours")])
        try folder.write("theirs", to: "a.mp4")
        #expect(throws: WriteError.exists("\(path)")) { try file.commit(replaces: false) }
        #expect(file.interrupt() == folder.path(of: "a.interrupted.mp4"))
        #expect(try Self.text("\(path)") == "theirs")
    }

    @Test("two cannot write one file")
    func twice() throws {
        let folder = try TemporaryFolder()
        let path = try Self.path("a.mp4", in: folder)
        var file = try PendingFile(path, replaces: true)
        #expect(throws: WriteError.beingWritten("\(path)")) { _ = try PendingFile(path, replaces: true) }
        try file.commit(replaces: true)
        _ = try PendingFile(path, replaces: true)
    }

    @Test("no link leads out of the folder, and no link is written through")
    func links() throws {
        let folder = try TemporaryFolder()
        let outside = try TemporaryFolder()
        try outside.write("theirs", to: "a.mp4")
        symlink(outside.path, folder.path(of: "yard"))
        symlink(outside.path(of: "a.mp4"), folder.path(of: "a.mp4"))
        symlink(outside.path(of: "b.mp4"), folder.path(of: "b.mp4.camsupervisor.part"))
        try folder.write("a file", to: "file")
        #expect(throws: WriteError.notAFolder(folder.path(of: "yard"))) {
            _ = try PendingFile(Self.path("yard/a.mp4", in: folder), replaces: true)
        }
        #expect(throws: WriteError.notAFolder(folder.path(of: "file"))) {
            _ = try PendingFile(Self.path("file/a.mp4", in: folder), replaces: true)
        }
        #expect(throws: WriteError.notAFile(folder.path(of: "a.mp4"))) {
            _ = try PendingFile(Self.path("a.mp4", in: folder), replaces: true)
        }
        #expect(throws: WriteError.beingWritten(folder.path(of: "b.mp4"))) {
            _ = try PendingFile(Self.path("b.mp4", in: folder), replaces: true)
        }
        #expect(namesInFolder(outside.path) == ["a.mp4"])
        #expect(try Self.text(outside.path(of: "a.mp4")) == "theirs")
    }

    @Test("a folder of files.write may be a link, must be there, and is not made")
    func writeFolder() throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "real/x")
        symlink("real", folder.path(of: "link"))
        _ = try PendingFile(WritePath("a.mp4", of: .recording, in: [folder.path(of: "link")]), replaces: true)
        #expect(throws: WriteError.noFolder(folder.path(of: "gone"))) {
            _ = try PendingFile(WritePath("a.mp4", of: .recording, in: [folder.path(of: "gone")]), replaces: true)
        }
        #expect(!namesInFolder(folder.path).contains("gone"))
    }

    @Test("what is not whole at a failure is cut off, and what is left keeps a name that says so")
    func interrupted() throws {
        let folder = try TemporaryFolder()
        let path = try Self.path("a.mp4", in: folder)
        try folder.write("older", to: "a.interrupted.mp4")
        var file = try PendingFile(path, replaces: true)
        try file.append([ByteBuffer(string: "whole")])
        #expect(file.interrupt() == folder.path(of: "a.interrupted-2.mp4"))
        #expect(try Self.text(folder.path(of: "a.interrupted-2.mp4")) == "whole")
        var empty = try PendingFile(path, replaces: true)
        #expect(empty.interrupt() == nil)
        #expect(namesInFolder(folder.path) == ["a.interrupted-2.mp4", "a.interrupted.mp4"])
    }
}
