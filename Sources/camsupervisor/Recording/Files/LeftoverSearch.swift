import CLinux
import Glibc
import Logging
import NIOPosix

/// Looks for what killed supervisors left below the folders of `files.write`.
///
/// Synchronous and slow on slow disks: on a thread of its own.
struct LeftoverSearch {
    struct Found: Equatable {
        var path: String
        var outcome: LeftoverFile.Outcome
    }

    /// Entries looked at: years of recordings, and a second or so of a disk that turns.
    static let mostEntries = 200_000

    private var entries = 0
    private(set) var found: [Found] = []

    /// What lies below the folders is given its name, or removed.
    static func settle(in folders: [String]) -> [Found] {
        var search = Self()
        for folder in folders { search.look(in: WritePath(folder: folder, folders: [], name: "")) }
        return search.found
    }

    /// The same on a thread of its own, which a disk that hangs may keep; what was found is logged.
    static func settleInBackground(_ folders: [String], logger: Logger) {
        guard !folders.isEmpty else { return }
        let thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
        thread.submit { _ in
            for folder in folders {
                guard let words = Self.trouble(with: folder) else { continue }
                logger.log(.configurationWarning, .warning, "nothing can be written: \(words)")
            }
            for found in Self.settle(in: folders) {
                switch found.outcome {
                case .kept(let path):
                    let words = "\(found.path) was cut short by the end of a supervisor; kept as \(path)"
                    logger.log(.recordingCutShort, .notice, words)
                case .removed:
                    logger.log(.recordingCutShort, .notice, "\(found.path) was not written to its end, and is not kept")
                case .left: break
                }
            }
            thread.shutdownGracefully { _ in }
        }
    }

    /// Why nothing can be written to a folder of `files.write`, as far as that is known before.
    static func trouble(with folder: String) -> WriteError? {
        do throws(WriteError) {
            _ = try FolderDescriptor(of: WritePath(folder: folder, folders: [], name: ""), makes: false)
        } catch {
            return error
        }
        return access(folder, W_OK) == 0 ? nil : WriteError(folder, doing: "write to", errno: errno)
    }

    private mutating func look(in place: WritePath) {
        guard place.folders.count <= WritePath.deepest,
            !Self.ofKernel.contains(place.folder == "/" ? "/\(place.folders.joined(separator: "/"))" : place.folder),
            let folder = try? FolderDescriptor(of: place, makes: false)
        else { return }
        var below: [String] = []
        for (name, isFolder) in self.entries(of: folder) {
            if isFolder {
                below.append(name)
            } else if name.hasSuffix(WritePath.pendingSuffix), name.utf8.count > WritePath.pendingSuffix.utf8.count {
                let file = WritePath(
                    folder: place.folder,
                    folders: place.folders,
                    name: String(name.dropLast(WritePath.pendingSuffix.count))
                )
                self.found.append(Found(path: "\(file)", outcome: LeftoverFile.settle(file, in: folder)))
            }
        }
        for name in below {
            self.look(in: WritePath(folder: place.folder, folders: place.folders + [name], name: ""))
        }
    }

    /// No end of entries, and no file of ours; met by who may write below `/`.
    private static let ofKernel: Set = ["/proc", "/sys", "/dev"]

    private mutating func entries(of folder: borrowing FolderDescriptor) -> [(name: String, isFolder: Bool)] {
        // A descriptor of its own, which closedir closes.
        guard case let copy = linux_open_at(folder.rawValue, ".", O_RDONLY | O_DIRECTORY, 0), copy >= 0 else {
            return []
        }
        guard let stream = fdopendir(copy) else {
            close(copy)
            return []
        }
        defer { closedir(stream) }
        var result: [(String, Bool)] = []
        while self.entries < Self.mostEntries, let entry = readdir(stream) {
            self.entries += 1
            let kind = Int32(entry.pointee.d_type)
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard !name.hasPrefix("."), kind == Int32(DT_DIR) || kind == Int32(DT_REG) || kind == Int32(DT_UNKNOWN)
            else {
                continue
            }
            let isFolder = kind == Int32(DT_DIR) || (kind == Int32(DT_UNKNOWN) && folder.kind(of: name) == S_IFDIR)
            result.append((name, isFolder))
        }
        return result
    }
}
