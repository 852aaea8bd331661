/// Whether the folders of `files.write` can be written to, as `check` and `doctor` say it.
///
/// Asked as whoever calls: the service may have other rights, and says what it finds itself when it starts.
enum WriteFolders {
    private static let advice = "make it, and let the service's user write there; under systemd see ReadWritePaths="

    /// Warnings: the service runs without.
    static func diagnostics(_ folders: [String], in file: String) -> [Diagnostic] {
        folders.compactMap { folder in
            LeftoverSearch.trouble(with: folder).map { trouble in
                Diagnostic(
                    location: SourceLocation(file: file, line: 1, column: 1),
                    severity: .warning,
                    message: "files.write: nothing can be written: \(trouble)",
                    hint: self.advice
                )
            }
        }
    }

    static func findings(_ folders: [String]) -> [DoctorFinding] {
        folders.map { folder in
            guard let trouble = LeftoverSearch.trouble(with: folder) else {
                return .ok("files.write", "\(folder) can be written to")
            }
            return .warning("files.write", "nothing can be written: \(trouble)", advice: self.advice)
        }
    }
}
