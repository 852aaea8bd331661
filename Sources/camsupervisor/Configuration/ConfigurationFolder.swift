/// `conf.d` beside the configuration file: further files, each by somebody of its own, like a package or a script.
enum ConfigurationFolder {
    static let name = "conf.d"

    /// Its `*.yaml` by name, as the operator would write their paths; none when there is no such folder.
    ///
    /// As systemd reads its own folders (conf-files.c): hidden files and what editors and packages leave behind
    /// (`a.yaml~`, `a.yaml.dpkg-old`) do not end in `.yaml`, and a link to `/dev/null` is no file.
    static func files(beside path: String, _ access: FileAccess, _ report: inout Report) -> [String] {
        let folder = FolderPath.sibling(of: path, named: Self.name)
        let place = SourceLocation(file: folder, line: 1, column: 1)
        var names: [String] = []
        do throws(BoundedFile.Problem) {
            names = try access.list(folder).filter { $0.kind == .file }.map(\.name).sorted()
        } catch .missing {
            return []
        } catch {
            report.error("cannot read the folder: \(error)", at: place)
            return []
        }
        for name in names where name.hasSuffix(".yml") && !name.hasPrefix(".") {
            report.warning(
                "this file is not read: its name does not end in .yaml",
                at: SourceLocation(file: "\(folder)/\(name)", line: 1, column: 1)
            )
        }
        names = names.filter(FolderWalk.isConfiguration)
        if names.count > NodeLimits.files {
            report.error("there are more than \(NodeLimits.files) files", at: place)
            names.removeSubrange(NodeLimits.files...)
        }
        return names.map { "\(folder)/\($0)" }
    }
}
