internal import IPC
internal import Shared

/// One look at a camera: it asks, and ends with an answer.
protocol CameraProbe: AnyObject {
    /// What it waits for by itself, to be readable; none for who asks over ``CameraConnections`` only.
    var descriptors: [Int32] { get }
    /// When it has something to do by itself.
    var deadline: MonotonicTime? { get }
    /// Whether another worker is to look where the camera has a port that this one may not reach; else that is said.
    var followsPorts: Bool { get }

    /// - Parameter then: Called exactly once, and never before this returns.
    func start(then: @escaping (CallResult) -> Void)

    /// Something is there to be read, or its time has come, or neither.
    ///
    /// - Parameter ready: of ``descriptors``.
    func wake(ready: Set<Int32>, at now: MonotonicTime)

    /// There is no more time: answers with what has come, or that nothing has.
    func conclude(_ reason: String)
}

extension CameraProbe {
    var descriptors: [Int32] { [] }
    var deadline: MonotonicTime? { nil }
    var followsPorts: Bool { false }

    func wake(ready: Set<Int32>, at now: MonotonicTime) {}
}
