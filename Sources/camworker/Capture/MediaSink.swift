/// Takes the media of a source.
protocol MediaSink: AnyObject {
    /// Whether there is room on the way to the supervisor; what is not taken waits, and is bounded, at its source.
    var takesMedia: Bool { get }

    func send(_ item: MediaItem)
}
