internal import IPC
internal import Shared

/// What a source may do to the world.
///
/// The loop implements it; tests record it.
protocol SourceHost: AnyObject {
    /// A whole picture from the camera, wanted or not.
    ///
    /// - Returns: What is wanted after it, since it may have been the answer.
    func publish(_ picture: Picture) -> Demand

    /// What is wanted now.
    var demand: Demand { get }

    /// A picture that is an event: sent without being asked for.
    ///
    /// - Returns: `false` when too many wait already and it was dropped.
    func publishEvent(_ picture: Picture, isFirst: Bool) -> Bool

    /// The camera's state; sent when it differs from the last.
    func report(_ state: StateReport)

    /// The answer to an upload.
    func answer(upload: UInt32, status: Int, reason: String)

    /// Counts what came from the camera, for `stats`.
    func count(bytes: Int, connections: Int)

    func log(_ level: LogLine.Level, _ text: String)
}
