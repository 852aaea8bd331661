internal import CLinux
package import Shared

extension MonotonicTime {
    /// Now, on the clock all processes share.
    ///
    /// The only reader of the system's clock beside ``WallTime/now()``.
    package static func now() -> MonotonicTime { MonotonicTime(nanoseconds: linux_boot_time()) }
}

extension WallTime {
    /// Now, by the calendar.
    package static func now() -> WallTime { WallTime(nanoseconds: linux_wall_time()) }
}
