internal import IPC
internal import Shared

/// What the placeholder picture shall say and how large it is.
struct PlaceholderText: Hashable {
    var width: UInt32
    var height: UInt32
    /// When the last picture was captured; `nil` when there never was one.
    var lastPicture: WallTime?
    /// What is known to be wrong; `nil` when nothing is.
    ///
    /// Only the kind: the reason in words is redacted by the supervisor, which does not read pictures.
    var trouble: Trouble?

    enum Trouble: Hashable {
        case offline, refused, off, misconfigured
    }
}

/// When the placeholder is drawn: while somebody watches and there is nothing to see.
///
/// Pure.
///
/// Never before, because drawing loads libav, which a healthy camera of stills or MJPEG never needs; until the first
/// one the hub shows its built-in picture.
struct PlaceholderStateMachine {
    /// Before the first picture: the size of the hub's built-in one.
    private static let firstSize: (width: UInt32, height: UInt32) = (640, 360)

    /// `nil` for a camera that is never stale.
    var staleAfter: Duration?
    private var isTroubled = false
    private var watchedSince: MonotonicTime?
    private var lastCaptured: MonotonicTime?
    private var wanted = PlaceholderText(width: Self.firstSize.width, height: Self.firstSize.height, lastPicture: nil)
    private var drawn: PlaceholderText?
    private var notBefore = MonotonicTime(nanoseconds: 0)

    init(staleAfter: Duration?) {
        self.staleAfter = staleAfter
    }

    mutating func demandChanged(_ demand: Demand, at now: MonotonicTime) {
        if !demand.isWatched {
            self.watchedSince = nil
        } else if self.watchedSince == nil {
            self.watchedSince = now
        }
    }

    mutating func reported(_ state: StateReport) {
        // Said until the camera proves otherwise: a camera that is asked again is still away.
        switch state.connection {
        case .offline: self.wanted.trouble = .offline
        case .refused: self.wanted.trouble = .refused
        case .off: self.wanted.trouble = .off
        case .misconfigured: self.wanted.trouble = .misconfigured
        case .connected: self.wanted.trouble = nil
        case .idle, .connecting: break
        }
        switch state.connection {
        case .offline, .refused, .off, .misconfigured: self.isTroubled = true
        case .idle, .connecting, .connected: self.isTroubled = false
        }
    }

    mutating func published(_ picture: Picture) {
        self.lastCaptured = picture.captured
        self.wanted.lastPicture = picture.capturedWall
        self.wanted.trouble = nil
        // SVG has no size of its own; the last one stays.
        if picture.width > 0, picture.height > 0 {
            self.wanted.width = picture.width
            self.wanted.height = picture.height
        }
    }

    /// When ``next(at:)`` may have something to draw.
    var deadline: MonotonicTime? {
        guard let staleAt, self.drawn != self.wanted else { return nil }
        return max(staleAt, self.notBefore)
    }

    /// What to draw now, once.
    mutating func next(at now: MonotonicTime) -> PlaceholderText? {
        guard let deadline, now >= deadline else { return nil }
        self.drawn = self.wanted
        return self.wanted
    }

    /// What is drawn beside the text is another: the camera's name.
    mutating func renamed() {
        self.drawn = nil
    }

    /// It could not be drawn now; to be tried again in a second.
    mutating func postpone(at now: MonotonicTime) {
        self.drawn = nil
        self.notBefore = now + .seconds(1)
    }

    /// From when on there is nothing to see; `nil` while nobody looks.
    private var staleAt: MonotonicTime? {
        guard let staleAfter, let watchedSince else { return nil }
        if self.isTroubled { return watchedSince }
        return max(watchedSince, self.lastCaptured ?? watchedSince) + staleAfter
    }
}
