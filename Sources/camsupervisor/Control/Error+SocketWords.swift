import Glibc
import NIOCore

extension Error {
    /// Why a socket could not be opened, in the system's words (`Address already in use`) without NIO's functions and
    /// numbers around them.
    var socketWords: String {
        switch self as any Error {
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case SocketAddressError.unixDomainSocketPathTooLong: "a socket's path may not be longer than 107 bytes"
        default: "\(self)"
        }
    }
}
