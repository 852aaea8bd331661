import CLinux
import Glibc

/// What this process uses, by `/proc/self`; what cannot be read there is absent.
struct ProcessUsage: Sendable {
    var cpuSeconds: Double?
    var residentBytes: Double?
    var openDescriptors: Double?
    var mostDescriptors: Double?
    var threads: Double?

    static func now() -> ProcessUsage {
        var milliseconds: UInt64 = 0
        var peak: UInt64 = 0
        var resident: UInt64 = 0
        linux_usage(&milliseconds, &peak, &resident)
        return ProcessUsage(
            cpuSeconds: Double(milliseconds) / 1_000,
            residentBytes: resident > 0 ? Double(resident) * 1024 : nil,
            openDescriptors: Self.entries(of: "/proc/self/fd").map { $0 - 1 },
            mostDescriptors: Double(linux_get_rlimit(Int32(linux_rlimit_descriptors))),
            threads: Self.entries(of: "/proc/self/task")
        )
    }

    /// Names in a folder; of `/proc/self/fd` one is the folder itself, being read.
    private static func entries(of folder: String) -> Double? {
        guard let open = opendir(folder) else { return nil }
        defer { closedir(open) }
        var count = 0
        while let entry = readdir(open) { if entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) { count += 1 } }
        return Double(count)
    }
}
