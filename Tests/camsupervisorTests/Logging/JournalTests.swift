import CLinux
import Foundation
import Glibc
import IPC
import Logging
import Shared
import TestSupport
import Testing

@testable import camsupervisor

@Suite("Journal")
struct JournalTests {
    private func record(_ text: String) -> LogRecord { LogRecord(.info, text, [:], at: .now()) }

    @Test("each line is one datagram")
    func datagrams() throws {
        let reader = try DatagramReader()
        let journal = try #require(Journal(path: reader.path))
        #expect(journal.write(self.record("one")) && journal.write(self.record("two")))
        #expect(reader.read()?.hasPrefix("MESSAGE=one\n") == true)
        #expect(reader.read()?.hasPrefix("MESSAGE=two\n") == true)
    }

    @Test("a journal that stands still costs lines, not time, and the next line says how many")
    func full() throws {
        let reader = try DatagramReader()
        let journal = try #require(Journal(path: reader.path))
        let start = MonotonicTime.now()
        let count = 5_000
        for number in 0..<count { #expect(journal.write(self.record("line \(number)"))) }
        #expect(MonotonicTime.now().since(start) < .seconds(5))
        var taken = 0
        while reader.read() != nil { taken += 1 }
        #expect(taken < count)
        #expect(journal.write(self.record("again")))
        #expect(reader.read()?.hasPrefix("MESSAGE=again\n") == true)
        #expect(reader.read()?.hasPrefix("MESSAGE=\(count - taken) lines before this one were lost") == true)
    }

    @Test("without a journal the caller is told")
    func absent() throws {
        let folder = try TemporaryFolder()
        #expect(Journal(path: folder.path(of: "nobody"))?.write(self.record("x")) == false)
    }

    @Test("standard error is the journal only when the inode is the one that was named")
    func stream() {
        var status = stat()
        fstat(2, &status)
        #expect(LogSink.isStandardError("\(status.st_dev):\(status.st_ino)"))
        for other in ["", "8:1", "\(status.st_dev):\(status.st_ino + 1)", "x"] {
            #expect(!LogSink.isStandardError(other))
        }
    }

    @Test("a message id is 32 hexadecimal digits, and nobody else's")
    func messageIDs() {
        let ids = LoggedEvent.allCases.map(\.messageID)
        #expect(Set(ids).count == ids.count)
        for id in ids { #expect(id.count == 32 && id.allSatisfy { $0.isHexDigit && !$0.isUppercase }) }
    }

    /// Nothing that an operator reads by default is without a kind; `debug` may be.
    @Test("every line from info on has a kind")
    func kinds() throws {
        let root = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()
        let files = try #require(FileManager.default.enumerator(atPath: "\(root)/Sources/camsupervisor"))
        let plain = /[lL]ogger\.(info|notice|warning|error|critical|log\(level)\b/
        var looked = 0
        for case let file as String in files where file.hasSuffix(".swift") && !file.hasSuffix("/LoggedEvent.swift") {
            looked += 1
            let text = String(decoding: try readFile("\(root)/Sources/camsupervisor/\(file)"), as: UTF8.self)
            #expect(text.firstMatch(of: plain) == nil, "\(file)")
        }
        #expect(looked > 100)
    }

    @Test("every kind is in the documentation and in the catalogue", arguments: LoggedEvent.allCases)
    func documented(_ event: LoggedEvent) throws {
        let root = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()
        let document = String(decoding: try readFile("\(root)/docs/operating.md"), as: UTF8.self)
        #expect(document.contains("| `\(event)` | `\(event.messageID)` |"))
        let catalog = String(decoding: try readFile("\(root)/units/camsupervisor.catalog"), as: UTF8.self)
        #expect(catalog.contains("\n-- \(event.messageID)\nSubject: "))
    }
}

/// In journald's place.
private final class DatagramReader {
    let path: String
    private let folder: TemporaryFolder
    private let socket: Int32

    init() throws {
        self.folder = try TemporaryFolder()
        self.path = self.folder.path(of: "socket")
        self.socket = linux_datagram_socket()
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(self.path.utf8)) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(self.socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(result == 0)
    }

    deinit {
        close(self.socket)
    }

    /// `nil` when there is none.
    func read() -> String? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(self.socket, &buffer, buffer.count, 0)
        return count < 0 ? nil : String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}
