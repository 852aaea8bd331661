internal import IPC

/// Epochs and parts of one view as the supervisor counts them: over all streams that its source opens one after the other.
///
/// Pure.
struct MediaNumbers {
    private var epoch: UInt32 = 0
    private var parts: UInt64 = 0

    /// The same with the view's number and those that follow what went before.
    mutating func number(_ item: MediaItem, of view: UInt16) -> MediaItem {
        switch item {
        case .start(var start, let segment):
            self.epoch += 1
            (start.view, start.epoch) = (view, self.epoch)
            return .start(start, segment: segment)
        case .part(var part, let fragment):
            self.parts += 1
            (part.view, part.epoch, part.sequence) = (view, self.epoch, self.parts)
            return .part(part, fragment: fragment)
        }
    }
}
