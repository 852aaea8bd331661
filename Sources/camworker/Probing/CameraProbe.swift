internal import IPC

/// One look at a camera: it asks, and ends with an answer.
protocol CameraProbe: AnyObject {
    /// - Parameter then: Called exactly once, and never before this returns.
    func start(then: @escaping (CallResult) -> Void)

    /// There is no more time: answers with what has come, or that nothing has.
    func conclude(_ reason: String)
}
