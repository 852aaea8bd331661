internal import CLinux
internal import IPC
internal import Shared

/// What the worker used and did, for `stats`: once a second while it changes, never while it does not.
struct Vitals {
    private static let interval: Duration = .seconds(1)

    private var current = Stats()
    private var sent: Stats?
    private var earliest = MonotonicTime(nanoseconds: 0)

    mutating func count(frames: Int = 0, bytes: Int = 0, connections: Int = 0) {
        self.current.frames += UInt64(frames)
        self.current.bytes += UInt64(bytes)
        self.current.connections += UInt64(connections)
    }

    /// When ``take(at:)`` will have something; `nil` while nothing happens, so that an idle worker sleeps.
    var deadline: MonotonicTime? { self.current == self.sent ? nil : self.earliest }

    /// The report, when one is due.
    mutating func take(at now: MonotonicTime) -> Stats? {
        guard now >= self.earliest else { return nil }
        var resident: UInt64 = 0
        linux_usage(&self.current.cpuMilliseconds, &self.current.peakMemoryKilobytes, &resident)
        self.current.residentMemoryKilobytes = resident > 0 ? resident : nil
        guard self.current != self.sent else { return nil }
        self.sent = self.current
        self.earliest = now + Self.interval
        return self.current
    }
}
