/// Decode and presentation times of one epoch's video: from 0, strictly onwards, no picture shown before it is decoded.
///
/// Pure. RTSP says only when a picture is shown. With B-frames those times come out of order; in order, and late by as many
/// pictures as decoders hold back, they are the decode times.
struct VideoTimeline {
    struct Placement: Equatable {
        /// Ticks since the epoch's beginning.
        var decode: Int64
        /// Ticks; never below ``decode``.
        var presentation: Int64
    }

    enum Verdict: Equatable {
        case placed(Placement)
        /// The stamps went back further than B-frames do: nothing of this epoch can follow.
        case torn
    }

    /// Pictures are never held back by more (H.264 and H.265: 16).
    static let deepest = 16
    /// What is learnt of streams that do not say: cameras with B-frames have one to three.
    private static let deepestLearnt = 4
    /// Ticks: stamps that go back no further are put right after those before, which a player shows as a stutter; cameras
    /// do that every few seconds, and libav does where RTCP first tells the hour.
    ///
    /// Another epoch would cost all up to the next key frame.
    private static let longestSlip = MediaClock.rate / 2
    /// Ticks between two pictures before it is known: 30 a second.
    private static let usualStep: Int64 = 3_000

    /// How many pictures are held back; may be found to be more than the beginning of the epoch knew.
    let depth: Int
    /// `false` when the depth was a guess.
    private let isDepthKnown: Bool
    /// The depth that the stamps show; another epoch is to begin with it when it is above ``depth``.
    private(set) var learntDepth: Int
    /// The stream's own time at which the epoch is at 0, ticks.
    private(set) var origin: Int64?
    private var lastDecode: Int64?
    /// The last ``deepest`` + 1 presentation times, by the stream's own clock, in order of coming.
    private var recent: [Int64] = []
    /// Presentation times that no picture was decoded at yet, smallest first; ``depth`` + 1 at most.
    private var held: [Int64] = []

    /// - Parameter depth: `nil` when the stream does not say.
    init(depth: Int?, learnt: Int = 0) {
        self.isDepthKnown = depth != nil
        self.depth = min(depth ?? learnt, Self.deepest)
        self.learntDepth = self.depth
    }

    var isTooShallow: Bool { self.learntDepth > self.depth }

    /// - Parameters:
    ///   - presentation: By the stream's own clock, ticks.
    ///   - decode: By the same clock, from streams that say it.
    mutating func place(presentation: Int64, decode: Int64?) -> Verdict {
        let origin = self.origin ?? (decode ?? presentation - Int64(self.depth) * Self.usualStep)
        self.origin = origin
        let decoded: Int64
        if let decode {
            decoded = decode - origin
            guard decoded >= (self.lastDecode ?? 0) - Self.longestSlip else { return .torn }
        } else {
            guard self.learn(presentation) || self.isSlip(presentation) else { return .torn }
            decoded = self.decodeTime(of: presentation, origin: origin)
        }
        let next = max(decoded, self.lastDecode.map { $0 + 1 } ?? 0)
        self.lastDecode = next
        return .placed(Placement(decode: next, presentation: max(next, presentation - origin)))
    }

    /// The stream's own clock was set by so many ticks; the epoch goes on.
    mutating func move(by distance: Int64) {
        self.origin = self.origin.map { $0 + distance }
        self.recent = self.recent.map { $0 + distance }
        self.held = self.held.map { $0 + distance }
    }

    private mutating func decodeTime(of presentation: Int64, origin: Int64) -> Int64 {
        if self.held.count > self.depth { self.held.removeFirst() }
        self.held.insert(presentation, at: self.held.firstIndex { $0 > presentation } ?? self.held.count)
        // The first of all are decoded before any is shown.
        guard self.held.count > self.depth else { return Int64(self.held.count - 1) * Self.usualStep }
        return self.held[0] - origin
    }

    private func isSlip(_ presentation: Int64) -> Bool {
        (self.recent.max() ?? presentation) - presentation <= Self.longestSlip
    }

    /// - Returns: `false` when the time went back further than any B-frame.
    private mutating func learn(_ presentation: Int64) -> Bool {
        let later = self.recent.count { $0 > presentation }
        let most = self.isDepthKnown ? self.depth : max(self.depth, Self.deepestLearnt)
        guard later <= most else { return false }
        self.learntDepth = max(self.learntDepth, later)
        self.recent.append(presentation)
        if self.recent.count > Self.deepest + 1 { self.recent.removeFirst() }
        return true
    }
}
