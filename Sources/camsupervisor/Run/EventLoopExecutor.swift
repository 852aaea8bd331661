import NIOCore
import NIOPosix

/// Runs tasks on the thread of an event loop.
///
/// One is the control thread: control socket, supervision, spawning, reaping, ping and the watchdog. Its loop alone is not
/// enough, because tasks run on the shared pool: measured with 50 clients of a 20 ms handler, `status` went from 1 ms to
/// 867 ms; on an executor of its own it stays at 1.1 ms (design §9). Nothing CPU-heavy runs there. The others are those
/// of the connections from the network (``OpenListener``).
///
/// A task that did not ask for this executor gives the thread up at every `await`, even at one that stays on the actor
/// (its preference differs from what the job ran on): what was looked at before is to be looked at again.
final class EventLoopExecutor: TaskExecutor, SerialExecutor {
    let eventLoop: any EventLoop

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        self.eventLoop.execute {
            unowned.runSynchronously(
                isolatedTo: self.asUnownedSerialExecutor(),
                taskExecutor: self.asUnownedTaskExecutor()
            )
        }
    }

    func isSameExclusiveExecutionContext(other: EventLoopExecutor) -> Bool {
        self.eventLoop === other.eventLoop
    }

    func checkIsolated() {
        self.eventLoop.preconditionInEventLoop()
    }
}
