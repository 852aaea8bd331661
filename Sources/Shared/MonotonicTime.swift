/// A point on the clock that all processes of one machine share: nanoseconds since boot, suspend included
/// (`CLOCK_BOOTTIME`).
///
/// Suspend is included because a picture that was taken before the lid was closed is old when it is opened again.
package struct MonotonicTime: Hashable, Sendable, Comparable, Codable {
    package var nanoseconds: UInt64

    package init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    /// Later by `duration`; saturates instead of trapping, since the operands may come from a worker.
    package func advanced(by duration: Duration) -> Self {
        let delta = duration.wholeNanoseconds
        if delta >= 0 {
            let (sum, overflow) = self.nanoseconds.addingReportingOverflow(UInt64(delta))
            return Self(nanoseconds: overflow ? .max : sum)
        }
        let magnitude = delta.magnitude
        return Self(nanoseconds: self.nanoseconds > magnitude ? self.nanoseconds - magnitude : 0)
    }

    /// The time from `earlier` to here, zero when `earlier` is later.
    package func since(_ earlier: Self) -> Duration {
        self > earlier ? .nanoseconds(Int64(clamping: self.nanoseconds - earlier.nanoseconds)) : .zero
    }

    package static func + (left: Self, right: Duration) -> Self { left.advanced(by: right) }
}

extension Duration {
    /// The whole duration in nanoseconds, saturating at ±292 years.
    package var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = self.components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, overflow2) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflow2 ? (seconds < 0 ? .min : .max) : sum
    }

    /// The duration in seconds, for arithmetic with rates and for people.
    package var inSeconds: Double { Double(self.wholeNanoseconds) / 1e9 }
}

/// A point in calendar time: nanoseconds since 1970-01-01T00:00:00Z.
///
/// For people and headers, never for intervals.
package struct WallTime: Hashable, Sendable, Comparable, Codable {
    package var nanoseconds: UInt64

    package init(nanoseconds: UInt64) {
        self.nanoseconds = nanoseconds
    }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    /// Whole seconds since 1970, as HTTP dates have no fraction.
    package var wholeSeconds: Int64 { Int64(clamping: self.nanoseconds / 1_000_000_000) }
}
