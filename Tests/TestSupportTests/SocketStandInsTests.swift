import CLinux
import Glibc
import IPC
import Shared
import TestSupport
import Testing

@Suite("Sockets in the place of somebody else's")
struct SocketStandInsTests {
    @Test("a full listener says neither yes nor no")
    func fullListener() async throws {
        let listener = try FullListener()
        let deadline = MonotonicTime.now() + .milliseconds(300)
        let error = try await onThread {
            #expect(throws: SocketError.self) { try StreamSocket.connect(to: .port(listener.port), by: deadline) }
        }
        #expect(error?.number == ETIMEDOUT)
    }

    @Test("a notification socket notes each message by its lines, in order")
    func notifications() async throws {
        let folder = try TemporaryFolder()
        let manager = try NotificationSocket(path: folder.path(of: "notify"))
        let descriptor = linux_datagram_socket()
        defer { close(descriptor) }
        for text in ["READY=1\nSTATUS=two cameras", "STOPPING=1"] {
            #expect(linux_send_datagram(descriptor, manager.path, text, text.utf8.count) == 0)
        }
        try await waitUntil("both have come") { manager.messages.count == 2 }
        #expect(manager.messages.map(\.lines) == [["READY=1", "STATUS=two cameras"], ["STOPPING=1"]])
        #expect(manager.messages(with: "STOPPING=1").count == 1)
    }
}
