import CLinux
import Glibc

/// Why a file was not written.
enum WriteError: Error, Equatable, CustomStringConvertible {
    /// A folder of `files.write` that is not there.
    case noFolder(String)
    /// A link, or a file, where a folder should be.
    case notAFolder(String)
    case exists(String)
    /// Something that is no file has the name.
    case notAFile(String)
    /// Another one writes it.
    case beingWritten(String)
    case full(String)
    case tooSlow(String, waiting: Int)
    case silent(String, Duration)
    /// Too many files are being written.
    case tooMany(Int)
    case failed(String, doing: String, errno: Int32)

    /// By what the kernel said.
    init(_ path: String, doing: String, errno number: Int32) {
        switch number {
        case ENOSPC, EDQUOT: self = .full(path)
        default: self = .failed(path, doing: doing, errno: number)
        }
    }

    var description: String {
        switch self {
        case .noFolder(let path): "the folder \(path) of files.write is not there"
        case .notAFolder(let path): "\(path) is a link or a file, not a folder; files.write may name where it leads"
        case .exists(let path): "\(path) is there already; overwrite: true (--overwrite) replaces it"
        case .notAFile(let path): "\(path) is no file"
        // Home Assistant's words.
        case .beingWritten(let path): "Stream already recording to \(path)!"
        case .full(let path): "the disk is full: \(path)"
        case .tooSlow(let path, let waiting):
            "the disk is too slow: \((waiting + 1_048_575) / 1_048_576) MiB are waiting to be written to \(path)"
        case .silent(let path, let patience):
            "the disk did not answer for \(patience.forPeople): \(path)"
        case .tooMany(let most): "\(most) files are being written already"
        case .failed(let path, let doing, let number):
            "cannot \(doing) \(path): \(String(cString: strerror(number)))\(Self.advice(number))"
        }
    }

    private static func advice(_ number: Int32) -> String {
        switch number {
        // ProtectSystem=strict of the unit leaves little that can be written.
        case EROFS: "; for a service of systemd: systemctl edit camsupervisor, ReadWritePaths="
        case EACCES, EPERM: "; the folder has to belong to the supervisor's user"
        default: ""
        }
    }
}
