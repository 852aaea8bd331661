internal import CLinux

/// A failed system call, by its error number.
package struct SystemCallError: Error, Hashable, Sendable, CustomStringConvertible {
    package var call: String
    package var errorNumber: Int32

    package init(call: String, errorNumber: Int32) {
        self.call = call
        self.errorNumber = errorNumber
    }

    package var description: String { "\(self.call): \(String(cString: strerror(self.errorNumber)))" }
}

/// The two ends of a worker's channel: close-on-exec, non-blocking, and with the default buffers.
///
/// The buffers stay at their default on purpose: 208 KiB already hold 2.4 frames of 100 kB, and every further one is
/// staleness (design §6).
package struct SocketPair: ~Copyable {
    package var supervisor: OwnedDescriptor
    package var worker: OwnedDescriptor

    package init() throws(SystemCallError) {
        var pair: (Int32, Int32) = (-1, -1)
        let result = Swift.withUnsafeMutableBytes(of: &pair) {
            linux_socket_pair($0.bindMemory(to: Int32.self).baseAddress)
        }
        guard result == 0 else { throw SystemCallError(call: "socketpair", errorNumber: -result) }
        self.supervisor = OwnedDescriptor(pair.0)
        self.worker = OwnedDescriptor(pair.1)
        // A descriptor bomb from a worker is impossible where the kernel knows the option (6.16); elsewhere plain
        // reads drop descriptors at once.
        _ = linux_refuse_descriptors(pair.0)
    }

    /// Both ends, each to its owner.
    package consuming func split() -> (supervisor: Int32, worker: Int32) {
        (self.supervisor.release(), self.worker.release())
    }
}
