internal import Shared

/// When a picture came, by both clocks.
struct PictureArrival: Equatable, Sendable {
    var time: MonotonicTime
    var wall: WallTime

    init(_ time: MonotonicTime, _ wall: WallTime) {
        self.time = time
        self.wall = wall
    }
}
