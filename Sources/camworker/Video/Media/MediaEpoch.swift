internal import IPC
internal import Shared

/// One run of media: an initialization segment and its fragments.
///
/// Used by one thread. A picture is written when the next has come: only then it is known how long it lasts, and decode
/// times have neither holes nor overlaps.
final class MediaEpoch {
    private struct Pending {
        var packet: VideoPacket
        var placement: VideoTimeline.Placement
    }

    /// The fragment that is being filled.
    private struct Part {
        var first: VideoPacket
        /// Ticks.
        var begin: Int64
        var end: Int64
        var frames: UInt32 = 0
        var bytes = 0
        var flags: MediaPart.Flags
    }

    /// Bytes; a fragment of the wire holds twice as much, and a key frame may come on top.
    private static let mostPartBytes = Limits.mediaPart / 2
    /// Ticks: the duration of a picture after which nothing came, before another duration is known.
    private static let usualStep: Int64 = 3_000
    /// Ticks: sound that runs ahead of the video further than this waits for nothing that will come.
    private static let longestLead = 5 * MediaClock.rate

    /// Ticks: sound that lags behind further than this is of no use, and would be against the wire's rules soon.
    private static let longestLag = 60 * MediaClock.rate

    let number: UInt32
    /// What began it: another of either begins another epoch.
    let sets: ParameterSets
    let sound: SoundTrack?
    /// `mediaStart`, before everything else of it.
    let start: MediaItem
    var timeline: VideoTimeline
    private var audio: AudioTimeline?
    private let muxer: FragmentMuxer
    private var pending: Pending?
    private var part: Part?
    private var plan = PartPlan()
    private var lastStep = MediaEpoch.usualStep
    /// Ticks of video that were written.
    private var videoEnd: Int64 = 0
    /// Samples: where the sound of the fragment ends.
    private var audioEnd: Int64 = 0

    /// - Parameter sequence: What `sets` say.
    init(
        number: UInt32,
        sets: ParameterSets,
        sequence: SequenceParameters,
        sound: SoundTrack?,
        learntDepth: Int,
        libAV: LibAVLibraries
    ) throws(StreamError) {
        self.number = number
        self.sets = sets
        self.sound = sound
        let video = FragmentMuxer.Video(
            codec: sets.codec,
            extradata: sets.extradata,
            framing: sets.framing,
            width: sequence.width,
            height: sequence.height
        )
        self.muxer = try FragmentMuxer(video, sound: sound?.format, libAV: libAV)
        guard self.muxer.initializationSegment.count <= MediaStart.maximumSegment else {
            throw .unusable("the stream's parameter sets have \(self.muxer.initializationSegment.count) bytes")
        }
        self.timeline = VideoTimeline(depth: sequence.reorderDepth, learnt: learntDepth)
        self.audio = sound.map { AudioTimeline(sampleRate: $0.format.sampleRate) }
        var tracks = [MediaStart.Track(kind: .video, timescale: self.muxer.videoTimescale)]
        if let timescale = self.muxer.audioTimescale { tracks.append(.init(kind: .audio, timescale: timescale)) }
        let start = MediaStart(
            epoch: number,
            width: sequence.width,
            height: sequence.height,
            tracks: tracks,
            codecs: [sequence.codec, sound?.format.name].compactMap(\.self).joined(separator: ",")
        )
        self.start = .start(start, segment: self.muxer.initializationSegment)
    }

    // MARK: Video

    /// Takes a picture that has its place; the one before it is written, and given out when its part is full.
    ///
    /// - Parameter longest: Ticks of a part.
    func take(
        _ packet: VideoPacket,
        _ placement: VideoTimeline.Placement,
        longest: Int64
    ) throws(StreamError) -> [MediaItem] {
        defer { self.pending = Pending(packet: packet, placement: placement) }
        guard let pending else {
            _ = self.plan.meet(keyFrameAt: placement.decode, part: placement.decode, longest: longest)
            return []
        }
        self.lastStep = placement.decode - pending.placement.decode
        var items = try self.write(pending, until: placement.decode, longest: longest)
        guard let part else { return items }
        let isFull = self.plan.isFull(from: part.begin, to: part.end, step: self.lastStep, longest: longest)
        let isCut = packet.isKeyFrame && self.plan.meet(keyFrameAt: part.end, part: part.begin, longest: longest)
        if isFull || isCut { try self.flush().map { items.append($0) } }
        return items
    }

    /// Writes what is left, when nothing will follow.
    func finish() throws(StreamError) -> [MediaItem] {
        guard let pending else { return [] }
        self.pending = nil
        let end = pending.placement.decode + self.lastStep
        return try self.write(pending, until: end, longest: nil) + [try self.flush()].compactMap(\.self)
    }

    /// - Parameter longest: `nil` when it does not matter any more.
    /// - Returns: The part before, when it has no room for the picture.
    private func write(_ picture: Pending, until end: Int64, longest: Int64?) throws(StreamError) -> [MediaItem] {
        var items: [MediaItem] = []
        let duration = end - picture.placement.decode
        if let part, self.isTooMuch(picture, for: part, until: end, longest: longest) {
            try self.flush().map { items.append($0) }
        }
        try self.muxer.write(picture.packet, picture.placement, duration: duration)
        var part =
            self.part
            ?? Part(
                first: picture.packet,
                begin: picture.placement.decode,
                end: picture.placement.decode,
                flags: picture.packet.isKeyFrame ? .independent : []
            )
        part.end = end
        part.frames += 1
        part.bytes += picture.packet.count
        self.part = part
        self.videoEnd = end
        return items
    }

    private func isTooMuch(_ picture: Pending, for part: Part, until end: Int64, longest: Int64?) -> Bool {
        if part.bytes + picture.packet.count > Self.mostPartBytes { return true }
        return longest.map { self.plan.isExceeded(from: part.begin, to: end, longest: $0) } ?? false
    }

    /// The stream's own clock was set by so many ticks.
    func move(by distance: Int64) {
        self.timeline.move(by: distance)
        self.audio?.compareAgain()
    }

    // MARK: Sound

    /// The frames of a packet of sound, each with its place.
    ///
    /// - Parameter video: The newest picture's time by the stream's own clock.
    /// - Throws: when there will be no sound any more.
    func frames(
        of packet: AudioPacket,
        beside video: (time: Int64, arrived: MonotonicTime)
    ) throws(AudioError) -> [AudioFrame] {
        guard let sound, let origin = self.timeline.origin,
            let time = self.audio?.time(of: packet.stamps, beside: video, origin: origin)
        else { return [] }
        let latest = (self.videoEnd + Self.longestLead) / MediaClock.rate * Int64(sound.format.sampleRate)
        var placed: [AudioFrame] = []
        let earliest = (self.videoEnd - Self.longestLag) / MediaClock.rate * Int64(sound.format.sampleRate)
        for var frame in try sound.frames(of: packet, at: time) where frame.time < latest && frame.time >= earliest {
            guard let place = self.audio?.place(frame.time, duration: frame.duration) else { continue }
            frame.time = place
            placed.append(frame)
        }
        return placed
    }

    func write(_ frames: [AudioFrame]) throws(StreamError) {
        for frame in frames {
            try self.muxer.write(frame)
            self.audioEnd = frame.time + frame.duration
        }
    }

    // MARK: Parts

    private func flush() throws(StreamError) -> MediaItem? {
        guard let part else { return nil }
        self.part = nil
        let fragment = try self.muxer.flush()
        let times = FragmentBoxes.decodeTimes(in: fragment)
        // What followed would need what is in it.
        guard fragment.count <= Limits.mediaPart, let video = times.first(where: { $0.track == 1 }) else {
            throw .unusable("a fragment of \(fragment.count) bytes cannot be handed on")
        }
        let start = Self.microseconds(part.begin)
        let item = MediaPart(
            captured: part.first.arrived,
            capturedWall: part.first.wall,
            sequence: 0,
            start: start,
            duration: UInt32(clamping: min(UInt64(MediaPart.longestDuration), Self.microseconds(part.end) - start)),
            epoch: self.number,
            frames: part.frames,
            flags: part.flags,
            video: Self.time(video, end: part.end),
            audio: times.first { $0.track == 2 }.map { Self.time($0, end: self.audioEnd) }
        )
        return .part(item, fragment: fragment)
    }

    private static func time(_ time: FragmentBoxes.TrackTime, end: Int64) -> MediaPart.DecodeTime {
        MediaPart.DecodeTime(
            time: time.time,
            end: max(time.time, UInt64(clamping: end)),
            position: UInt32(clamping: time.position)
        )
    }

    private static func microseconds(_ ticks: Int64) -> UInt64 { UInt64(clamping: ticks * 100 / 9) }
}
