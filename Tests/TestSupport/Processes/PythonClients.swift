import CLinux
import Glibc

/// The clients from PyPI that `scripts/install-python-clients` installs.
package enum PythonClients {
    /// A Python that has them.
    ///
    /// - Throws: ``MissingTool``: a test without its client fails, it is never skipped.
    package static func interpreter() throws -> String {
        let root = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()
        let path = "\(root)/.build/python/bin/python"
        guard access(path, X_OK) == 0 else {
            throw MissingTool(name: path, package: "python3-venv, then scripts/install-python-clients")
        }
        return path
    }
}
