import ArgumentParser

/// Why a look at a camera brought nothing.
enum ProbeFailure: Error, Hashable {
    /// The camera does not let us in; its worker's words.
    case refused(String)
    /// It cannot be reached, is no such camera, or answers nonsense.
    case camera(String)
    /// It has a service at another TCP port, which another worker may reach.
    case elsewhere(UInt16)
    /// The worker did not answer within this time, and was ended.
    case late(Duration)
    /// No worker did it: it crashed, or broke the protocol.
    case worker(String)
}

extension ProbeFailure: CustomStringConvertible {
    var description: String {
        switch self {
        case .refused(let words): "refused: \(words)"
        case .camera(let words): words
        case .elsewhere(let port): "it has services at more ports than cameras have, at last at \(port)"
        case .late(let patience): "no answer within \(patience.forPeople)"
        case .worker(let words): "the worker that asked it failed: \(words)"
        }
    }

    var exitCode: ExitCode {
        switch self {
        case .refused: ExitCodes.noPermission
        case .camera, .elsewhere, .late: ExitCodes.failed
        case .worker: ExitCodes.internal
        }
    }
}
