internal import FoundationEssentials

/// What `check` says of a file: all errors at once, never touching the network.
enum ConfigurationCheck {
    enum Format: String, Sendable, CaseIterable {
        case text
        case json
    }

    struct Outcome: Sendable, Hashable {
        /// Ends with a line break.
        var output: String
        /// 0, or 78 (sysexits.h EX_CONFIG) when there is any error.
        var exitCode: Int32
    }

    static func run(path: String, environment: [String: String], format: Format) -> Outcome {
        Self.outcome(of: ConfigurationFile.load(path: path, environment: environment), path: path, format: format)
    }

    /// - Parameter findings: what the cameras' URLs gave, for the JSON; `nil` when nothing was fetched.
    static func outcome(
        of loaded: LoadedConfiguration,
        path: String,
        format: Format,
        findings: [ConnectionCheck.Finding]? = nil
    ) -> Outcome {
        let output =
            switch format {
            case .text: Self.text(loaded, path: path)
            case .json: Self.json(loaded, findings)
            }
        return Outcome(output: output, exitCode: loaded.isFlawless ? 0 : 78)
    }

    private static func text(_ loaded: LoadedConfiguration, path: String) -> String {
        let errors = loaded.diagnostics.count { $0.severity == .error }
        let warnings = loaded.diagnostics.count - errors
        let found = [Self.counted(errors, "error"), Self.counted(warnings, "warning")].compactMap { $0 }
        let summary = "\(path): \(([Self.verdict(of: loaded)] + found).joined(separator: ", "))"
        return (loaded.diagnostics.map(\.description) + [summary]).joined(separator: "\n") + "\n"
    }

    /// What `run` would make of it.
    private static func verdict(of loaded: LoadedConfiguration) -> String {
        let cameras = Self.counted(loaded.cameraCount, "camera") ?? "no cameras"
        if loaded.isFlawless { return "good, \(cameras)" }
        guard let configuration = loaded.configuration else { return "not usable as it is, \(cameras)" }
        let broken = configuration.cameras.count { $0.configuration == nil }
        return broken == loaded.cameraCount
            ? "none of its \(cameras) would run" : "\(broken) of \(cameras) would not run"
    }

    private static func counted(_ count: Int, _ noun: String) -> String? {
        count == 0 ? nil : "\(count) \(noun)\(count == 1 ? "" : "s")"
    }

    // MARK: - JSON

    private struct Answer: Encodable {
        var ok: Bool
        var diagnostics: [Position]
        var cameras: Int
        var findings: [ConnectionCheck.Finding]?
    }

    private struct Position: Encodable {
        var diagnostic: Diagnostic

        enum CodingKeys: String, CodingKey {
            case file, line, column, severity, message, hint
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(self.diagnostic.location.file, forKey: .file)
            try container.encode(self.diagnostic.location.line, forKey: .line)
            try container.encode(self.diagnostic.location.column, forKey: .column)
            try container.encode(self.diagnostic.severity.rawValue, forKey: .severity)
            try container.encode(self.diagnostic.message, forKey: .message)
            // Always there, `null` when empty: a reader need not ask which keys exist.
            try container.encode(self.diagnostic.hint, forKey: .hint)
        }
    }

    private static func json(_ loaded: LoadedConfiguration, _ findings: [ConnectionCheck.Finding]?) -> String {
        let answer = Answer(
            ok: loaded.isFlawless,
            diagnostics: loaded.diagnostics.map(Position.init),
            cameras: loaded.cameraCount,
            findings: findings
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(answer) else {
            preconditionFailure("texts and whole numbers always encode")
        }
        return String(decoding: bytes, as: UTF8.self) + "\n"
    }
}
