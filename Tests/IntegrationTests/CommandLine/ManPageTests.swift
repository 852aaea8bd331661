import TestSupport
import Testing

@Suite("docs/man", .takesTurns)
struct ManPageTests {
    private static let root = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()

    @Test("the pages are what the argument parser says, every command has one (make manual)")
    func generated() async throws {
        let check = try RunningProgram(
            InstalledTool.path(of: "python3"),
            ["\(Self.root)/scripts/generate-manual", BuiltProducts.camsupervisor(), "--check"]
        )
        let exit = try await check.waitForExit()
        try await check.waitForOutput()
        #expect(exit == .code(0), "\(check.standardError)")
    }

    @Test("every exit code of the program is on the page")
    func exitCodes() throws {
        let page = String(decoding: try readFile("\(Self.root)/docs/man/camsupervisor.1"), as: UTF8.self)
        let codes = [
            (0, "done"), (1, "failed"), (64, "wrong usage"), (69, ""), (70, ""), (77, "no permission"), (78, ""),
        ]
        for (code, words) in codes {
            #expect(page.contains("\(code) \(words)") || page.contains("\n\(code)\n\(words)"))
        }
    }
}
