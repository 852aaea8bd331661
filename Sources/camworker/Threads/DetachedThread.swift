internal import CLinux
internal import Glibc

/// A thread for work that blocks, beside the loop that must not.
enum DetachedThread {
    private struct Start {
        let name: String
        let body: @Sendable () -> Void
    }

    /// Runs `body` on a thread of its own; nobody waits for its end.
    ///
    /// - Parameters:
    ///   - name: For `ps -L` and debuggers; at most 15 bytes.
    ///   - stackSize: Bytes; glibc's usual 8 MiB would count against the address-space limit.
    /// - Returns: `false` when the system refuses a thread.
    static func start(name: String, stackSize: Int, _ body: @escaping @Sendable () -> Void) -> Bool {
        let start = UnsafeMutablePointer<Start>.allocate(capacity: 1)
        start.initialize(to: Start(name: name, body: body))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackSize)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let result = Self.withSignalsBlocked {
            pthread_create(&thread, &attributes, { DetachedThread.main($0) }, start)
        }
        guard result == 0 else {
            start.deinitialize(count: 1)
            start.deallocate()
            return false
        }
        return true
    }

    private static func main(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let pointer = argument?.assumingMemoryBound(to: Start.self) else { return nil }
        let start = pointer.move()
        pointer.deallocate()
        _ = linux_name_thread(start.name)
        start.body()
        return nil
    }

    /// Runs `body` with signals blocked, a mask that a new thread inherits.
    ///
    /// SIGTERM and the like are for the loop, which is woken by them. Faults and seccomp's SIGSYS belong to the thread
    /// that causes them.
    private static func withSignalsBlocked(_ body: () -> Int32) -> Int32 {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        for fault in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS] { sigdelset(&all, fault) }
        pthread_sigmask(SIG_BLOCK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        return body()
    }
}
