import ArgumentParser

/// Why a look at a camera brought nothing.
enum ProbeFailure: Error, Hashable {
    /// The camera does not let us in; its worker's words.
    case refused(String)
    /// It cannot be reached, is no such camera, or answers nonsense.
    case camera(String)
    /// The worker did not answer in time, and was ended.
    case late
    /// No worker did it: it crashed, or broke the protocol.
    case worker(String)
}

extension ProbeFailure: CustomStringConvertible {
    var description: String {
        switch self {
        case .refused(let words): "refused: \(words)"
        case .camera(let words): words
        case .late: "no answer within \(CameraProber.patience.forPeople)"
        case .worker(let words): "the worker that asked it failed: \(words)"
        }
    }

    var exitCode: ExitCode {
        switch self {
        case .refused: ExitCodes.noPermission
        case .camera, .late: ExitCodes.failed
        case .worker: ExitCodes.internal
        }
    }
}
