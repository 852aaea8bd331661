import CLinux
import Glibc

/// One line of `/proc/PID/stat`, taken apart.
package struct ProcessStatus: Sendable, Hashable {
    package var pid: Int32
    /// At most 15 bytes of the program's name.
    package var name: String
    /// The kernel's letter: R for running, S sleeping, T stopped, Z zombie.
    package var state: Character
    package var parent: Int32
    package var group: Int32
    /// User and system time, in clock ticks of 10 ms.
    package var cpuTicks: Int
    /// When it was started, in ticks since boot.
    ///
    /// With the pid it names one process for ever.
    package var startTicks: UInt64

    init?(statLine: String) {
        // The name stands in parentheses and may hold spaces and parentheses itself: what counts is the last one.
        guard let open = statLine.firstIndex(of: "("), let close = statLine.lastIndex(of: ")") else { return nil }
        let rest = statLine[statLine.index(after: close)...].split(separator: " ")
        guard
            let pid = Int32(statLine[..<open].dropLast()), rest.count > 19,
            let state = rest[0].first, let parent = Int32(rest[1]), let group = Int32(rest[2]),
            let user = Int(rest[11]), let system = Int(rest[12]), let start = UInt64(rest[19])
        else { return nil }
        self.pid = pid
        self.name = String(statLine[statLine.index(after: open)..<close])
        self.state = state
        self.parent = parent
        self.group = group
        self.cpuTicks = user + system
        self.startTicks = start
    }

    /// Whether this very process (not a later one with its pid) still runs; a zombie does not.
    package var isAlive: Bool {
        guard let now = ProcFS.status(of: self.pid) else { return false }
        return now.startTicks == self.startTicks && now.state != "Z" && now.state != "X"
    }
}
