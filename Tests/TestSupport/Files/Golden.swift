import CLinux
import Glibc

/// Compares what the program made with a file in `Tests/Golden`.
///
/// With `CAMSUPERVISOR_UPDATE_GOLDEN=1` in the environment the file is written instead; then `git diff` is the review.
package enum Golden {
    package static let updateSwitch = "CAMSUPERVISOR_UPDATE_GOLDEN"

    /// - Parameter name: a path below `Tests/Golden`, like `check/misspelt-key.txt`.
    /// - Throws: ``GoldenMismatch`` with a line difference, ``FileError``.
    package static func check(
        _ text: String,
        against name: String,
        filePath: String = #filePath
    ) throws {
        let path = try Self.folder(of: filePath) + "/" + name
        if let value = getenv(Self.updateSwitch), String(cString: value) == "1" {
            try Self.makeFolders(of: path)
            try writeFile(Array(text.utf8), to: path)
            return
        }
        guard access(path, R_OK) == 0 else {
            throw GoldenMismatch(name: name, difference: "no such file; run once with \(Self.updateSwitch)=1")
        }
        let expected = String(decoding: try readFile(path), as: UTF8.self)
        guard expected != text else { return }
        throw GoldenMismatch(name: name, difference: LineDifference(from: expected, to: text).description)
    }

    /// `Tests/Golden` beside the test's own target: the last folder named `Tests` above the test's source file.
    private static func folder(of filePath: String) throws -> String {
        var components = filePath.split(separator: "/", omittingEmptySubsequences: false)
        while let last = components.last, last != "Tests" { components.removeLast() }
        guard !components.isEmpty else { throw FileError(doing: "find Tests above", path: filePath, number: ENOENT) }
        return components.joined(separator: "/") + "/Golden"
    }

    private static func makeFolders(of path: String) throws {
        var folder = ""
        for component in path.split(separator: "/").dropLast() {
            folder += "/\(component)"
            guard mkdir(folder, 0o755) == 0 || errno == EEXIST else {
                throw FileError(doing: "mkdir", path: folder, number: errno)
            }
        }
    }
}

/// A text that differs from its golden file.
package struct GoldenMismatch: Error, CustomStringConvertible {
    package var name: String
    package var difference: String

    package var description: String {
        """
        Tests/Golden/\(self.name) differs (- expected, + found; \(Golden.updateSwitch)=1 accepts it):
        \(self.difference)
        """
    }
}
