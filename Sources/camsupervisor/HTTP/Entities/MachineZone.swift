import CLinux
import Glibc

/// The time zone of this machine by name, as templates and file names use it.
enum MachineZone {
    /// Looked up once: what a process has read of it stays too.
    static let name = Self.name(environment: getenv("TZ").map { String(cString: $0) }, link: Self.link)

    /// - Parameters:
    ///   - environment: `TZ`.
    ///   - link: where `/etc/localtime` leads to.
    static func name(environment: String?, link: String?) -> String {
        // `:Europe/Zurich` too; a rule of POSIX (`CET-1CEST,M3.5.0,M10.5.0`) is no name, nor is a file.
        let given = environment.map { $0.hasPrefix(":") ? String($0.dropFirst()) : $0 }
        if let given, given == "UTC" || (given.contains("/") && !given.hasPrefix("/")) { return given }
        guard given == nil || given == "", let link, let place = link.firstRange(of: "zoneinfo/") else { return "UTC" }
        let name = String(link[place.upperBound...])
        return name.isEmpty ? "UTC" : name
    }

    private static var link: String? {
        var target = [CChar](repeating: 0, count: 4_096)
        let count = readlink("/etc/localtime", &target, target.count)
        return count > 0 ? String(decoding: target.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }
}
