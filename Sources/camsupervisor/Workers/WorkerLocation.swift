import CLinux
import Shared

/// Where `camworker` is: beside our own executable, else in the libexec folder, else where `--worker` says.
///
/// Never by `PATH`: a worker holds a camera's password.
enum WorkerLocation {
    struct NotFound: Error, CustomStringConvertible {
        var tried: [String]
        var description: String {
            "camworker was not found (tried \(self.tried.joined(separator: ", "))); name it with --worker PATH"
        }
    }

    /// - Parameter explicit: the value of `--worker`; when given, nothing else is tried.
    static func find(explicit: String?, ownExecutable: String) throws(NotFound) -> String {
        let candidates: [String]
        if let explicit {
            candidates = [explicit]
        } else {
            let folder = ownExecutable.lastIndex(of: "/").map { String(ownExecutable[..<$0]) } ?? "."
            candidates = [
                "\(folder)/camworker",
                "\(folder)/../libexec/camsupervisor/camworker",
                "/usr/libexec/camsupervisor/camworker",
            ]
        }
        for candidate in candidates where access(candidate, X_OK) == 0 { return candidate }
        throw NotFound(tried: candidates)
    }

    /// The path of this very program.
    static func ownExecutable() -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("4096 is not zero") }
            let length = readlink("/proc/self/exe", base, buffer.count)
            guard length > 0 else { return CommandLine.arguments.first ?? "camsupervisor" }
            return String(decoding: UnsafeRawBufferPointer(buffer).prefix(length), as: UTF8.self)
        }
    }
}
