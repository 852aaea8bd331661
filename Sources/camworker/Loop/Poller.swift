internal import CLinux
internal import IPC
internal import Shared

/// Waits for descriptors or a time.
///
/// The worker's only place to sleep.
protocol Poller: AnyObject {
    /// Returns when a descriptor is ready, at `deadline`, or earlier for reasons of its own.
    func wait(for descriptors: inout [pollfd], until deadline: MonotonicTime?)
}

/// `poll` alone, for cameras that are not reached over HTTP: libcurl is then never initialised.
final class PlainPoller: Poller {
    func wait(for descriptors: inout [pollfd], until deadline: MonotonicTime?) {
        _ = poll(&descriptors, nfds_t(descriptors.count), Self.milliseconds(until: deadline, otherwise: -1))
    }

    /// Rounded up, or the last fraction of a millisecond would be spent spinning.
    static func milliseconds(until deadline: MonotonicTime?, otherwise: Int32) -> Int32 {
        guard let deadline else { return otherwise }
        let left = deadline.since(.now()).wholeNanoseconds
        return Int32(clamping: (left + 999_999) / 1_000_000)
    }
}
