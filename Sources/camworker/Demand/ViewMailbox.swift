internal import IPC
internal import Shared

/// One view's demand and the one newest frame that nobody has asked for yet.
///
/// Pure.
///
/// Pull: a frame leaves only against the hub's credit, and the credit is spent by it. A newer frame replaces one that
/// waits; there is never a backlog.
struct ViewMailbox {
    let view: UInt16
    /// A frame older than this is not sent, since the hub may not show it (design §9); `nil` for none.
    var maximumAge: Duration?
    private var want: Want?
    private var newest: Frame?
    private var lastSequence: UInt64 = 0
    private var lastCaptured = MonotonicTime(nanoseconds: 0)

    init(view: UInt16 = 0, maximumAge: Duration?) {
        self.view = view
        self.maximumAge = maximumAge
    }

    var demand: Demand {
        guard let want else { return .none }
        return Demand(isFrameWanted: want.credit, viewers: want.viewers, capturedAfter: want.capturedAfter)
    }

    /// Takes the hub's newest word, which replaces the last one.
    ///
    /// - Returns: The frame that answers it at once.
    mutating func receive(_ want: Want, at now: MonotonicTime) -> Frame? {
        self.want = want
        if let newest, let maximumAge, now.since(newest.payload.captured) > maximumAge { self.newest = nil }
        return self.takeAnswer()
    }

    /// Whether a picture is not older than the last one: time does not run backwards for who looks at the sequence.
    ///
    /// A still may be asked for before, and come after, the pictures of a stream.
    func accepts(_ picture: Picture) -> Bool { picture.captured >= self.lastCaptured }

    /// Takes a source's picture, unless it is older than the last one.
    ///
    /// - Returns: Its frame, when the hub has asked for one.
    mutating func publish(_ picture: Picture) -> Frame? {
        guard self.accepts(picture) else { return nil }
        self.lastCaptured = picture.captured
        self.newest = self.frame(of: picture)
        return self.takeAnswer()
    }

    /// Gives a picture its place in the sequence without regard to demand: a push camera's, which is an event.
    mutating func frame(of picture: Picture, flags: FramePayload.Flags = []) -> Frame {
        self.lastSequence += 1
        let payload = FramePayload(
            captured: picture.captured,
            capturedWall: picture.capturedWall,
            sequence: self.lastSequence,
            view: self.view,
            format: picture.format,
            flags: flags,
            width: picture.width,
            height: picture.height
        )
        return Frame(payload: payload, bytes: picture.bytes)
    }

    private mutating func takeAnswer() -> Frame? {
        guard let frame = self.newest, let want, want.isAnswered(by: frame.payload) else { return nil }
        self.want?.credit = false
        self.newest = nil
        return frame
    }
}
