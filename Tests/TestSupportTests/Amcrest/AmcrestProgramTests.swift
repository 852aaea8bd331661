import TestSupport
import Testing

@Suite("amcrest-camera, the program")
struct AmcrestProgramTests {
    @Test("says where it is and what it is asked, and does what it reads")
    func program() async throws {
        let folder = try TemporaryFolder()
        let input = folder.path(of: "commands")
        try writeFile(Array("set RecordMode[0].Mode 2\ndance\nstart VideoMotion 1\n".utf8), to: input)
        let program = try RunningProgram(
            BuiltProducts.path(of: "amcrest-camera"),
            ["--model", "recorder", "--login", "ann:two words", "--authentication", "sha256", "--rtsp-port", "5540"],
            input: input
        )
        let port = try await waitFor("it listens and has read", lastSeen: program.standardError) { () -> UInt16? in
            let output = program.standardOutput
            guard output.hasSuffix(" ann two words\n? not understood: dance\n") else { return nil }
            return output.split(whereSeparator: { $0 == ":" || $0 == " " }).dropFirst(2).first.flatMap { UInt16($0) }
        }
        func ask(_ command: String) async throws -> String {
            let curl = try RunningProgram(
                InstalledTool.path(of: "curl"),
                ["-sSg", "--digest", "-u", "ann:two words", "http://127.0.0.1:\(port)/cgi-bin/\(command)"]
            )
            #expect(try await curl.waitForExit() == .code(0), "\(curl.standardError)")
            return curl.standardOutput
        }
        #expect(try await ask("configManager.cgi?action=getConfig&name=RTSP.Port") == "table.RTSP.Port=5540\r\n")
        #expect(
            try await ask("configManager.cgi?action=getConfig&name=RecordMode[0].Mode")
                == "table.RecordMode[0].Mode=2\r\n"
        )
        #expect(try await ask("eventManager.cgi?action=getEventIndexes&code=VideoMotion") == "channels[0]=1\r\n")
        try await waitUntil("every request is told of", lastSeen: program.standardOutput) {
            program.standardOutput.hasSuffix(
                "3 GET /cgi-bin/eventManager.cgi?action=getEventIndexes&code=VideoMotion Digest\n"
            )
        }
    }

    @Test("what it does not understand ends it, with how it is used")
    func usage() async throws {
        for arguments in [["help"], ["--model", "toaster"], ["--login", "nobody"]] {
            let program = try RunningProgram(BuiltProducts.path(of: "amcrest-camera"), arguments)
            #expect(try await program.waitForExit() == .code(64))
            #expect(program.standardError.contains("amcrest-camera [--model MODEL]"), "\(program.standardError)")
        }
    }
}
