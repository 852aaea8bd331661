import CLinux
import Glibc
import IPC

/// A file that was being written when its supervisor was killed: whole up to its last bytes, and under its pending name.
///
/// A recording is kept under a name that says that it was cut short; half a picture is of no use and is removed.
enum LeftoverFile {
    enum Outcome: Equatable {
        case kept(String)
        case removed
        /// Somebody still writes it, or it cannot be touched.
        case left
    }

    /// - Parameter path: the name it was to get.
    @discardableResult
    static func settle(_ path: WritePath, in folder: borrowing FolderDescriptor) -> Outcome {
        let result = linux_open_at(folder.rawValue, path.pendingName, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0)
        guard result >= 0 else { return .left }
        let file = OwnedDescriptor(result)
        var status = stat()
        guard linux_lock(file.rawValue) == 0, fstat(file.rawValue, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            // A second name is somebody's, who does not mean it to be cut.
            status.st_nlink == 1,
            // Whoever wrote it may have ended well between our two calls, and another one may have the name now.
            let named = folder.status(of: path.pendingName), named.st_ino == status.st_ino,
            named.st_dev == status.st_dev
        else { return .left }
        let length = WholeBoxes.length(of: file.rawValue, size: Int(status.st_size))
        guard length > 0 else {
            folder.remove(path.pendingName)
            return .removed
        }
        if length < Int(status.st_size) { _ = ftruncate(file.rawValue, off_t(length)) }
        return self.keep(path, in: folder).map(Outcome.kept) ?? .left
    }

    /// Names tried before a folder full of interrupted recordings is left alone.
    private static let mostNames = 1_000

    /// Gives a pending file the first free name that says that it was cut short.
    ///
    /// - Returns: the whole path, or `nil` when it cannot be renamed.
    static func keep(_ path: WritePath, in folder: borrowing FolderDescriptor) -> String? {
        for number in 1...Self.mostNames {
            let name = path.interruptedName(number)
            let result = folder.rename(path.pendingName, to: name, replaces: false)
            if result == -EEXIST { continue }
            return result == 0 ? path.sibling(name) : nil
        }
        return nil
    }
}

/// How much of a fragmented MP4 is whole, by the lengths of its outermost boxes.
///
/// Its last fragment may have been half written when the process died; players complain about such an end.
enum WholeBoxes {
    /// Boxes looked at, some ten seconds of reading: 46 h of a camera that sends nothing but key frames, two each.
    private static let most = 10_000_000

    /// - Returns: bytes up to the end of the last `mdat`, 0 without one; all of it when there are more than ``most`` boxes:
    ///   better a torn end than a lost half.
    static func length(of descriptor: Int32, size: Int, most: Int = Self.most) -> Int {
        var (whole, position) = (0, 0)
        for number in 0..<most {
            guard position + 8 <= size, let (length, kind) = Self.header(of: descriptor, at: position) else {
                return whole
            }
            if number == 0, kind != "ftyp" { return whole }
            guard length >= 8, length <= size - position else { return whole }
            position += length
            if kind == "mdat" { whole = position }
        }
        return size
    }

    private static func header(of descriptor: Int32, at position: Int) -> (length: Int, kind: String)? {
        var bytes = [UInt8](repeating: 0, count: 8)
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, 8, off_t(position)) }
        guard count == 8 else { return nil }
        let length = bytes[..<4].reduce(0) { $0 << 8 | Int($1) }
        return (length, String(decoding: bytes[4...], as: UTF8.self))
    }
}
