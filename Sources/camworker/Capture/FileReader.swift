internal import CLinux
internal import Glibc
internal import IPC
internal import Shared

/// Reads one file, only where the configuration allows it, and only when it has changed.
struct FileReader {
    /// What tells one version of a file from another without reading it.
    struct Stamp: Hashable {
        var device: UInt64
        var inode: UInt64
        var size: Int64
        var modified: WallTime
    }

    let path: String
    /// Absolute, links resolved.
    private let folders: [String]

    /// - Parameters:
    ///   - path: From the URL, percent-decoded.
    ///   - folders: Those of `files.read`.
    init(path: String, folders: [String]) {
        self.path = path
        self.folders = folders.map { Self.resolved($0) ?? $0 }
    }

    /// The file's bytes, unless it is still as `known` says.
    func read(unless known: Stamp?) throws(FileError) -> (stamp: Stamp, bytes: [UInt8])? {
        // Named first and judged by that, so that a link changed meanwhile does not matter, and a file that our
        // confinement would not open anyway is called by the right name.
        let named = try Self.open(self.path, Int32(linux_open_path_only))
        guard let place = Self.path(of: named.rawValue), self.folders.contains(where: { Self.holds($0, place) }) else {
            throw .outside
        }
        let stamp = try Self.stamp(of: named.rawValue)
        if stamp == known { return nil }
        guard stamp.size <= Limits.picture else { throw .tooLarge }
        let file = try Self.open("/proc/self/fd/\(named.rawValue)", O_RDONLY | O_NONBLOCK | O_NOCTTY)
        return (stamp, try Self.contents(of: file.rawValue, size: Int(stamp.size)))
    }

    private static func open(_ path: String, _ flags: Int32) throws(FileError) -> OwnedDescriptor {
        let descriptor = linux_open(path, flags)
        guard descriptor >= 0 else {
            let words = String(cString: strerror(-descriptor))
            // It may well be a user of the worker's own, whom the operator never heard of.
            throw .unreadable(descriptor == -EACCES ? "\(words) for user \(getuid())" : words)
        }
        return OwnedDescriptor(descriptor)
    }

    private static func stamp(of descriptor: Int32) throws(FileError) -> Stamp {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .noFile }
        let nanoseconds = UInt64(clamping: status.st_mtim.tv_sec) &* 1_000_000_000 &+ UInt64(status.st_mtim.tv_nsec)
        return Stamp(
            device: UInt64(status.st_dev),
            inode: UInt64(status.st_ino),
            size: Int64(status.st_size),
            modified: WallTime(nanoseconds: nanoseconds)
        )
    }

    private static func contents(of descriptor: Int32, size: Int) throws(FileError) -> [UInt8] {
        // One more than it should have, to see that it has grown.
        let bytes = [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, count in
            while count < buffer.count {
                let taken = Glibc.read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
                if taken <= 0 { break }
                count += taken
            }
        }
        guard bytes.count == size else { throw .changing }
        return bytes
    }

    private static func path(of descriptor: Int32) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count)
        guard count > 0 else { return nil }
        return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func resolved(_ folder: String) -> String? {
        guard let path = realpath(folder, nil) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }

    private static func holds(_ folder: String, _ path: String) -> Bool {
        path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
    }
}

/// Why a file brings no picture.
enum FileError: Error, Hashable {
    case unreadable(String)
    case outside
    case noFile
    case tooLarge
    case changing

    /// Whether only another configuration helps.
    var isMisconfiguration: Bool { self == .outside || self == .noFile }

    var reason: String {
        switch self {
        case .unreadable(let why): "cannot be read (\(why))"
        case .outside: "lies in none of the folders of `files.read`"
        case .noFile: "is no ordinary file"
        case .tooLarge: "is larger than \(Limits.picture / (1024 * 1024)) MiB"
        case .changing: "is being written"
        }
    }
}
