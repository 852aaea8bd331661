import Testing

@testable import camsupervisor

/// Each file of Golden/ with what `check` prints of it.
@Suite("check, golden files")
struct ConfigurationGoldenTests {
    private static let folder = "\(RepositoryFiles.here)/Golden"

    static func cases() throws -> [String] {
        try RepositoryFiles.names(in: Self.folder, ending: ".yaml").filter { $0 != "secrets.yaml" }
    }

    private func check(_ name: String, _ format: ConfigurationCheck.Format) -> ConfigurationCheck.Outcome {
        var outcome = ConfigurationCheck.run(
            path: "\(Self.folder)/\(name)",
            environment: ["CAMERA_HOST": "192.0.2.7"],
            format: format
        )
        outcome.output = outcome.output.split(separator: "\(Self.folder)/").joined()
        return outcome
    }

    @Test("the text of every file", arguments: try cases())
    func text(_ name: String) throws {
        let outcome = self.check(name, .text)
        #expect((outcome.exitCode == 0) == name.hasPrefix("good"))
        #expect(outcome.exitCode == 0 || outcome.exitCode == 78)
        try RepositoryFiles.expectGolden(outcome.output, "\(Self.folder)/\(name.dropLast(5)).expected")
    }

    @Test("the JSON of a bad file and a good one", arguments: ["bad-keys.yaml", "good-everything.yaml"])
    func json(_ name: String) throws {
        try RepositoryFiles.expectGolden(
            self.check(name, .json).output,
            "\(Self.folder)/\(name.dropLast(5)).json.expected"
        )
    }

    @Test("no output holds a secret", arguments: try cases())
    func secrets(_ name: String) {
        // Every secret of the golden files contains this word.
        for format in ConfigurationCheck.Format.allCases {
            #expect(!self.check(name, format).output.contains("hunter2"))
        }
    }
}
