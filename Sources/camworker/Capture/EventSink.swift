/// Takes the pictures of a source that is never asked, and answers whoever sent them.
protocol EventSink: CameraReporter {
    /// A picture that is an event: sent without being asked for.
    ///
    /// - Returns: `false` when too many wait already and it was dropped.
    func publishEvent(_ picture: Picture, isFirst: Bool) -> Bool

    /// The answer to an upload.
    func answer(upload: UInt32, status: Int, reason: String)
}
