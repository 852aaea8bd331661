import IPC
import NIOCore
import Shared

/// Which parts of a camera's video go into a file, and when it is done.
///
/// Pure: parts and the time in, what to write and how it ends out.
struct RecordingPlan: Sendable {
    struct Wish: Sendable, Hashable {
        /// When it was asked for.
        var asked: MonotonicTime
        /// Video from then on.
        var duration: Duration
        /// Video from before, as far as there is any.
        var lookback: Duration = .zero
    }

    /// Why it is over, when a file is there.
    enum Ending: Sendable, Hashable {
        case complete
        case codingChanged
        /// Nothing came for that long.
        case silent(Duration)
        /// The camera's stamps go slower than time does.
        case slowClock
        case stopped(StopReason)
    }

    enum StopReason: String, Sendable, Hashable {
        case asked = "it was stopped"
        case cameraGone = "the camera was taken out of the configuration, switched off or changed"
        case shuttingDown = "the supervisor is shutting down"
    }

    /// Why there is no file.
    enum Failure: Error, Sendable, Hashable {
        /// No part came within that time.
        case nothing(Duration)
        /// The camera was connected all the time, and no key frame came that video could begin with.
        case noKeyFrame(Duration)
        /// The camera is away, or its stream cannot be recorded; the board has the words.
        case hopeless
        case stopped(StopReason)
    }

    enum Action: Sendable, Equatable {
        case write([ByteBuffer])
        case end(Ending)
        case fail(Failure)
    }

    /// What the supervision says of the camera while nothing comes.
    struct Outlook: Sendable, Hashable {
        /// Whether it is known that nothing will.
        var isHopeless = false
        /// Since when its worker says that it connects to the camera or is connected; `nil` when it says neither.
        var tryingSince: MonotonicTime?
    }

    /// Without a part for that long, or three of the camera's own parts, there is nothing to wait for.
    static let silence = Duration.seconds(10)
    /// For a first key frame, at the beginning and after the stream was opened anew.
    ///
    /// Opening takes up to 20 s, and so do key frames of the worst cameras. Nothing can be shown before one, so workers send
    /// nothing before one either.
    static let keyFramePatience = Duration.seconds(60)
    /// How late the last part may come behind the wall clock; a stream's clock may be off by a little more than a tenth.
    static let lateness = Duration.seconds(10)

    let wish: Wish
    private var phase = Phase.waiting
    private var lastArrival: MonotonicTime?
    private var longestPart = Duration.zero

    private enum Phase: Sendable {
        case waiting
        case recording(Recording)
        case over
    }

    private struct Recording: Sendable {
        let opening: MediaOpening
        /// Of the last part written.
        var index: UInt64
        /// The file's times, from 0; its length is what is written.
        var clock = MediaClock()
        /// When the first picture of the file arrived.
        let began: MonotonicTime
        /// How long the file is to be.
        let target: Duration
    }

    init(_ wish: Wish) {
        self.wish = wish
    }

    /// Length of what is written so far.
    var length: Duration {
        guard case .recording(let recording) = self.phase else { return self.finalLength }
        return recording.clock.length
    }
    private var finalLength = Duration.zero

    /// How much of it is from before it was asked for; `nil` before the first part.
    private(set) var before: Duration?

    /// A part came, or is taken from what was kept.
    mutating func arrived(_ fragment: MediaFragment, at now: MonotonicTime) -> [Action] {
        self.lastArrival = now
        self.longestPart = max(self.longestPart, fragment.duration)
        switch self.phase {
        case .over: return []
        case .waiting:
            guard fragment.isIndependent else { return [] }
            return self.begin(with: fragment)
        case .recording(let recording):
            return self.go(on: recording, with: fragment)
        }
    }

    /// Time passes; asked about once a second.
    mutating func tick(_ now: MonotonicTime, _ outlook: Outlook = Outlook()) -> [Action] {
        let quiet = now.since(self.lastArrival ?? self.wish.asked)
        switch self.phase {
        case .over: return []
        case .waiting:
            if outlook.isHopeless { return self.fail(.hopeless) }
            if quiet >= Self.keyFramePatience { return self.fail(.noKeyFrame(quiet)) }
            return quiet >= Self.silence && outlook.tryingSince == nil ? self.fail(.nothing(quiet)) : []
        case .recording(let recording):
            // A camera that is connected and sends nothing is silent; one that is being connected anew is on its way.
            let isOnItsWay = outlook.tryingSince.map { $0 > self.lastArrival ?? $0 } ?? false
            let limit = max(isOnItsWay ? Self.keyFramePatience : Self.silence, self.longestPart * 3)
            if quiet >= limit { return self.end(.silent(quiet)) }
            let isLate = now > recording.began + recording.target * 1.25 + max(Self.lateness, self.longestPart * 2)
            return isLate ? self.end(.slowClock) : []
        }
    }

    mutating func stop(_ reason: StopReason) -> [Action] {
        switch self.phase {
        case .over: []
        case .waiting: self.fail(.stopped(reason))
        case .recording: self.end(.stopped(reason))
        }
    }

    // MARK: -

    private mutating func begin(with fragment: MediaFragment) -> [Action] {
        // The worker's word for a time counts only as far as an honest one could go: a key frame's distance.
        let most = self.wish.lookback + .microseconds(Int64(MediaPart.longestDuration))
        let before = min(self.wish.asked.since(fragment.part.captured), most)
        let recording = Recording(
            opening: fragment.opening,
            index: fragment.index,
            began: max(fragment.part.captured, self.wish.asked.advanced(by: .zero - before)),
            target: before + self.wish.duration
        )
        self.before = before
        return self.write(fragment, into: recording, after: [fragment.opening.segment])
    }

    private mutating func go(on recording: Recording, with fragment: MediaFragment) -> [Action] {
        guard fragment.index > recording.index else { return [] }
        // Parameter sets and tracks of one file never change.
        guard fragment.opening.isPlayed(like: recording.opening) else { return self.end(.codingChanged) }
        // What follows something that is missing cannot be decoded before the next key frame.
        let isNext = fragment.index == recording.index + 1 && !fragment.isDiscontinuous
        guard isNext || fragment.isIndependent else { return [] }
        return self.write(fragment, into: recording, after: [])
    }

    private mutating func write(
        _ fragment: MediaFragment,
        into present: Recording,
        after head: [ByteBuffer]
    ) -> [Action] {
        var recording = present
        let length = recording.clock.length
        let pieces = recording.clock.take(fragment)
        recording.index = fragment.index
        // After a pause it may begin where the file should have ended.
        let pause = recording.clock.length - fragment.duration - length
        if length > .zero, length + pause >= recording.target { return self.end(.silent(pause)) }
        self.phase = .recording(recording)
        let write = Action.write(head + pieces)
        return recording.clock.length >= recording.target ? [write] + self.end(.complete) : [write]
    }

    private mutating func end(_ ending: Ending) -> [Action] {
        self.finalLength = self.length
        self.phase = .over
        return [.end(ending)]
    }

    private mutating func fail(_ failure: Failure) -> [Action] {
        self.phase = .over
        return [.fail(failure)]
    }
}

extension RecordingPlan {
    /// The parts of what was kept with which a file begins that shows everything from `time` on.
    ///
    /// All of one coding, the newest, and from a key frame on: the last one before `time`, else the first there is.
    static func beginning(of kept: [MediaFragment], from time: MonotonicTime) -> ArraySlice<MediaFragment> {
        guard let last = kept.last else { return [] }
        let sameCoding = kept.lastIndex { !$0.opening.isPlayed(like: last.opening) }.map { $0 + 1 } ?? 0
        let keyFrames = kept.indices[sameCoding...].filter { kept[$0].isIndependent }
        guard let first = keyFrames.last(where: { kept[$0].part.captured <= time }) ?? keyFrames.first else {
            return []
        }
        return kept[first...]
    }
}

extension MediaOpening {
    /// Whether one file can hold the parts of both.
    fileprivate func isPlayed(like other: MediaOpening) -> Bool {
        self === other || (self.segment == other.segment && self.start.tracks == other.start.tracks)
    }
}
