/// `files:`.
enum FilesSection {
    private static let folders = ValueReader<[String]>.list(
        of: .nonEmptyText(longest: FolderPath.longest),
        "a list of folders",
        longest: 32
    )

    static let read = DefaultedOption("read", folders, default: [], shown: "none", "Where a `file:` picture may lie.")

    static let write = DefaultedOption(
        "write",
        folders,
        default: [],
        shown: "none",
        "Where snapshots and recordings may be written; a name without a folder goes into the first."
    )

    static let table = OptionTable("files", [read.description, write.description])

    static func decode(_ node: Node, base: String, _ report: inout Report) -> FilesConfiguration {
        guard let section = Section(node, table: table, &report) else { return FilesConfiguration() }
        return FilesConfiguration(
            read: section.value(read, &report).map { FolderPath.absolute($0, base: base) },
            write: section.value(write, &report).map { FolderPath.absolute($0, base: base) }
        )
    }
}
