import CLinux
import Glibc
import TestSupport
import Testing

@testable import camsupervisor

@Suite("BoundedFile: whole files, and nothing that would wait or never end")
struct BoundedFileTests {
    @Test("a file is read to its end or one byte beyond the limit, also through links")
    func files() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("12345", to: "file")
        let link = folder.path(of: "link")
        #expect(symlink("file", link) == 0)
        for (limit, text) in [(10, "12345"), (5, "12345"), (3, "1234"), (0, "1")] {
            #expect(try BoundedFile.read(link, limit: limit) == Array(text.utf8))
        }
        #expect(try BoundedFile.read(path, limit: 5) == Array("12345".utf8))
    }

    @Test("pipes, sockets, devices and folders are refused at once, by what they are")
    func others() throws {
        let folder = try TemporaryFolder()
        func problem(_ path: String) -> String {
            do throws(BoundedFile.Problem) {
                return "\(try BoundedFile.read(path, limit: 10).count) bytes"
            } catch {
                return "\(error)"
            }
        }
        let pipe = folder.path(of: "pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(symlink("pipe", folder.path(of: "link")) == 0)
        let socket = folder.path(of: "socket")
        let (_, descriptor) = try SocketFile.listen(at: socket, mode: 0o600, backlog: 1)
        defer { close(descriptor) }
        #expect(problem(pipe) == "it is a pipe, not a file")
        #expect(problem(folder.path(of: "link")) == "it is a pipe, not a file")
        #expect(problem(socket) == "it is a socket, not a file")
        #expect(problem("/dev/zero") == "it is a device, not a file")
        #expect(problem(folder.path) == "Is a directory")
        #expect(problem(folder.path(of: "none")) == "there is no such file")
    }

    @Test("a folder of more entries than are looked at is an error, not a part of itself")
    func folders() throws {
        let folder = try TemporaryFolder()
        for number in 1...BoundedFolder.mostEntries {
            #expect(symlink("nowhere", folder.path(of: "\(number)")) == 0)
        }
        #expect(try BoundedFolder.list(folder.path).count == BoundedFolder.mostEntries)
        try folder.write("{}", to: "yard.yaml")
        #expect(throws: BoundedFile.Problem.tooManyEntries) { try BoundedFolder.list(folder.path) }
    }

    @Test("wherever a configuration names one, the error says which and where")
    func named() throws {
        let folder = try TemporaryFolder()
        let pipe = folder.path(of: "pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        func messages(_ text: String, at path: String? = nil) throws -> [String] {
            let main = try folder.write(text, to: "c.yaml")
            let environment = ["CREDENTIALS_DIRECTORY": folder.path]
            return ConfigurationFile.load(path: path ?? main, environment: environment).diagnostics.map {
                $0.description.replacing(folder.path + "/", with: "")
            }
        }
        #expect(
            try messages("cameras: { a: !include pipe }")
                == ["c.yaml:1:15: error: cannot include pipe: it is a pipe, not a file"]
        )
        #expect(
            try messages("cameras: { a: { platform: push, webhook_id: !credential pipe } }")
                == ["c.yaml:1:45: error: cannot read credential \"pipe\": it is a pipe, not a file"]
        )
        #expect(
            try messages("http: { tls: { certificate: pipe, key: pipe } }\ncameras: {}").first
                == "c.yaml:1:16: error: cannot read pipe: it is a pipe, not a file"
        )
        #expect(
            try messages("cameras: {}", at: pipe)
                == ["pipe:1:1: error: cannot read the configuration: it is a pipe, not a file"]
        )
        #expect(symlink("pipe", folder.path(of: "secrets.yaml")) == 0)
        #expect(
            try messages("cameras: { a: { platform: push, webhook_id: !secret a } }")
                == ["secrets.yaml:1:1: error: cannot read the secrets: it is a pipe, not a file"]
        )
    }
}
