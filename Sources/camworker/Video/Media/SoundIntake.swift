internal import Shared

/// Whether a stream's sound goes into the media, and by which track: judged by its packets, given up when they are of no
/// use, and tried again later.
///
/// Used by one thread.
struct SoundIntake {
    /// Packets in a row that tell nothing, after which the sound is given up: 1 s of those that last 20 ms.
    ///
    /// A stream that is joined in its midst begins with half a packet, and the network loses some.
    private static let mostUseless = 50
    /// Sound that has not come for so long has stopped: players would wait for it for ever.
    private static let silence: Duration = .seconds(5)
    /// When sound that was given up is tried again; each time costs a new epoch, so that the time doubles up to the other.
    private static let firstRest: Duration = .seconds(60)
    private static let longestRest: Duration = .seconds(3600)

    /// What a packet has made known.
    enum Finding: Equatable {
        case nothing
        /// There will be none for now; why, fit for the log.
        case leftOut(String)
    }

    /// What a new epoch would be given, were it not for silence.
    private(set) var track: SoundTrack?
    private var format: AudioFormat?
    private var useless = 0
    private var rest = SoundIntake.firstRest
    /// Until then nothing is tried; `nil` when it is not given up.
    private var restsUntil: MonotonicTime?
    /// The newest packet.
    private var came: MonotonicTime?
    /// The newest that found its place in the running epoch, which has sound.
    private var placed: MonotonicTime?

    /// Whether a packet is still needed to know.
    var isUndecided: Bool { self.track == nil && self.restsUntil == nil }

    /// The track for an epoch that begins, or goes on, at `now`; `nil` when there is none, and while it is silent.
    ///
    /// - Parameter current: What the running epoch has.
    func track(at now: MonotonicTime, current: SoundTrack?) -> SoundTrack? {
        let newest = current != nil && current === self.track ? self.placed : self.came
        return newest.map { now.since($0) <= Self.silence } == true ? self.track : nil
    }

    /// Looks at a packet before any frames are made of it.
    mutating func take(_ packet: AudioPacket) -> Finding {
        let now = packet.stamps.arrived
        self.came = now
        // The stream describes it anew.
        if self.format !== packet.format {
            self.format = packet.format
            self.forget()
        }
        if let restsUntil, now >= restsUntil { self.restsUntil = nil }
        guard self.isUndecided else { return .nothing }
        switch SoundTrack.judge(packet) {
        case .track(let track):
            self.track = track
            self.useless = 0
            return .nothing
        case .unknown(let reason):
            self.useless += 1
            return self.useless < Self.mostUseless ? .nothing : self.giveUp(reason, at: now)
        case .leftOut(let reason): return self.giveUp(reason, at: now)
        }
    }

    /// An epoch begins with the track, whose count of time begins with it.
    mutating func begin(at now: MonotonicTime) {
        self.placed = now
    }

    /// Some of its frames are in the epoch.
    mutating func placed(at now: MonotonicTime) {
        self.placed = now
    }

    /// Whether the running epoch's sound comes, and none of it finds a place: damaged, or with times that make no sense.
    func isMisplaced(at now: MonotonicTime) -> Bool {
        guard let came, let placed else { return false }
        return now.since(came) <= Self.silence && now.since(placed) > Self.silence
    }

    mutating func giveUp(_ reason: String, at now: MonotonicTime) -> Finding {
        self.forget()
        self.restsUntil = now + self.rest
        self.rest = min(self.rest * 2, Self.longestRest)
        return .leftOut(reason)
    }

    /// The next packet is judged as if it were the first.
    mutating func forget() {
        self.track = nil
        self.useless = 0
        self.restsUntil = nil
    }
}
