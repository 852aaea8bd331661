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

    @Test("a file of many pieces comes whole", arguments: [0, 1, 65_535, 65_536, 65_537, 1_000_000])
    func pieces(_ size: Int) async throws {
        let folder = try self.folder()
        try folder.write((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }, to: "served/large.bin")
        let response = try await self.response("large.bin", in: folder)
        #expect(response.body.contentLength == size)
        let writer = CollectingWriter()
        try await response.body.write(writer)
        #expect(Array(buffer: writer.collected) == (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
    }

    @Test("a file that is cut while it is read ends in an error, not in a body that is too short")
    func cut() async throws {
        let folder = try self.folder()
        let path = try folder.write([UInt8](repeating: 1, count: 200_000), to: "served/cut.bin")
        let response = try await self.response("cut.bin", in: folder)
        #expect(truncate(path, 100_000) == 0)
        await #expect(throws: OpenFile.Cut.self) { try await response.body.write(CollectingWriter()) }
    }

    @Test("a client that takes too long over a file gets no more of it")
    func slow() async throws {
        let folder = try self.folder()
        let file = try #require(
            try OpenFile(folder.path(of: "served/a.jpg"), below: folder.path(of: "served"), among: .init())
        )
        let body = file.body(on: .singleton, patience: .zero)
        await #expect(throws: OpenFile.TooSlow.self) { try await body.write(CollectingWriter()) }
    }

    @Test("so many files are open at once and no more; one that is done makes room")
    func most() async throws {
        let folder = try self.folder()
        let files = LocalFiles(folder: folder.path(of: "served"), threads: .singleton)
        var responses: [Response] = []
        for _ in 0..<OpenFile.most { responses.append(try await files.response(for: "a.jpg")) }
        let refusal = await #expect(throws: Problem.self) { try await files.response(for: "a.jpg") }
        #expect(refusal?.status == .serviceUnavailable && refusal?.retryAfter == 1)
        await #expect(throws: Problem.self) { try await files.response(for: "missing.jpg") }
        responses.removeLast()
        #expect(try await files.response(for: "a.jpg").status == .ok)
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
