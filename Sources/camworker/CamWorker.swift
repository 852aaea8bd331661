internal import CLinux
internal import IPC
internal import Shared

/// One camera, one process: speaks to the supervisor on descriptor 0 and to its camera, to nobody else.
@main
struct CamWorker {
    /// A wrong command line (sysexits.h EX_USAGE).
    ///
    /// Only people see it.
    private static let exitUsage: Int32 = 64

    static func main() {
        switch Invocation(Array(CommandLine.arguments.dropFirst())) {
        case .version: print("camworker \(BuildIdentity.current)")
        case .work(let user): Self.serve(as: user, .camera)
        case .render(let user): Self.serve(as: user, .templates)
        case .look(let user): Self.serve(as: user, .probe)
        case .probe(let options): _exit(ConfinementProbe.run(options))
        case .probeInside(let words): Self.probe { () throws(Departure) in try ConfinementProbe.runInside(words) }
        case .probeSibling(let user): Self.probe { () throws(Departure) in try ProbeInside.beSibling(user: user) }
        case .wrong: Self.refuse(Self.usage)
        }
    }

    /// What kind of worker.
    private enum Duty {
        case camera, templates, probe
    }

    private static let usage = """
        usage: camworker [--render | --probe] [--user NUMBER]
               camworker --version
               camworker --probe-confinement [--json]
        It is started by camsupervisor, which talks to it on descriptor 0.
        """

    private static func probe(_ body: () throws(Departure) -> Bool) -> Never {
        do throws(Departure) {
            if try body() { _exit(WorkerExit.asked.rawValue) }
            Self.refuse(Self.usage)
        } catch {
            Self.refuse("camworker: \(error.reason)")
        }
    }

    private static func serve(as user: UInt32?, _ duty: Duty) -> Never {
        guard WorkerChannel.isSocket(WorkerChannel.standardDescriptor) else {
            Self.refuse("camworker: descriptor 0 is no socket; camworker is started by camsupervisor")
        }
        CrashSignals.endTheProcess()
        // First of all: a second arena would stay for the life of the process.
        _ = linux_one_malloc_arena()
        _ = linux_keep_freed_memory(Self.keptFreedMemory)
        let departure = Self.work(as: user, duty)
        if !departure.reason.isEmpty {
            WorkerLog.write(departure.exit.isExpected ? .info : .error, departure.reason)
        }
        // Not `exit`: a resolver thread of libcurl or a stuck libav thread may still run, and exit handlers would pull
        // the libraries away under it.
        _exit(departure.exit.rawValue)
    }

    /// Bytes: a few pictures of a usual camera; what a worker that once had a large one holds on to for nothing.
    private static let keptFreedMemory: Int32 = 1 << 20

    private static func work(as user: UInt32?, _ duty: Duty) -> Departure {
        do throws(Departure) {
            let confinement = try Confinement.enter(channel: WorkerChannel.standardDescriptor, user: user)
            let channel = WorkerChannel(descriptor: WorkerChannel.standardDescriptor)
            switch duty {
            case .camera: try WorkerLoop(channel: channel, confinement: confinement).run()
            case .templates: try RenderLoop(channel: channel, confinement: confinement).run()
            case .probe: try ProbeLoop(channel: channel, confinement: confinement).run()
            }
        } catch {
            return error
        }
    }

    private static func refuse(_ text: String) -> Never {
        WorkerLog.writeRaw(text + "\n")
        _exit(Self.exitUsage)
    }
}
