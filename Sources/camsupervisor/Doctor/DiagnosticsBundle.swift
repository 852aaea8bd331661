import CLinux
import Glibc
import IPC
import NIOCore
import NIOHTTP1
import Shared

/// A `.tar.gz` for whoever is asked for help: what was found, how the cameras are, the outline of the configuration,
/// the end of the log.
///
/// No secret, no picture, no core. Addresses of cameras are in it, as the log names them.
struct DiagnosticsBundle {
    let examination: Doctor.Examination
    let configurationPath: String

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Lines of the service's log.
    private static let logLines = "2000"
    private static let unitProperties = [
        "Id", "LoadState", "ActiveState", "SubState", "UnitFileState", "Result", "NRestarts", "ExecMainStatus",
        "ExecMainStartTimestamp", "User", "LimitNOFILE", "MemoryCurrent", "TasksCurrent", "Delegate", "FragmentPath",
        "DropInPaths", "StatusText",
    ]

    /// Writes it, readable by the caller only.
    ///
    /// - Throws: ``Failure``.
    func write(to path: String) async throws {
        let filter = SecretFilter(self.examination.loaded.configuration)
        umask(0o077)
        guard let folder = Self.makeFolder() else { throw Failure(description: Self.words("no temporary folder")) }
        defer { Self.remove(folder) }
        let name = "camsupervisor-doctor"
        guard mkdir("\(folder)/\(name)", 0o700) == 0 else { throw Failure(description: Self.words(folder)) }
        for (file, text) in await self.contents() {
            guard Self.write(filter.apply(to: text), to: "\(folder)/\(name)/\(file)") else {
                throw Failure(description: Self.words(file))
            }
        }
        let target = path.hasPrefix("/") ? path : FolderPath.absolute(path, base: Self.currentFolder)
        try Self.makeAnew(target)
        guard let tar = await HostProgram.ask("tar", ["--owner=0", "--group=0", "-czf", target, "-C", folder, name])
        else {
            throw Failure(description: "there is no tar on this machine")
        }
        guard tar.succeeded else { throw Failure(description: "tar could not write \(path)") }
    }

    private func contents() async -> [(file: String, text: String)] {
        var contents = [
            ("report.txt", self.examination.report.text),
            ("machine.txt", await self.machine()),
            ("configuration.txt", self.configuration()),
        ]
        if self.examination.cameras != nil {
            for (file, target) in [("cameras.json", "/api/v1/cameras"), ("metrics.txt", "/metrics")] {
                if let answer = try? await ControlClient(path: self.examination.socket).send(.GET, target) {
                    contents.append((file, String(buffer: answer.body)))
                }
            }
        }
        let journal = ["--no-pager", "--output=short-iso", "--lines=\(Self.logLines)", "--unit=camsupervisor.service"]
        if let answer = await HostProgram.ask("journalctl", journal) { contents.append(("journal.txt", answer.text)) }
        let show = ["show", "--property=\(Self.unitProperties.joined(separator: ","))"] + InstallationChecks.unitNames
        if let answer = await HostProgram.ask("systemctl", show) { contents.append(("units.txt", answer.text)) }
        return contents
    }

    private func machine() async -> String {
        let release = (try? BoundedFile.read("/etc/os-release", limit: 4_096)).map {
            String(decoding: $0, as: UTF8.self)
        }
        let kernel = await HostProgram.ask("uname", ["-srvm"])?.text ?? ""
        return "camsupervisor \(BuildIdentity.current)\n\(kernel)\(release ?? "")"
    }

    /// The file's outline, and those of `conf.d` after it.
    private func configuration() -> String {
        let outline = ConfigurationOutline(cameras: self.examination.loaded.configuration?.cameras.map(\.id) ?? [])
        let paths =
            [self.configurationPath] + Self.files(in: FolderPath.sibling(of: self.configurationPath, named: "conf.d"))
        return paths.map { path in
            guard let bytes = try? BoundedFile.read(path, limit: NodeLimits.fileSize) else {
                return "# \(path): unreadable\n"
            }
            return "# \(path)\n" + outline.text(of: bytes, file: path)
        }.joined(separator: "\n")
    }

    // MARK: -

    /// Files of a folder that are shown; nobody reads more.
    private static let mostFiles = 100

    private static func files(in folder: String) -> [String] {
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while names.count < Self.mostFiles, let entry = readdir(handle) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".yaml"), !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted().map { "\(folder)/\($0)" }
    }

    /// A file of our own that nobody else can read: `tar` would write into one that lies there, whoever's it is and may
    /// read it.
    private static func makeAnew(_ path: String) throws(Failure) {
        var status = stat()
        if lstat(path, &status) == 0 {
            let kind = status.st_mode & S_IFMT
            guard kind == S_IFREG || kind == S_IFLNK else { throw Failure(description: "\(path) is no ordinary file") }
            guard unlink(path) == 0 else { throw Failure(description: self.words(path)) }
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Failure(description: self.words(path)) }
        close(descriptor)
    }

    /// Below /tmp, where everybody may write, and safe all the same.
    ///
    /// mkdtemp makes a folder that did not exist, for us alone, and nobody else may remove or rename it there (sticky).
    /// Doctor never runs inside of the unit, where PrivateTmp= would help.
    private static func makeFolder() -> String? {
        var template = Array("/tmp/camsupervisor-doctor-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return nil }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func write(_ text: String, to path: String) -> Bool {
        guard let file = fopen(path, "w") else { return false }
        let bytes = Array(text.utf8)
        let isWhole = fwrite(bytes, 1, bytes.count, file) == bytes.count
        return fclose(file) == 0 && isWhole
    }

    /// What was made above, and nothing below it.
    private static func remove(_ folder: String) {
        let inner = "\(folder)/camsupervisor-doctor"
        for file in [
            "report.txt", "machine.txt", "configuration.txt", "cameras.json", "metrics.txt", "journal.txt", "units.txt",
        ] {
            unlink("\(inner)/\(file)")
        }
        rmdir(inner)
        rmdir(folder)
    }

    private static func words(_ what: String) -> String { "\(what): \(String(cString: strerror(errno)))" }

    private static var currentFolder: String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }
}
