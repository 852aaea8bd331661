import CLinux
import Glibc

/// What `/proc` says about processes.
///
/// Everything is `nil` or empty for a process that is gone.
package enum ProcFS {
    /// The direct children of a process, zombies included.
    package static func children(of pid: Int32) -> [ProcessStatus] {
        self.all().filter { $0.parent == pid }
    }

    /// All processes below a process, zombies included.
    package static func descendants(of pid: Int32) -> [ProcessStatus] {
        let all = self.all()
        var found: [ProcessStatus] = []
        var parents: Set<Int32> = [pid]
        while !parents.isEmpty {
            let next = all.filter { parents.contains($0.parent) }
            found += next
            parents = Set(next.map(\.pid))
        }
        return found
    }

    /// The direct children that are dead and not reaped.
    package static func zombies(of pid: Int32) -> [ProcessStatus] {
        self.children(of: pid).filter { $0.state == "Z" }
    }

    /// Every process of the machine.
    package static func all() -> [ProcessStatus] {
        namesInFolder("/proc").compactMap { Int32($0) }.compactMap { Self.status(of: $0) }
    }

    package static func status(of pid: Int32) -> ProcessStatus? {
        guard let bytes = try? readFile("/proc/\(pid)/stat") else { return nil }
        return ProcessStatus(statLine: String(decoding: bytes, as: UTF8.self))
    }

    /// The arguments, the program's name first; empty for a zombie.
    package static func commandLine(of pid: Int32) -> [String] { self.list("/proc/\(pid)/cmdline") }

    /// `KEY=value` as the process was started with.
    package static func environment(of pid: Int32) -> [String] { self.list("/proc/\(pid)/environ") }

    /// The file it runs.
    package static func executable(of pid: Int32) -> String? { linkTarget("/proc/\(pid)/exe") }

    /// Open descriptors and where they lead (`socket:[123]`, `/dev/null`).
    package static func descriptors(of pid: Int32) -> [Int32: String] {
        var found: [Int32: String] = [:]
        for number in namesInFolder("/proc/\(pid)/fd").compactMap({ Int32($0) }) {
            found[number] = linkTarget("/proc/\(pid)/fd/\(number)")
        }
        return found
    }

    /// A line of `/proc/PID/status`, without its name: `field("Threads", of: pid)` is `"4"`.
    package static func field(_ name: String, of pid: Int32) -> String? {
        self.field(name, in: "/proc/\(pid)/status")
    }

    package static func threadCount(of pid: Int32) -> Int? { self.field("Threads", of: pid).flatMap { Int($0) } }

    /// Resident kilobytes, shared pages included.
    package static func residentKilobytes(of pid: Int32) -> Int? { self.kilobytes(self.field("VmRSS", of: pid)) }

    /// Kilobytes that are this process's alone and would come back if it ended.
    package static func privateDirtyKilobytes(of pid: Int32) -> Int? {
        self.kilobytes(self.field("Private_Dirty", in: "/proc/\(pid)/smaps_rollup"))
    }

    /// Whether some process listens on a TCP port (IPv4 or IPv6) of this machine.
    package static func isListening(onPort port: UInt16) -> Bool {
        let hex = String(port, radix: 16, uppercase: true)
        let suffix = ":" + String(repeating: "0", count: 4 - hex.count) + hex
        return ["/proc/net/tcp", "/proc/net/tcp6"].contains { path in
            guard let bytes = try? readFile(path) else { return false }
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n").contains { line in
                let columns = line.split(separator: " ")
                return columns.count > 3 && columns[1].hasSuffix(suffix) && columns[3] == "0A"
            }
        }
    }

    private static func field(_ name: String, in path: String) -> String? {
        guard let bytes = try? readFile(path) else { return nil }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line.hasPrefix("\(name):") {
            let value = line.dropFirst(name.utf8.count + 1)
            return String(value.drop { $0 == " " || $0 == "\t" })
        }
        return nil
    }

    private static func kilobytes(_ value: String?) -> Int? {
        value?.split(separator: " ").first.flatMap { Int($0) }
    }

    private static func list(_ path: String) -> [String] {
        guard let bytes = try? readFile(path) else { return [] }
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }
}
