import Glibc
import TestSupport
import Testing

@Suite("Files")
struct FilesTests {
    @Test("a temporary folder is gone with all it held")
    func temporaryFolder() throws {
        var path = ""
        do {
            let folder = try TemporaryFolder()
            path = folder.path
            let file = try folder.write("hello", to: "a/b/c.txt", mode: 0o600)
            #expect(try readFile(file) == Array("hello".utf8))
            symlink("/usr", folder.path(of: "a/link"))
            #expect(namesInFolder(folder.path(of: "a")) == ["b", "link"])
        }
        #expect(access(path, F_OK) != 0)
        #expect(access("/usr/bin", F_OK) == 0)
    }

    @Test("a difference shows the changed lines with their neighbours only")
    func difference() {
        let old = (1...20).map { "line \($0)" }.joined(separator: "\n")
        let new = old.replacing("line 10", with: "line ten ").replacing("line 20", with: "line 20\nmore\u{7}")
        let text = LineDifference(from: old, to: new).description
        #expect(
            text == """
                @@ line 7 @@
                 line 7
                 line 8
                 line 9
                -line 10
                +line ten·
                 line 11
                 line 12
                 line 13
                @@ line 18 @@
                 line 18
                 line 19
                 line 20
                +more\\u{07}
                """
        )
    }

    @Test("a golden file that is equal passes, one that differs says where, one that misses says how to make it")
    func golden() throws {
        // A tree of its own: the switch of the environment must not decide about this test.
        try #require(getenv(Golden.updateSwitch) == nil)
        let folder = try TemporaryFolder()
        try folder.write("one\ntwo\n", to: "Tests/Golden/sub/x.txt")
        let source = folder.path(of: "Tests/SomeTests/X.swift")
        try Golden.check("one\ntwo\n", against: "sub/x.txt", filePath: source)
        let differs = #expect(throws: GoldenMismatch.self) {
            try Golden.check("one\n2\n", against: "sub/x.txt", filePath: source)
        }
        #expect(differs?.difference.contains("-two\n+2") == true)
        let misses = #expect(throws: GoldenMismatch.self) {
            try Golden.check("", against: "y.txt", filePath: source)
        }
        #expect(misses?.difference.contains("CAMSUPERVISOR_UPDATE_GOLDEN=1") == true)
    }
}
