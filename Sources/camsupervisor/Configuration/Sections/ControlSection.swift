/// `control:`.
enum ControlSection {
    /// Longest path of a Unix socket, bytes: `sun_path` holds 108 with its terminator.
    private static let longestSocketPath = 107

    static let socket = DefaultedOption(
        "socket",
        .nonEmptyText(longest: longestSocketPath),
        shown: "`\(ControlConfiguration.standardSocket)`",
        "The control socket, when systemd hands over none."
    )

    static let table = OptionTable("control", [socket.description])

    static func decode(_ node: Node, base: String, _ report: inout Report) -> ControlConfiguration {
        guard let section = Section(node, table: table, &report),
            let given = section.value(socket, &report)
        else { return ControlConfiguration() }
        let path = FolderPath.absolute(given, base: base)
        guard path.utf8.count <= longestSocketPath else {
            report.error(
                "'socket' is longer than \(longestSocketPath) bytes as an absolute path",
                at: section.location(of: socket.description)
            )
            return ControlConfiguration()
        }
        return ControlConfiguration(socket: path)
    }
}
