import CLinux
import Glibc

/// A program of the machine that the tests need.
package enum InstalledTool {
    /// Debian keeps servers in `sbin`, which is in nobody's `PATH` but root's.
    private static let folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]

    /// - Throws: ``MissingTool``: a test without its server fails, it is never skipped.
    package static func path(of name: String, package: String? = nil) throws -> String {
        let own = getenv("PATH").map { String(cString: $0).split(separator: ":").map(String.init) } ?? []
        for folder in own + self.folders where access("\(folder)/\(name)", X_OK) == 0 {
            return "\(folder)/\(name)"
        }
        throw MissingTool(name: name, package: package ?? name)
    }
}

/// A program that is not installed.
package struct MissingTool: Error, CustomStringConvertible {
    package var name: String
    package var package: String

    package var description: String { "\(self.name) is not installed: apt-get install \(self.package)" }
}
