import TestSupport
import Testing

@Suite("Templates beside the installed jinja2")
struct LiveComparisonTests {
    @Test("jinja2 of this machine says what the fixture says (apt-get install python3-jinja2)")
    func fixtureIsTrue() async throws {
        let folder = #filePath.split(separator: "/").dropLast().map { "/\($0)" }.joined()
        // Debian's own interpreter: another one in PATH does not see Debian's packages.
        let check = try RunningProgram("/usr/bin/python3", ["-B", "\(folder)/Comparison/record", "--check"])
        let exit = try await check.waitForExit()
        try await check.waitForOutput()
        #expect(exit == .code(0), "\(check.standardOutput)\(check.standardError)")
    }
}
