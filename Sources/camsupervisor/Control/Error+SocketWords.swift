import CLinux
import Glibc
import IPC
import NIOCore

extension Error {
    /// Why a socket could not be opened, in the system's words (`Address already in use`) without NIO's functions and
    /// numbers around them.
    var socketWords: String {
        switch self as any Error {
        case SocketAddressError.unixDomainSocketPathTooLong: Self.pathTooLong
        case let error as SystemCallError where error.errorNumber == ENAMETOOLONG: Self.pathTooLong
        case let error as SystemCallError: String(cString: strerror(error.errorNumber))
        case let error as IOError: String(cString: strerror(error.errnoCode))
        default: "\(self)"
        }
    }

    private static var pathTooLong: String { "a socket's path may not be longer than 107 bytes" }
}
