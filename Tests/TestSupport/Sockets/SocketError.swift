import CLinux
import Glibc

/// A socket call that failed, or did not finish in time (`ETIMEDOUT`).
package struct SocketError: Error, Equatable, CustomStringConvertible {
    package var doing: String
    package var number: Int32

    package init(doing: String, number: Int32) {
        self.doing = doing
        self.number = number
    }

    package var description: String { "\(self.doing): \(String(cString: strerror(self.number)))" }

    package var isTimeout: Bool { self.number == ETIMEDOUT }
    /// The other end is gone or never was there.
    package var isDisconnect: Bool {
        [ECONNRESET, EPIPE, ECONNREFUSED, ECONNABORTED, ENOENT].contains(self.number)
    }
}
