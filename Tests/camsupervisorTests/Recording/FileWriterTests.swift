import Glibc
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import camsupervisor

@Suite("FileWriter")
struct FileWriterTests {
    private let loop = MultiThreadedEventLoopGroup.singleton.next()

    @Test("what is appended is in the file, in order, when it is committed")
    func committed() async throws {
        let folder = try TemporaryFolder()
        let path = try WritePath("a.mp4", of: .recording, in: [folder.path])
        let writer = try FileWriter(path, replaces: false, backlog: WriteBacklog())
        for number in 0..<100 { writer.append([ByteBuffer(string: "\(number),"), ByteBuffer()]) }
        #expect(try await writer.commit(on: self.loop).get() == .init())
        let expected = (0..<100).map { "\($0)," }.joined()
        #expect(String(decoding: try readFile("\(path)"), as: UTF8.self) == expected)
        #expect(writer.written == expected.utf8.count)
    }

    @Test("one that is discarded leaves nothing")
    func discarded() async throws {
        let folder = try TemporaryFolder()
        let path = try WritePath("a.mp4", of: .recording, in: [folder.path])
        let writer = try FileWriter(path, replaces: false, backlog: WriteBacklog())
        writer.append([ByteBuffer(string: "x")])
        #expect(try await writer.discard(on: self.loop).get() == .init())
        #expect(namesInFolder(folder.path).isEmpty)
    }

    @Test("a folder that is not there is told once, and at the end")
    func failed() async throws {
        let path = try WritePath("a.mp4", of: .recording, in: ["/nowhere/at/all"])
        let told = self.loop.makePromise(of: WriteError.self)
        let writer = try FileWriter(path, replaces: false, backlog: WriteBacklog(), onFailure: { told.succeed($0) })
        writer.append([ByteBuffer(string: "x")])
        #expect(try await told.futureResult.get() == .noFolder("/nowhere/at/all"))
        let outcome = try await writer.commit(on: self.loop).get()
        #expect(outcome == .init(error: .noFolder("/nowhere/at/all")))
    }

    @Test("a disk that hangs costs this file: it is too slow, and then silent; nobody waits for it longer than told")
    func hanging() async throws {
        let folder = try TemporaryFolder()
        // A pipe that nobody writes to hangs whoever opens it, as a dead network disk does.
        let pipe = folder.path(of: "pipe")
        mkfifo(pipe, 0o600)
        let backlog = WriteBacklog()
        let path = try WritePath("a.mp4", of: .recording, in: [folder.path])
        let told = self.loop.makePromise(of: WriteError.self)
        let writer = try FileWriter(
            path,
            replaces: false,
            backlog: backlog,
            create: { path, replaces throws(WriteError) in
                close(open(pipe, O_RDONLY))
                return try PendingFile(path, replaces: replaces)
            },
            onFailure: { told.succeed($0) }
        )
        let piece = ByteBuffer(repeating: 1, count: 8 * 1024 * 1024)
        // One more than fits; they share their bytes.
        for _ in 0...(WriteBacklog.mostOfFile / piece.readableBytes) { writer.append([piece]) }
        let slow = WriteError.tooSlow("\(path)", waiting: WriteBacklog.mostOfFile)
        #expect(try await told.futureResult.get() == slow)
        let outcome = try await writer.commit(on: self.loop, patience: .milliseconds(10)).get()
        #expect(outcome.error == slow)
        // The others write on.
        let other = try FileWriter(
            WritePath("b.mp4", of: .recording, in: [folder.path]),
            replaces: false,
            backlog: backlog
        )
        other.append([ByteBuffer(string: "x")])
        #expect(try await other.commit(on: self.loop).get() == .init())
        // The disk comes back.
        close(open(pipe, O_WRONLY))
        try await waitUntil("its thread has ended") { backlog.files == 0 }
        #expect(namesInFolder(folder.path) == ["b.mp4", "pipe"])
    }

    @Test("so many files are written at once and no more")
    func most() async throws {
        let folder = try TemporaryFolder()
        let backlog = WriteBacklog()
        var writers: [FileWriter] = []
        for number in 0..<WriteBacklog.mostFiles {
            let path = try WritePath("\(number).mp4", of: .recording, in: [folder.path])
            writers.append(try FileWriter(path, replaces: false, backlog: backlog))
        }
        let path = try WritePath("more.mp4", of: .recording, in: [folder.path])
        #expect(throws: WriteError.tooMany(WriteBacklog.mostFiles)) {
            _ = try FileWriter(path, replaces: false, backlog: backlog)
        }
        for writer in writers { _ = try await writer.commit(on: self.loop).get() }
        _ = try await FileWriter(path, replaces: false, backlog: backlog).discard(on: self.loop).get()
    }
}
