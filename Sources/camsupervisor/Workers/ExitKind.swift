/// Why a worker ended, in one word: for counting, in the API, in metrics and in the journal.
///
/// The words are part of the API; additions only.
enum ExitKind: String, CaseIterable, Sendable {
    /// A signal, or an exit code that means nothing else.
    case crash
    /// No hello, no ready, or no answer to pings.
    case hang
    /// It broke the protocol.
    case `protocol`
    /// Connected, and no frame came.
    case stale
    /// It reached its limit of memory.
    case oom
    /// `restart`.
    case command
    /// A reload changed what it was started with.
    case reload
    /// `stop`, or the end of the service.
    case asked
    /// Exit 75: another worker is to be confined differently.
    case replaced
    /// Exit 78.
    case config
    /// It never came to be.
    case spawn
}

extension WorkerSupervision.ExitReason {
    var kind: ExitKind {
        switch self {
        case .asked: .asked
        case .crashed: .crash
        case .hung, .noHello, .notReady: .hang
        case .stale: .stale
        case .outOfMemory: .oom
        case .protocolViolation: .protocol
        case .command: .command
        case .reconfigured: .reload
        case .replaceMe: .replaced
        case .configuration: .config
        case .spawnFailed: .spawn
        }
    }
}
