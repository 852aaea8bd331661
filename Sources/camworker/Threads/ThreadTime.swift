internal import CLinux
internal import Glibc

/// How long the calling thread has had a processor.
enum ThreadTime {
    static var spent: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
