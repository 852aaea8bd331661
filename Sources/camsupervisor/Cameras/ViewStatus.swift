import IPC
import Shared

/// What is known of one view above 0 right now; of the camera itself tells ``CameraStatus``.
struct ViewStatus: Sendable {
    /// As its present worker counts, or the last one did.
    var number: UInt16
    /// What it is known again by over workers; its place in ``FrameHub``.
    var key: String
    /// `camera.front_door_sub`, the same over restarts.
    var entity: EntityID
    /// With the camera's: `Front Door SubStream`.
    var name: String
    /// Whether it has video that can be had as media.
    var hasMedia: Bool
    /// Whether it is shown; else it is only said to be there.
    var isEnabled: Bool
    var state: CameraState = .idle
    var connection = StateReport.Connection.idle
    var reason: String?
    var mediaReason: String?
    var stateSince: WallTime
    /// When its worker last said something of it, or died.
    var reportedAt = MonotonicTime(nanoseconds: 0)
    var retryAt: MonotonicTime?
    var attributes: [String: String] = [:]
}

extension CameraStatus {
    /// The same as it is for who looks at that view: what belongs to the worker stays the camera's.
    func seen(through view: ViewStatus) -> CameraStatus {
        var status = self
        status.views = []
        status.view = view
        status.name = view.name
        status.state = view.state
        status.connection = view.connection
        status.reason = view.reason
        status.mediaReason = view.mediaReason
        status.stateSince = view.stateSince
        status.reportedAt = view.reportedAt
        status.retryAt = view.retryAt
        status.attributes = view.attributes
        return status
    }
}
