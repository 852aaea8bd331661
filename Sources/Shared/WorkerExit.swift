/// Exit codes of `camworker`: a vocabulary both programs share (numbers of sysexits.h where one fits).
///
/// A camera that is unreachable or refuses us is a *state*, never an exit.
package enum WorkerExit: Int32, Sendable, CaseIterable {
    /// Asked to stop: `stop`, SIGTERM, or the supervisor went away.
    case asked = 0
    /// A mistake of ours, or a library that does not come back.
    case `internal` = 70
    /// Replace me: what the worker may reach has changed (ports learnt later, resolver files). Not a crash.
    case replaceMe = 75
    /// The other end does not speak our protocol.
    case `protocol` = 76
    /// The configuration is unusable; not retried until it changes.
    case configuration = 78

    /// Whether nothing went wrong.
    package var isExpected: Bool { self == .asked || self == .replaceMe }
}
