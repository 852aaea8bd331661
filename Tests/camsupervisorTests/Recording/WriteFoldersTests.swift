import TestSupport
import Testing

@testable import camsupervisor

@Suite("Folders of files.write that cannot be written to")
struct WriteFoldersTests {
    @Test("check warns and doctor tells; a folder that can be written to is no word in check")
    func told() throws {
        let folder = try TemporaryFolder()
        let folders = [folder.path, "/nowhere/at/all"]
        let diagnostics = WriteFolders.diagnostics(folders, in: "cameras.yaml")
        #expect(diagnostics.map(\.severity) == [.warning])
        #expect(diagnostics.first?.message.contains("the folder /nowhere/at/all of files.write is not there") == true)
        let findings = WriteFolders.findings(folders)
        #expect(findings.map(\.verdict) == [.ok, .warning])
        #expect(findings.first?.words.contains(folder.path) == true)
    }
}
