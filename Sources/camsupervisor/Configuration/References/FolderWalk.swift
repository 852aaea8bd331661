/// Finds the files of a folder that belong to a configuration.
enum FolderWalk {
    /// As Home Assistant's `!include_dir_…`: all `*.yaml` below a folder, hidden ones and `secrets.yaml` left out.
    ///
    /// Those of a folder by name, then those of its subfolders by name; links to folders are not followed.
    ///
    /// - Returns: paths that begin at `folder`.
    static func files(below folder: String, _ access: FileAccess) throws(BoundedFile.Problem) -> [String] {
        try Self.files(in: folder, prefix: "", level: 1, access)
    }

    private static func files(
        in folder: String,
        prefix: String,
        level: Int,
        _ access: FileAccess
    ) throws(BoundedFile.Problem) -> [String] {
        let entries = try access.list(folder).filter { !$0.name.hasPrefix(".") }.sorted { $0.name < $1.name }
        var files = entries.filter { $0.kind == .file && Self.isConfiguration($0.name) }.map { prefix + $0.name }
        guard level < NodeLimits.folderDepth else { return files }
        for entry in entries where entry.kind == .folder && files.count <= NodeLimits.files {
            files += try Self.files(
                in: "\(folder)/\(entry.name)",
                prefix: "\(prefix)\(entry.name)/",
                level: level + 1,
                access
            )
        }
        return files
    }

    /// Whether a name is that of a part of the configuration.
    static func isConfiguration(_ name: String) -> Bool {
        name.hasSuffix(".yaml") && !name.hasPrefix(".") && name != SecretFolders.fileName
    }
}
