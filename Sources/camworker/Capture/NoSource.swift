internal import Shared

/// Stands in while a camera is being put together.
final class NoSource: CameraSource {
    let deadline: MonotonicTime? = nil
    func start(at now: MonotonicTime) {}
    func retuned(_ configuration: CameraConfiguration, at now: MonotonicTime) {}
    func demandChanged(_ demand: Demand, at now: MonotonicTime) {}
    func tick(at now: MonotonicTime) {}
}
