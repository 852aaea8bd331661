import CLinux
import Glibc
import IPC

/// The file operations by which the kernel is spoken to of control groups, so that tests can be the kernel.
protocol CgroupFiles: Sendable {
    func makeFolder(_ path: String) throws(SystemCallError)
    func removeFolder(_ path: String) throws(SystemCallError)
    /// In one `write`, to a file that exists: the kernel takes each as one command.
    func write(_ text: String, to path: String) throws(SystemCallError)
    func read(_ path: String) throws(SystemCallError) -> String
    /// The names of the folders in a folder.
    func folders(in path: String) throws(SystemCallError) -> [String]
}

/// Those of this machine.
///
/// They block, entering a group for up to tens of milliseconds (it waits for all processors): never on a loop.
struct SystemCgroupFiles: CgroupFiles {
    /// Nothing that is read here is longer, but for the list of a fork bomb's processes.
    private static let longest = 64 * 1024

    func makeFolder(_ path: String) throws(SystemCallError) {
        guard mkdir(path, 0o755) == 0 else { throw SystemCallError(call: "mkdir \(path)", errorNumber: errno) }
    }

    func removeFolder(_ path: String) throws(SystemCallError) {
        guard rmdir(path) == 0 else { throw SystemCallError(call: "rmdir \(path)", errorNumber: errno) }
    }

    func write(_ text: String, to path: String) throws(SystemCallError) {
        let file = try Self.open(path, O_WRONLY)
        var text = text
        let written = text.withUTF8 { Glibc.write(file.rawValue, $0.baseAddress, $0.count) }
        guard written >= 0 else { throw SystemCallError(call: "write \(text) to \(path)", errorNumber: errno) }
    }

    func read(_ path: String) throws(SystemCallError) -> String {
        let file = try Self.open(path, O_RDONLY)
        var text: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while text.count < Self.longest {
            let count = piece.withUnsafeMutableBytes { Glibc.read(file.rawValue, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw SystemCallError(call: "read \(path)", errorNumber: errno) }
            guard count > 0 else { break }
            text += piece.prefix(count)
        }
        return String(decoding: text, as: UTF8.self)
    }

    func folders(in path: String) throws(SystemCallError) -> [String] {
        guard let folder = opendir(path) else { throw SystemCallError(call: "opendir \(path)", errorNumber: errno) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = Glibc.readdir(folder) {
            guard entry.pointee.d_type == UInt8(DT_DIR) else { continue }
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func open(_ path: String, _ flags: Int32) throws(SystemCallError) -> OwnedDescriptor {
        let descriptor = linux_open(path, flags)
        guard descriptor >= 0 else { throw SystemCallError(call: "open \(path)", errorNumber: -descriptor) }
        return OwnedDescriptor(descriptor)
    }
}
