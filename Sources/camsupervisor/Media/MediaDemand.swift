import Shared

/// Whether anybody wants a view's video.
///
/// Pure.
struct MediaDemand: Sendable {
    /// How long a camera streams on after the last request or viewer.
    ///
    /// A player asks at least once a target duration, and a page that is loaded anew must not open the stream anew. Home
    /// Assistant's is 300 s; cameras have few connections.
    static let linger = Duration.seconds(30)
    /// However far its key frames are apart: the target duration is the worker's word.
    static let longestLinger = Duration.seconds(300)

    /// Live viewers and recordings.
    private(set) var feeds = 0
    var isAlwaysOn = false
    private var until: MonotonicTime?

    func isOn(at now: MonotonicTime) -> Bool {
        self.isAlwaysOn || self.feeds > 0 || self.until.map { $0 > now } ?? false
    }

    /// A player asked for something.
    ///
    /// - Parameter targetDuration: three of them may pass until it asks again.
    mutating func asked(at now: MonotonicTime, targetDuration: Duration = .zero) {
        let until = now + min(max(Self.linger, targetDuration * 3), Self.longestLinger)
        self.until = max(self.until ?? until, until)
    }

    mutating func feedCame() {
        self.feeds += 1
    }

    mutating func feedLeft(at now: MonotonicTime) {
        precondition(self.feeds > 0, "each feed leaves once")
        self.feeds -= 1
        self.asked(at: now)
    }
}
