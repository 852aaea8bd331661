internal import Shared

/// `defaults:`: what holds for each camera that says nothing else.
struct CameraDefaults: Sendable, Hashable {
    /// Takes the place of the 10 s in max(10 s, 3 / `framerate`).
    ///
    /// Never applied to push cameras.
    var staleAfter: Duration = .seconds(10)
    var whenStale: WhenStale = .placeholder
    var limits = WorkerLimits()
}
