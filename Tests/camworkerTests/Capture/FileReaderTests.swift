import Glibc
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("File reader")
struct FileReaderTests {
    private func error(_ reader: FileReader) -> camworker.FileError? {
        do throws(camworker.FileError) {
            _ = try reader.read(unless: nil)
            return nil
        } catch {
            return error
        }
    }

    @Test("reads a file in an allowed folder, and again only when it has changed")
    func changed() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write([1, 2, 3], to: "a.jpg")
        let reader = FileReader(path: path, folders: [folder.path])
        let first = try #require(try reader.read(unless: nil))
        #expect(first.bytes == [1, 2, 3])
        #expect(try reader.read(unless: first.stamp) == nil)
        _ = try folder.write([4, 5, 6, 7], to: "a.jpg")
        #expect(try reader.read(unless: first.stamp)?.bytes == [4, 5, 6, 7])
    }

    @Test("a file elsewhere is refused, also behind a link or ..")
    func outside() throws {
        let allowed = try TemporaryFolder()
        let other = try TemporaryFolder()
        let secret = try other.write([1], to: "secret.jpg")
        let link = allowed.path(of: "link.jpg")
        #expect(symlink(secret, link) == 0)
        let name = other.path.split(separator: "/").last.map(String.init) ?? ""
        for path in [secret, link, "\(allowed.path)/../\(name)/secret.jpg", "/etc/passwd"] {
            #expect(self.error(FileReader(path: path, folders: [allowed.path])) == .outside, "\(path)")
        }
        #expect(self.error(FileReader(path: secret, folders: [])) == .outside)
    }

    @Test("a folder whose name begins like an allowed one is not allowed")
    func prefix() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write([1], to: "pictures-private/a.jpg")
        #expect(self.error(FileReader(path: path, folders: [folder.path(of: "pictures")])) == .outside)
    }

    @Test("a link to a folder may be allowed")
    func linkedFolder() throws {
        let folder = try TemporaryFolder()
        _ = try folder.write([1], to: "real/a.jpg")
        #expect(symlink(folder.path(of: "real"), folder.path(of: "link")) == 0)
        let reader = FileReader(path: folder.path(of: "link/a.jpg"), folders: [folder.path(of: "link")])
        #expect(try reader.read(unless: nil)?.bytes == [1])
    }

    @Test("what is no ordinary file is refused without waiting for it")
    func noFile() throws {
        let folder = try TemporaryFolder()
        #expect(mkfifo(folder.path(of: "fifo"), 0o600) == 0)
        #expect(self.error(FileReader(path: folder.path(of: "fifo"), folders: [folder.path])) == .noFile)
        let missing = self.error(FileReader(path: folder.path(of: "none"), folders: [folder.path]))
        #expect(missing == .unreadable("No such file or directory"))
        #expect(missing?.isMisconfiguration == false, "it may come")
    }

    @Test("a file larger than any picture is not read")
    func large() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write([], to: "large")
        #expect(truncate(path, Limits.picture + 1) == 0)
        #expect(self.error(FileReader(path: path, folders: [folder.path])) == .tooLarge)
    }
}
