internal import IPC

/// Hears how a source and its camera are.
protocol CameraReporter: AnyObject {
    /// The camera's state; sent when it differs from the last.
    func report(_ state: StateReport)

    /// Counts what came from the camera, for `stats`.
    func count(bytes: Int, connections: Int)
}
