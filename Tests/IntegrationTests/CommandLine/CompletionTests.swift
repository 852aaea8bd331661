import TestSupport
import Testing

/// The completion scripts that `make install` writes, in the shells they are for.
@Suite("Shell completions", .takesTurns)
struct CompletionTests {
    private static func script(for shell: String, in folder: TemporaryFolder) async throws -> String {
        let program = try RunningProgram(BuiltProducts.camsupervisor(), ["--generate-completion-script", shell])
        #expect(try await program.waitForExit() == .code(0))
        try await program.waitForOutput()
        return try folder.write(program.standardOutput, to: shell == "zsh" ? "_camsupervisor" : "completions")
    }

    private static func output(of shell: String, _ arguments: [String]) async throws -> String {
        let program = try RunningProgram(InstalledTool.path(of: shell), arguments)
        let exit = try await program.waitForExit()
        try await program.waitForOutput()
        #expect(exit == .code(0), "\(program.standardError)")
        return program.standardOutput
    }

    @Test("bash completes a command, an option and a value")
    func bash() async throws {
        let folder = try TemporaryFolder()
        let script = try await Self.script(for: "bash", in: folder)
        for (line, expected) in [
            ("camsupervisor insp", "inspect"), ("camsupervisor doctor --bun", "--bundle"),
            ("camsupervisor run --log-format logf", "logfmt"),
        ] {
            let words = line.split(separator: " ")
            let list = words.map { "'\($0)'" }.joined(separator: " ")
            let output = try await Self.output(
                of: "bash",
                [
                    "-c",
                    """
                    source /usr/share/bash-completion/bash_completion; source '\(script)'
                    COMP_WORDS=(\(list)); COMP_CWORD=\(words.count - 1); COMP_LINE='\(line)'; COMP_POINT=\(line.utf8.count)
                    _camsupervisor camsupervisor '\(words.last ?? "")' '\(words.dropLast().last ?? "")'; printf '%s\\n' "${COMPREPLY[@]}"
                    """,
                ]
            )
            #expect(output.split { $0.isWhitespace }.contains(Substring(expected)), "\(line): \(output)")
        }
    }

    @Test("fish completes a command and an option")
    func fish() async throws {
        let folder = try TemporaryFolder()
        let script = try await Self.script(for: "fish", in: folder)
        for (line, expected) in [("camsupervisor insp", "inspect"), ("camsupervisor doctor --bun", "--bundle")] {
            let output = try await Self.output(
                of: "fish",
                ["--no-config", "-c", "source '\(script)'; complete -C '\(line)'"]
            )
            #expect(output.hasPrefix(expected), "\(line): \(output)")
        }
    }

    @Test("zsh takes the script, and it is for camsupervisor")
    func zsh() async throws {
        let folder = try TemporaryFolder()
        let script = try await Self.script(for: "zsh", in: folder)
        #expect(String(decoding: try readFile(script), as: UTF8.self).hasPrefix("#compdef camsupervisor\n"))
        let output = try await Self.output(
            of: "zsh",
            [
                "-f", "-c",
                "fpath=('\(folder.path)' $fpath); autoload -U compinit; compinit -u -D; print ${_comps[camsupervisor]}",
            ]
        )
        #expect(output == "_camsupervisor\n")
        _ = try await Self.output(of: "zsh", ["-n", script])
    }
}
