import Shared

/// One picture source of one camera; what the hub is keyed by.
struct ViewID: Hashable, Sendable, CustomStringConvertible {
    var camera: CameraID
    /// 0 is the camera itself.
    var number: UInt16 = 0

    var description: String { self.number == 0 ? "\(self.camera)" : "\(self.camera)/\(self.number)" }
}
