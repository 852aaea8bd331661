import CLinux
import Glibc

extension WorkerPool {
    /// Ends the record of workers that have ended unseen.
    ///
    /// We see an end by the worker's socket. Whatever the worker started may hold that socket for as long as it likes (a confined
    /// worker can start nothing; one on a kernel without seccomp can): until a ping was missed the dead process would be a zombie
    /// and its camera without a worker.
    func noticeEnded() {
        for worker in self.workers.values {
            if let pid = worker.pid, Self.hasEnded(pid) { worker.endings?.yield(.hasLeft) }
        }
    }

    /// Whether a child of ours has ended; it stays to be reaped by who waits for it.
    private static func hasEnded(_ pid: Int32) -> Bool {
        var found = siginfo_t()
        return waitid(P_PID, id_t(pid), &found, WEXITED | WNOHANG | WNOWAIT) == 0 && found.si_signo == SIGCHLD
    }
}
