import IPC
import Shared

extension MediaPart {
    /// A part that is in order as the first of its epoch; its bytes are at least 40.
    static func example(
        captured: MonotonicTime = MonotonicTime(nanoseconds: 1),
        view: UInt16 = 0
    ) -> MediaPart {
        MediaPart(
            captured: captured,
            capturedWall: WallTime(nanoseconds: 1),
            sequence: 1,
            start: 0,
            duration: 500_000,
            epoch: 1,
            frames: 5,
            view: view,
            flags: .independent,
            video: .init(time: 0, end: 45_000, position: 8),
            audio: nil
        )
    }
}
