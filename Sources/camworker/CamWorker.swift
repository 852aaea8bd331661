internal import CLinux
internal import IPC
internal import Shared

/// One camera, one process: speaks to the supervisor on descriptor 0 and to its camera, to nobody else.
@main
struct CamWorker {
    /// A wrong command line (sysexits.h EX_USAGE).
    ///
    /// Only people see it: the supervisor never gives arguments.
    private static let exitUsage: Int32 = 64

    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments == ["--version"] {
            print("camworker \(BuildIdentity.current)")
            return
        }
        guard arguments.isEmpty else {
            Self.refuse(
                "usage: camworker [--version]\nIt is started by camsupervisor, which talks to it on descriptor 0."
            )
        }
        guard WorkerChannel.isSocket(WorkerChannel.standardDescriptor) else {
            Self.refuse("camworker: descriptor 0 is no socket; camworker is started by camsupervisor")
        }
        CrashSignals.endTheProcess()
        // First of all: a second arena would stay for the life of the process.
        _ = linux_one_malloc_arena()
        _ = linux_keep_freed_memory(Self.keptFreedMemory)
        let departure = Self.work()
        if !departure.reason.isEmpty {
            WorkerLog.write(departure.exit == .asked ? .info : .error, departure.reason)
        }
        // Not `exit`: a resolver thread of libcurl or a stuck libav thread may still run, and exit handlers would pull
        // the libraries away under it.
        _exit(departure.exit.rawValue)
    }

    /// Bytes: a few pictures of a usual camera; what a worker that once had a large one holds on to for nothing.
    private static let keptFreedMemory: Int32 = 1 << 20

    private static func work() -> Departure {
        do throws(Departure) {
            let confinement = try Confinement.enter(channel: WorkerChannel.standardDescriptor)
            let channel = WorkerChannel(descriptor: WorkerChannel.standardDescriptor)
            try WorkerLoop(channel: channel, confinement: confinement).run()
        } catch {
            return error
        }
    }

    private static func refuse(_ text: String) -> Never {
        WorkerLog.writeRaw(text + "\n")
        _exit(Self.exitUsage)
    }
}
