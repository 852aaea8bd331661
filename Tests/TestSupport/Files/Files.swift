import CLinux
import Glibc
import Synchronization

/// A file or folder that could not be used.
package struct FileError: Error, CustomStringConvertible {
    package var doing: String
    package var path: String
    package var number: Int32

    package var description: String { "\(self.doing) \(self.path): \(String(cString: strerror(self.number)))" }
}

/// All bytes of a file; also of those in `/proc`, whose size reads as zero.
package func readFile(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(doing: "open", path: path, number: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw FileError(doing: "read", path: path, number: errno) }
        guard count > 0 else { return bytes }
        bytes += buffer[..<count]
    }
}

/// Replaces a file at once: its readers see the old bytes or the new ones.
package func writeFile(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o644) throws {
    let unfinished = "\(path).\(getpid()).\(nextFileNumber()).part"
    let descriptor = creat(unfinished, mode)
    guard descriptor >= 0 else { throw FileError(doing: "create", path: unfinished, number: errno) }
    var offset = 0
    while offset < bytes.count {
        let count = bytes[offset...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else {
            let number = errno
            close(descriptor)
            throw FileError(doing: "write", path: path, number: number)
        }
        offset += count
    }
    close(descriptor)
    guard rename(unfinished, path) == 0 else { throw FileError(doing: "rename", path: path, number: errno) }
}

/// The names in a folder, sorted, without `.` and `..`; empty when there is no such folder.
package func namesInFolder(_ path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
}

/// Where a symbolic link points, or `nil`.
package func linkTarget(_ path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { target in
        target.baseAddress.map { readlink(path, $0, target.count) } ?? -1
    }
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
}

/// Removes a folder with all it holds; follows no link.
func removeTree(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
        for name in namesInFolder(path) { removeTree("\(path)/\(name)") }
        rmdir(path)
    } else {
        unlink(path)
    }
}

private let fileNumbers = Atomic(0)

private func nextFileNumber() -> Int {
    fileNumbers.add(1, ordering: .relaxed).newValue
}
