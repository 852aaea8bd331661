import CLinux
import Glibc
import IPC
import Shared

/// Whether the programs, the files and the units are as they should be.
struct InstallationChecks {
    let configurationPath: String
    /// The value of `--worker`.
    let worker: String?
    let cameras: Int

    func findings() async -> [DoctorFinding] {
        var findings = [await self.workerProgram(), self.configurationFile(), self.descriptors()]
        findings += await self.units()
        return findings.compactMap { $0 }
    }

    private func workerProgram() async -> DoctorFinding {
        let path: String
        do {
            path = try WorkerLocation.find(explicit: self.worker, ownExecutable: WorkerLocation.ownExecutable())
        } catch {
            return .failed("camworker", "\(error)", advice: "install both programs of one build (make install)")
        }
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & (S_IWGRP | S_IWOTH) != 0 {
            return .failed("camworker", "\(path) may be changed by others", advice: "chmod go-w \(path)")
        }
        let build = await HostProgram.run(path, ["--version"])?.text.split { $0.isWhitespace }.last.map(String.init)
        guard build == BuildIdentity.current else {
            return .failed(
                "camworker",
                "\(path) is of build \(build.map(\.printable) ?? "unknown"), camsupervisor of \(BuildIdentity.current)",
                advice: "install both programs of one build; the supervisor refuses any other worker"
            )
        }
        return .ok("camworker", "\(path), the same build")
    }

    /// They hold passwords: the file itself, the secrets beside it and what is in `conf.d`.
    ///
    /// One that lies in a folder that others may not enter is closed, whatever its own mode says.
    func configurationFile() -> DoctorFinding? {
        guard access(self.configurationPath, F_OK) == 0 else { return nil }
        let folder = FolderPath.sibling(of: self.configurationPath, named: ConfigurationFolder.name)
        let more = (try? BoundedFolder.list(folder))?.map(\.name).filter { $0.hasSuffix(".yaml") }.sorted() ?? []
        let files =
            [self.configurationPath, FolderPath.sibling(of: self.configurationPath, named: SecretFolders.fileName)]
            + more.map { "\(folder)/\($0)" }
        let open = files.filter { Self.mode(of: $0) & S_IROTH != 0 && Self.mode(ofFolderOf: $0) & S_IXOTH != 0 }
        guard let first = open.first else {
            return .ok("configuration file", "\(self.configurationPath) is not readable by everybody")
        }
        let others = open.count > 1 ? " and \(open.count - 1) more beside it" : ""
        return .warning(
            "configuration file",
            "\(first)\(others) can be read by everybody on this machine",
            advice: "chmod o-r \(open.prefix(5).joined(separator: " "))\(open.count > 5 ? " …" : "")"
        )
    }

    /// 0 when there is no such file.
    private static func mode(of path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode : 0
    }

    private static func mode(ofFolderOf path: String) -> mode_t {
        guard let slash = path.lastIndex(of: "/") else { return self.mode(of: ".") }
        return self.mode(of: slash == path.startIndex ? "/" : String(path[..<slash]))
    }

    private func descriptors() -> DoctorFinding {
        let limit = linux_raise_descriptor_limit()
        let connections = ConnectionLimit.fitting(descriptors: limit, cameras: self.cameras)
        let words = "\(limit) for us: \(self.cameras) cameras and \(connections) connections at a time"
        guard limit >= UInt64(512 + 4 * self.cameras) else {
            return .warning("descriptors", words, advice: "raise the limit (ulimit -n; LimitNOFILE= in a unit)")
        }
        return .ok("descriptors", words)
    }

    // MARK: systemd

    static let unitNames = ["camsupervisor.service", "camsupervisor.socket", "camsupervisor-control.socket"]

    private func units() async -> [DoctorFinding] {
        guard access("/run/systemd/system", F_OK) == 0 else {
            return [.ok("systemd", "not running here; camsupervisor is started by other means")]
        }
        let names = ["Id", "LoadState", "ActiveState", "UnitFileState", "Result", "NRestarts"]
        let arguments = ["show", "--property=\(names.joined(separator: ","))"] + Self.unitNames
        guard let answer = await HostProgram.ask("systemctl", arguments), answer.succeeded else {
            return [.warning("systemd", "systemctl does not answer")]
        }
        return Self.findings(ofUnits: answer.text)
    }

    /// - Parameter text: what `systemctl show` says: `Name=value` lines, an empty line between units.
    static func findings(ofUnits text: String) -> [DoctorFinding] {
        var units: [[String: String]] = [[:]]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard let equals = line.firstIndex(of: "=") else {
                units.append([:])
                continue
            }
            units[units.count - 1][String(line[..<equals])] = String(line[line.index(after: equals)...]).printable
        }
        return units.filter { $0["Id"] != nil }.map(Self.finding(ofUnit:))
    }

    private static func finding(ofUnit unit: [String: String]) -> DoctorFinding {
        let id = unit["Id"] ?? ""
        guard unit["LoadState"] == "loaded" else {
            return .warning(id, "is not installed", advice: "make install PREFIX=/usr, then systemctl daemon-reload")
        }
        let active = unit["ActiveState"] ?? "unknown"
        let enabled = unit["UnitFileState"] ?? "unknown"
        let restarts = unit["NRestarts"].flatMap { Int($0) } ?? 0
        let words = "\(active), \(enabled)" + (restarts > 0 ? ", restarted \(restarts) times" : "")
        if active == "failed" {
            return .failed(
                id,
                "\(words), result \(unit["Result"] ?? "unknown")",
                advice: "journalctl -u \(id) -n 50 says why; then systemctl reset-failed \(id)"
            )
        }
        if active != "active" {
            // The first request starts the service.
            let isService = id.hasSuffix(".service")
            return .warning(id, words, advice: isService ? nil : "systemctl enable --now \(id)")
        }
        if restarts > 0 { return .warning(id, words, advice: "journalctl -u \(id) -p warning says why") }
        return .ok(id, words)
    }
}
