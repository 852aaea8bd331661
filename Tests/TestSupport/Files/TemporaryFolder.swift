import CLinux
import Glibc

/// A folder of the test's own under `$TMPDIR`, removed with all it holds at deinit.
package final class TemporaryFolder: Sendable {
    /// Absolute, without a slash at its end.
    package let path: String

    package init() throws {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/camsupervisor-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FileError(doing: "mkdtemp", path: parent, number: errno) }
        let bytes = template.dropLast().map { UInt8(bitPattern: $0) }
        self.path = String(decoding: bytes, as: UTF8.self)
    }

    deinit {
        removeTree(self.path)
    }

    /// The absolute path of something in the folder.
    package func path(of name: String) -> String { "\(self.path)/\(name)" }

    /// Writes a file, folders before it included, and returns its absolute path.
    @discardableResult
    package func write(_ bytes: [UInt8], to name: String, mode: UInt32 = 0o644) throws -> String {
        let path = self.path(of: name)
        var parent = self.path
        for component in name.split(separator: "/").dropLast() {
            parent += "/\(component)"
            mkdir(parent, 0o755)
        }
        try writeFile(bytes, to: path, mode: mode)
        return path
    }

    @discardableResult
    package func write(_ text: String, to name: String, mode: UInt32 = 0o644) throws -> String {
        try self.write(Array(text.utf8), to: name, mode: mode)
    }
}
