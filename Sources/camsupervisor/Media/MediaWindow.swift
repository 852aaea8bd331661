import IPC
import NIOCore
import Shared

/// The newest video of one view in segments: what players, live viewers and recordings begin with.
///
/// Pure; a value, so that who answers from it takes a copy and needs no lock.
struct MediaWindow: Sendable {
    /// Complete segments kept, as Home Assistant does.
    static let keptSegments = 5
    /// Complete segments that a playlist names at least, once there are so many (RFC 8216bis §6.2.2: three target
    /// durations).
    static let listedSegments = 3
    /// Kept after a playlist named them last: a player that reads an old one still finds them.
    static let unlistedSegments = 2
    /// Segments held, whatever their size: the longest lookback (300 s) in the shortest segments (2 s) is 150.
    static let mostSegments = 256
    /// Parts of one segment: a key frame every two minutes in the shortest parts makes 600, and playlists name each.
    static let mostParts = 4_096
    /// Least durations of the first segments when there were none: a player gets its first playlist after a key frame's
    /// distance instead of six seconds; ffmpeg's `hls_init_time` does the same.
    static let firstDurations = [Duration.seconds(1), .seconds(2)]
    /// What a segment may be shorter than asked for, so that a key frame every 6 s ends one of 6 s; Home Assistant's.
    static let tolerance = Duration.milliseconds(100)
    /// How far a segment's time may be from its pictures' arrival before it is set anew.
    ///
    /// Below it the durations are added up: arrival jitters, and players take a step of time for missing video.
    static let longestDrift: UInt64 = 500_000_000

    /// The last one may still grow.
    private(set) var segments: [MediaSegment] = []
    private(set) var nextIndex: UInt64 = 0
    private(set) var nextSegment: UInt64 = 0
    /// What the next part is called; announced, it stays, whatever becomes of the segment that it was expected in.
    private(set) var nextName = MediaPartName(segment: 0, part: 0)
    /// The first segment that playlists name; never goes back.
    private(set) var firstListed: UInt64 = 0
    /// Seconds; nothing that playlists may name is longer.
    private(set) var targetDuration: Int
    /// Microseconds; no part that playlists may name is longer.
    private(set) var partTarget: UInt64
    private(set) var bytes = 0
    /// Segments that went because the views of all cameras together had too much.
    private(set) var squeezed: UInt64 = 0
    /// Bytes that are left for it by the views of all cameras.
    private var room = Int.max
    private var settings: MediaSettings
    /// Of all segments so far.
    private(set) var discontinuities: UInt64 = 0
    private var completed = 0

    init(_ settings: MediaSettings) {
        self.settings = settings
        self.targetDuration = Self.target(settings.hls)
        self.partTarget = UInt64(settings.hls.partMilliseconds) * 1_000
    }

    var newest: MediaFragment? { self.segments.last?.parts.last }
    /// The one that grows.
    var open: MediaSegment? { self.segments.last.flatMap { $0.isComplete ? nil : $0 } }
    var complete: ArraySlice<MediaSegment> { self.open == nil ? self.segments[...] : self.segments.dropLast() }
    /// What playlists name, the growing one too.
    var listed: ArraySlice<MediaSegment> { self.segments.drop { $0.number < self.firstListed } }

    subscript(segment number: UInt64) -> MediaSegment? {
        guard let first = self.segments.first?.number, number >= first, number - first < UInt64(self.segments.count)
        else { return nil }
        return self.segments[Int(number - first)]
    }

    /// The part of that index; `nil` when it is not there any more, or not yet.
    func fragment(at index: UInt64) -> MediaFragment? {
        guard let segment = self.segments.last(where: { $0.firstIndex <= index }) else { return nil }
        let place = index - segment.firstIndex
        return place < UInt64(segment.parts.count) ? segment.parts[Int(place)] : nil
    }

    /// The first part from that index on that a player can begin with.
    func independent(from index: UInt64) -> MediaFragment? {
        for segment in self.segments.reversed() where segment.firstIndex < index {
            if let found = segment.parts.first(where: { $0.index >= index && $0.isIndependent }) { return found }
            break
        }
        return self.segments.first { $0.firstIndex >= index }?.parts.first
    }

    /// The newest part that a player can begin with, captured at or before a time; the oldest of all when none is so old.
    func independent(before time: MonotonicTime = MonotonicTime(nanoseconds: .max)) -> MediaFragment? {
        for segment in self.segments.reversed() {
            if let found = segment.parts.last(where: { $0.isIndependent && $0.part.captured <= time }) { return found }
        }
        return self.segments.first?.parts.first
    }

    // MARK: Changes

    mutating func change(_ settings: MediaSettings) {
        self.settings = settings
        self.settleTargets()
    }

    /// Takes a part; a new segment begins with it when it is independent and the time has come, or nothing precedes it.
    ///
    /// - Parameter isDiscontinuous: whether it does not follow the one before; then it is independent.
    mutating func append(
        _ part: MediaPart,
        _ bytes: ByteBuffer,
        opening: MediaOpening,
        epoch: UInt64,
        isDiscontinuous: Bool
    ) {
        let fragment = MediaFragment(
            part: part,
            opening: opening,
            epoch: epoch,
            index: self.nextIndex,
            name: self.nextName,
            // Before the first of all there is nothing that it could be cut off from.
            isDiscontinuous: isDiscontinuous && self.nextSegment > 0,
            bytes: bytes
        )
        self.nextIndex += 1
        self.partTarget = max(self.partTarget, UInt64(part.duration))
        if self.open == nil || isDiscontinuous || (fragment.isIndependent && self.isLongEnough) {
            self.finish()
            self.begin(with: fragment)
        }
        self.bytes += MediaSegment.cost(of: bytes)
        self.segments[self.segments.count - 1].append(fragment)
        self.nextName = MediaPartName(segment: self.nextSegment - 1, part: self.open?.parts.count ?? 0)
        self.trim()
    }

    /// Nothing follows for now: the growing segment is one as it is.
    mutating func finish() {
        guard let open = self.open else { return }
        self.segments[self.segments.count - 1].complete()
        self.completed += 1
        self.targetDuration = max(self.targetDuration, Int(open.duration.inSeconds.rounded()))
        self.advanceList()
        self.trim()
    }

    /// Nobody wants it any more; numbers go on, since players may come back with them.
    mutating func clear() {
        self.finish()
        self.drop(self.segments.count)
        self.completed = 0
    }

    /// Takes what the views of all cameras leave for it from now on; the oldest segments go, all of them if need be.
    mutating func fit(into room: Int) {
        self.room = room
        self.shrink()
    }

    // MARK: -

    private mutating func begin(with fragment: MediaFragment) {
        let before = self.segments.last
        let isOwnTime = fragment.isDiscontinuous || before == nil
        let arrival = fragment.part.capturedWall
        let expected = before?.ends ?? arrival
        let isSame = before?.opening.map { $0 === fragment.opening } ?? false
        let openingBytes = isSame ? 0 : fragment.opening.segment.storageCapacity
        let drift = max(arrival, expected).nanoseconds - min(arrival, expected).nanoseconds
        self.segments.append(
            MediaSegment(
                number: self.nextSegment,
                discontinuitiesBefore: self.discontinuities,
                begins: isOwnTime || drift > Self.longestDrift ? arrival : expected,
                openingBytes: openingBytes
            )
        )
        self.bytes += openingBytes
        self.nextSegment += 1
        if fragment.isDiscontinuous { self.discontinuities += 1 }
    }

    private var isLongEnough: Bool {
        guard let open = self.open else { return true }
        let asked = self.settings.hls.segmentDuration - Self.tolerance
        let least = self.completed < Self.firstDurations.count ? Self.firstDurations[self.completed] : asked
        // Where memory is short segments are, too: one that alone is too large would be dropped, and all of the video with it.
        return open.duration >= min(least, asked) || open.bytes > min(self.settings.bytes, self.room) / Self.leastHeld
    }

    /// Segments of the usual size that there is to be room for, at least.
    private static let leastHeld = 3

    private mutating func advanceList() {
        let threeTargets = Duration.seconds(3 * self.targetDuration)
        var listed = self.complete.drop { $0.number < self.firstListed }
        var rest = listed.reduce(Duration.zero) { $0 + $1.duration }
        while listed.count > Self.listedSegments, let first = listed.first, rest - first.duration >= threeTargets {
            rest -= first.duration
            listed.removeFirst()
            self.firstListed = first.number + 1
        }
    }

    private mutating func trim() {
        let newest = self.newest?.capturedUntil ?? MonotonicTime(nanoseconds: 0)
        while self.complete.count > Self.keptSegments, let first = self.segments.first,
            first.number + UInt64(Self.unlistedSegments) < self.firstListed,
            let second = self.segments.dropFirst().first?.parts.first,
            newest.since(second.part.captured) >= self.settings.lookback
        {
            self.drop(1)
        }
        self.shrink()
        if self.segments.count > Self.mostSegments { self.drop(self.segments.count - Self.mostSegments) }
        if let open = self.open, open.parts.count >= Self.mostParts { self.drop(self.segments.count) }
    }

    private mutating func shrink() {
        // What has just come is kept for those who wait for it, whatever it takes.
        while self.bytes > min(self.settings.bytes, self.room), let first = self.segments.first,
            self.segments.count > 1 || first.parts.count > 1
        {
            if self.bytes <= self.settings.bytes { self.squeezed += 1 }
            self.drop(1)
        }
    }

    private mutating func drop(_ count: Int) {
        for segment in self.segments.prefix(count) {
            self.bytes -= segment.bytes
            self.firstListed = max(self.firstListed, segment.number + 1)
        }
        self.segments.removeFirst(count)
        self.settleTargets()
    }

    /// Has the targets sink when what was longest is held no more.
    ///
    /// RFC 8216bis §4.4.3.1 wants a target that never changes, and asks for what no server can know: where a live camera's
    /// next key frame stands. Rising is what hurts a player, and cannot be helped. Sinking does not, since nothing that it
    /// can ask for is longer: at worst it stays as far behind as it was. Without it one pause of a camera in a night would
    /// have every player half a minute behind for good. Home Assistant's sinks, too. A quarter at least, since key frames
    /// that come every 10 to 12 s are not to change it with each segment.
    private mutating func settleTargets() {
        let least = (part: UInt64(self.settings.hls.partMilliseconds) * 1_000, segment: Self.target(self.settings.hls))
        let part = self.segments.reduce(0) { max($0, $1.longestPart) }
        let segment = self.complete.reduce(0) { max($0, Int($1.duration.inSeconds.rounded())) }
        if part <= least.part || part < self.partTarget / 4 * 3 { self.partTarget = max(part, least.part) }
        if segment <= least.segment || segment < self.targetDuration * 3 / 4 {
            self.targetDuration = max(segment, least.segment)
        }
        self.partTarget = max(self.partTarget, part)
        self.targetDuration = max(self.targetDuration, segment)
    }

    private static func target(_ hls: HLSConfiguration) -> Int {
        max(1, Int(hls.segmentDuration.inSeconds.rounded()))
    }
}
