internal import IPC
internal import Shared

/// Why the worker leaves: a word both programs know, and a sentence for the log.
struct Departure: Error, Equatable {
    var exit: WorkerExit
    /// Empty when there is nothing to say.
    var reason: String

    init(_ exit: WorkerExit, _ reason: String = "") {
        self.exit = exit
        self.reason = reason
    }

    init(_ violation: ProtocolError) {
        self.init(.protocol, "protocol: \(violation)")
    }
}
