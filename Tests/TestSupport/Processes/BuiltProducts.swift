import CLinux
import Glibc

/// Where the programs under test lie: in the folder of `CAMSUPERVISOR_PRODUCTS`, else beside the test bundle.
package enum BuiltProducts {
    package static let folderVariable = "CAMSUPERVISOR_PRODUCTS"

    package static func camsupervisor() throws -> String { try self.path(of: "camsupervisor") }
    package static func camworker() throws -> String { try self.path(of: "camworker") }

    /// - Throws: ``MissingProduct``: a test without its program fails, it is never skipped.
    package static func path(of name: String) throws -> String {
        let path = "\(self.folder())/\(name)"
        guard access(path, X_OK) == 0 else { throw MissingProduct(path: path) }
        return path
    }

    private static func folder() -> String {
        if let folder = getenv(self.folderVariable) { return String(cString: folder) }
        // The bundle is …/debug/camsupervisorPackageTests.xctest, a plain executable on Linux.
        let bundle = linkTarget("/proc/self/exe") ?? "."
        return bundle.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }
}

/// A program that was not built.
package struct MissingProduct: Error, CustomStringConvertible {
    package var path: String

    package var description: String {
        "no program \(self.path): run `swift build` first, or set \(BuiltProducts.folderVariable) to its folder"
    }
}
