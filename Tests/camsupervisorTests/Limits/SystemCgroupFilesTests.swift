import Glibc
import IPC
import TestSupport
import Testing

@testable import camsupervisor

@Suite("SystemCgroupFiles")
struct SystemCgroupFilesTests {
    private let files = SystemCgroupFiles()

    @Test("folders are made, listed and removed; what is wrong is told by its number")
    func folders() throws {
        let folder = try TemporaryFolder()
        try self.files.makeFolder("\(folder.path)/a")
        try self.files.makeFolder("\(folder.path)/b")
        try folder.write("", to: "file")
        #expect(try self.files.folders(in: folder.path).sorted() == ["a", "b"])
        #expect(throws: SystemCallError(call: "mkdir \(folder.path)/a", errorNumber: EEXIST)) {
            try self.files.makeFolder("\(folder.path)/a")
        }
        try self.files.removeFolder("\(folder.path)/a")
        #expect(try self.files.folders(in: folder.path) == ["b"])
        #expect(throws: SystemCallError(call: "rmdir \(folder.path)/a", errorNumber: ENOENT)) {
            try self.files.removeFolder("\(folder.path)/a")
        }
    }

    @Test("a file that the kernel does not have is not made")
    func write() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("before", to: "pids.max")
        try self.files.write("after!", to: path)
        #expect(try self.files.read(path) == "after!")
        #expect(throws: SystemCallError(call: "open \(folder.path)/memory.max", errorNumber: ENOENT)) {
            try self.files.write("1", to: "\(folder.path)/memory.max")
        }
    }
}
