import Glibc
import Synchronization

/// The programs that were started and not reaped yet.
///
/// One that a suite shares is never let go of, and is to be gone with the tests all the same.
enum LivingPrograms {
    private static let pids = Mutex<Set<Int32>>([])

    /// Evaluated once, with the first program.
    private static let endsThemWithUs: Void = {
        _ = atexit {
            LivingPrograms.pids.withLock { pids in
                for pid in pids {
                    kill(-pid, SIGKILL)
                    kill(pid, SIGKILL)
                }
            }
        }
    }()

    static func add(_ pid: Int32) {
        self.endsThemWithUs
        self.pids.withLock { _ = $0.insert(pid) }
    }

    /// It was reaped, or is about to be: its number may be another's from then on.
    static func remove(_ pid: Int32) {
        self.pids.withLock { _ = $0.remove(pid) }
    }
}
