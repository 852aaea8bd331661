import Shared

/// Somebody who takes a view's parts one after the other: a live viewer, a recording.
///
/// It begins with a part that begins with a key frame. Nothing is queued for it: the parts stand in the view's window, and
/// it remembers where it is; what it does not take in time is gone, and it goes on with the next key frame. While it
/// exists the camera streams.
final class MediaFeed: Sendable {
    enum Step: Sendable {
        /// - Parameter isAfterGap: whether it does not follow the part before: one that is missing, a stream opened anew, or the
        ///   first of all.
        case part(MediaFragment, isAfterGap: Bool)
        /// `wake` is called once, when it is worth asking again.
        case nothingYet
        /// The camera is gone, or ``cancel()`` was called.
        case ended
    }

    /// Who takes the parts, for those who count.
    enum Kind: Sendable {
        case viewer
        case recording
    }

    private let view: MediaView
    private let id: UInt64

    /// Made by ``MediaView/feed(_:lookback:wake:)``.
    init(view: MediaView, id: UInt64) {
        self.view = view
        self.id = id
    }

    deinit {
        self.view.unsubscribe(self.id)
    }

    /// The next part, if it is there; from any thread.
    ///
    /// - Parameter lag: leaves out a part that was captured so much before the newest one, and goes on with the newest
    ///   that begins with a key frame; `nil` leaves out nothing that is still there.
    func next(lag: Duration? = nil) -> Step {
        self.view.next(of: self.id, lag: lag)
    }

    /// Takes nothing any more; any number of times.
    func cancel() {
        self.view.unsubscribe(self.id)
    }
}
