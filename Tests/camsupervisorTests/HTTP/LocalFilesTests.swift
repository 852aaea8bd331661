import CLinux
import HTTPTypes
import Hummingbird
import NIOPosix
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("LocalFiles")
struct LocalFilesTests {
    /// A folder with something of each kind, and secrets beside it.
    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("picture", to: "served/a.jpg")
        try folder.write("<svg/>", to: "served/below/b.SVG")
        try folder.write("text", to: "served/with space.txt")
        try folder.write("bytes", to: "served/unknown.xyz")
        try folder.write("bytes", to: "served/none")
        try folder.write("hidden", to: "served/.hidden")
        try folder.write("hidden", to: "served/.git/config")
        try folder.write("secret", to: "secrets.yaml")
        try folder.write("secret", to: "served-too/x.jpg")
        symlink("../secrets.yaml", folder.path(of: "served/link.jpg"))
        symlink("..", folder.path(of: "served/up"))
        symlink("a.jpg", folder.path(of: "served/inner.jpg"))
        symlink("/proc/self/environ", folder.path(of: "served/environ.txt"))
        mkfifo(folder.path(of: "served/pipe.jpg"), 0o644)
        return folder
    }

    private func response(_ path: String, in folder: TemporaryFolder) async throws -> Response {
        let files = LocalFiles(folder: folder.path(of: "served"), threads: .singleton)
        return try await files.response(for: path[...])
    }

    static let served: [(String, String, String)] = [
        ("a.jpg", "image/jpeg", "picture"), ("below/b.SVG", "image/svg+xml", "<svg/>"),
        ("with%20space.txt", "text/plain; charset=utf-8", "text"),
        ("unknown.xyz", "application/octet-stream", "bytes"), ("none", "application/octet-stream", "bytes"),
        ("inner.jpg", "image/jpeg", "picture"), ("below%2Fb.SVG", "image/svg+xml", "<svg/>"),
    ]

    @Test("files below the folder are served as what they are", arguments: served)
    func serves(_ path: String, _ type: String, _ text: String) async throws {
        let folder = try self.folder()
        let response = try await self.response(path, in: folder)
        #expect(response.status == .ok)
        #expect(response.headers[.contentType] == type)
        #expect(try await CollectingWriter.text(of: response) == text)
        #expect((response.headers[.contentSecurityPolicy] != nil) == (type == "image/svg+xml"))
    }

    static let refused = [
        "", "/", "below", "below/", "none/", "missing.jpg", ".hidden", ".git/config", "../secrets.yaml",
        "below/../../secrets.yaml", "%2e%2e/secrets.yaml", "..%2fsecrets.yaml", "link.jpg", "up/secrets.yaml",
        "environ.txt", "pipe.jpg", "a.jpg/", "a.jpg%00.png", "//etc/passwd", "./a.jpg", "up",
        "../served-too/x.jpg", "up/served-too/x.jpg", "below//b.SVG",
    ]

    @Test("everything else is not there", arguments: refused)
    func refuses(_ path: String) async throws {
        let folder = try self.folder()
        do {
            let response = try await self.response(path, in: folder)
            Issue.record("\(path): \(try await CollectingWriter.text(of: response))")
        } catch let problem as Problem {
            #expect(problem.status == .notFound)
            #expect(!problem.detail.contains(folder.path))
        }
    }

    @Test("a file larger than a picture is not served")
    func large() async throws {
        let folder = try self.folder()
        let path = try folder.write("", to: "served/large.jpg")
        #expect(truncate(path, Limits.picture + 1) == 0)
        await #expect(throws: Problem.self) { try await self.response("large.jpg", in: folder) }
    }

    @Test("a folder that is itself a link is served")
    func linkedFolder() async throws {
        let folder = try self.folder()
        symlink("served", folder.path(of: "linked"))
        let files = LocalFiles(folder: folder.path(of: "linked"), threads: .singleton)
        #expect(try await files.response(for: "a.jpg").status == .ok)
    }
}
