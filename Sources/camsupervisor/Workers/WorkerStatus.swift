import Shared

/// How a process ended.
enum WorkerStatus: Sendable, Hashable, CustomStringConvertible {
    case exited(Int32)
    case signalled(Int32)

    var description: String {
        switch self {
        case .exited(let code):
            switch WorkerExit(rawValue: code) {
            case .asked: "exit 0 (asked to stop)"
            case .internal: "exit 70 (internal error)"
            case .replaceMe: "exit 75 (replace me)"
            case .protocol: "exit 76 (protocol error)"
            case .configuration: "exit 78 (unusable configuration)"
            case nil: "exit \(code)"
            }
        case .signalled(let signal): "signal \(signal) (\(Self.name(of: signal) ?? "see signal(7)"))"
        }
    }

    /// As part of a sentence: `crashed by SIGSEGV`, `ended by itself with exit 1`.
    fileprivate var clause: String {
        switch self {
        case .exited: "ended by itself with \(self)"
        case .signalled(let signal): "crashed by \(Self.name(of: signal) ?? "signal \(signal)")"
        }
    }

    /// The signals a worker dies of; others by number.
    private static func name(of signal: Int32) -> String? {
        switch signal {
        case 3: "SIGQUIT"
        case 4: "SIGILL"
        case 5: "SIGTRAP"
        case 6: "SIGABRT"
        case 7: "SIGBUS"
        case 8: "SIGFPE"
        case 9: "SIGKILL"
        case 11: "SIGSEGV"
        case 13: "SIGPIPE"
        case 15: "SIGTERM"
        case 24: "SIGXCPU"
        case 25: "SIGXFSZ"
        case 31: "SIGSYS"
        default: nil
        }
    }
}

extension WorkerSupervision.ExitReason: CustomStringConvertible {
    /// One word first, for searching.
    var description: String {
        switch self {
        case .asked: "asked to stop"
        case .crashed(let status): "crash: \(status)"
        case .hung: "hang: no ping was answered"
        case .stale: "stale: the camera was connected and no frame came"
        case .outOfMemory(let words): "oom: \(words)"
        case .noHello: "hang: no hello after start"
        case .notReady: "hang: no ready after hello"
        case .protocolViolation(let error): "protocol: \(error)"
        case .command: "restart asked for"
        case .reconfigured: "reload: its configuration has changed"
        case .replaceMe: "replaced: what it may reach has changed"
        case .configuration: "configuration: exit 78"
        case .spawnFailed(let error): "spawn failed: \(error)"
        }
    }

    /// As part of a sentence about the worker.
    var clause: String {
        switch self {
        case .crashed(let status): status.clause
        case .hung: "no ping was answered"
        case .stale: "the camera was connected and no frame came"
        case .outOfMemory(let words): words
        case .noHello: "no hello after start"
        case .notReady: "no ready after hello"
        case .replaceMe: "it asks to be replaced again and again"
        case .spawnFailed(let error): "it cannot be started: \(error)"
        case .asked, .protocolViolation, .command, .reconfigured, .configuration: "\(self)"
        }
    }
}
