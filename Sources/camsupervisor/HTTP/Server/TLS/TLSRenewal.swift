import CLinux
import Glibc

/// Decides when changed files are loaded.
///
/// Not at the first sight of a change: the certificate is written before its key or after it, and a pair that does not fit
/// is an error that nobody needs to read. A change counts when it has settled: when two looks saw the same.
struct TLSRenewal: Equatable {
    /// What the file system says of both files; any rewriting changes it, also one of the same size and second.
    struct Stamp: Hashable {
        private var certificate: [Int]
        private var key: [Int]

        init(_ files: TLSFiles) {
            self.certificate = Self.numbers(of: files.certificate)
            self.key = Self.numbers(of: files.key)
        }

        /// Links are followed; nothing where there is no file.
        private static func numbers(of path: String) -> [Int] {
            var status = stat()
            guard stat(path, &status) == 0 else { return [] }
            return [
                Int(truncatingIfNeeded: status.st_dev), Int(truncatingIfNeeded: status.st_ino), Int(status.st_size),
                status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
            ]
        }
    }

    /// Of what was loaded last, or tried to be.
    private(set) var tried: Stamp
    private var seen: Stamp

    init(loaded stamp: Stamp) {
        self.tried = stamp
        self.seen = stamp
    }

    /// Whether to load the files now, having looked; each state of them is tried once.
    mutating func shouldLoad(at stamp: Stamp) -> Bool {
        defer { self.seen = stamp }
        guard stamp != self.tried, stamp == self.seen else { return false }
        self.tried = stamp
        return true
    }
}
