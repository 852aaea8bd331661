import TestSupport
import Testing

@Suite("docs/man/camsupervisor.1")
struct ManPageTests {
    private static let commands = [
        "run", "check", "status", "inspect", "restart", "stop", "start", "snapshot", "doctor", "version",
    ]

    private static let page = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()

    /// Words that begin with `-`, as the program's help has them.
    private static func options(of command: String) async throws -> Set<String> {
        let help = try RunningProgram(BuiltProducts.camsupervisor(), [command, "--help"])
        #expect(try await help.waitForExit() == .code(0))
        try await help.waitForOutput()
        let separators: Set<Character> = [" ", "\n", ",", "[", "]"]
        let words = help.standardOutput.split { separators.contains($0) }.map(String.init)
        return Set(words.filter { $0.hasPrefix("-") && $0 != "-" })
    }

    @Test("every command and every option of the program is on the page", arguments: Self.commands)
    func complete(command: String) async throws {
        let text = String(decoding: try readFile("\(Self.page)/docs/man/camsupervisor.1"), as: UTF8.self)
            .replacing("\\-", with: "-")
        #expect(text.contains("\n.B \(command)\n"), "the command is described")
        let options = try await Self.options(of: command)
        #expect(options.contains("--help"))
        for option in options {
            #expect(text.contains("\(option) ") || text.contains("\(option)\n"), "\(option) of \(command)")
        }
    }
}
