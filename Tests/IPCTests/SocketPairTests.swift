import Glibc
import IPC
import Shared
import Testing

@Suite("Socket pair")
struct SocketPairTests {
    @Test("both ends are connected, non-blocking and close-on-exec")
    func connected() throws {
        let pair = try SocketPair()
        let bytes: [UInt8] = [1, 2, 3]
        #expect(write(pair.supervisor.rawValue, bytes, 3) == 3)
        var received = [UInt8](repeating: 0, count: 8)
        #expect(read(pair.worker.rawValue, &received, 8) == 3)
        #expect(received.prefix(3) == [1, 2, 3])
        #expect(read(pair.worker.rawValue, &received, 8) == -1)
        #expect(errno == EAGAIN)
    }

    @Test("an owned descriptor is closed at the end of its scope, and not when it was given away")
    func ownership() throws {
        let (supervisor, worker) = try SocketPair().split()
        let kept = OwnedDescriptor(supervisor)
        do {
            let closed = OwnedDescriptor(worker)
            #expect(write(closed.rawValue, [1], 1) == 1)
        }
        var byte: UInt8 = 0
        #expect(read(kept.rawValue, &byte, 1) == 1)
        // The other end is gone: end of stream.
        #expect(read(kept.rawValue, &byte, 1) == 0)
        let released = kept.release()
        #expect(close(released) == 0)
    }

    @Test("the shared clock runs forward")
    func clock() {
        let first = MonotonicTime.now()
        #expect(MonotonicTime.now() >= first)
        #expect(first.nanoseconds > 0)
        #expect(WallTime.now().wholeSeconds > 1_600_000_000)
    }

    @Test("a failed call is named with its reason")
    func callError() {
        #expect(
            SystemCallError(call: "socketpair", errorNumber: EMFILE).description == "socketpair: Too many open files"
        )
    }
}
