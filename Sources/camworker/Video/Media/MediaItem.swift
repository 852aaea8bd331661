internal import IPC

/// Video on its way to the supervisor: what one message of the wire holds.
enum MediaItem: Sendable {
    /// A new epoch: how it is coded, and its initialization segment.
    case start(MediaStart, segment: [UInt8])
    /// A fragment of the epoch that was begun last. Its sequence and its view are given when it leaves.
    case part(MediaPart, fragment: [UInt8])

    var count: Int {
        switch self {
        case .start(_, let bytes), .part(_, let bytes): bytes.count
        }
    }
}
