internal import IPC
internal import Shared

/// Makes media of one opening of a stream, on the stream's own thread: decides when an epoch begins and ends.
final class MediaWriter {
    private enum Phase {
        /// Nothing is of use before the next key frame.
        case waitingForKeyFrame
        /// The container promises sound that has not come.
        case waitingForSound(WaitingPictures)
        case running(MediaEpoch)
    }

    /// Without a picture: no part is much longer (``MediaPart/longestDuration``), and no player plays on over it.
    ///
    /// With a `stale_after` of minutes a camera may send a picture each five.
    private static let longestPause: Duration = .seconds(100)
    /// Largest picture, bytes: what a fragment of the wire holds with its boxes, 64 KiB of them and of longer start codes.
    private static let largestPicture = Limits.mediaPart - 64 * 1024
    /// Key frames without parameter sets, after which it is said that there are none: the first may be half of one.
    private static let mostUncoded = 2

    /// The wish that it works for; one of another round needs another writer.
    var wish: MediaWish
    private let outlet: MediaOutlet
    private let libAV: LibAVLibraries
    private var phase = Phase.waitingForKeyFrame
    private var sets: ParameterSets?
    private var uncoded = 0
    private var clock = StampClock()
    /// The newest picture: its time by the stream's own clock.
    private var newest: (time: Int64, arrived: MonotonicTime)?
    /// When the newest packet came, or it began with older ones.
    private var now = MonotonicTime(nanoseconds: 0)
    private var sound = SoundIntake()
    private var hasHeard = false
    private var learntDepth = 0

    init(wish: MediaWish, outlet: MediaOutlet, libAV: LibAVLibraries) {
        self.wish = wish
        self.outlet = outlet
        self.libAV = libAV
    }

    /// Begins with what came before anybody wanted it.
    ///
    /// - Parameter group: A key frame and what came after it; may be empty.
    func begin(with group: [VideoPacket], isSoundAnnounced: Bool, at now: MonotonicTime) {
        self.now = now
        for packet in group { self.take(packet, isSoundAnnounced: isSoundAnnounced) }
    }

    /// - Parameter isSoundAnnounced: Whether the stream has a track of sound.
    func take(_ packet: VideoPacket, isSoundAnnounced: Bool) {
        guard packet.format.codec != .mjpeg else { return self.fail("an MJPEG stream has no HLS or MP4") }
        guard packet.count > 0 else { return }
        guard packet.count <= Self.largestPicture else { return self.tear() }
        if let newest, packet.arrived.since(newest.arrived) > Self.longestPause { self.tear() }
        self.now = max(self.now, packet.arrived)
        self.learnCoding(from: packet)
        let (picture, jump) = self.timed(packet)
        if let jump { self.goOn(after: jump, isKeyFrame: packet.isKeyFrame) }
        if packet.isKeyFrame { self.endWhatCannotHold() }
        switch self.phase {
        case .running(let epoch): self.append(picture, to: epoch)
        case .waitingForSound(let waiting): self.wait(waiting, for: picture)
        case .waitingForKeyFrame:
            guard packet.isKeyFrame else { return }
            let isAwaited = isSoundAnnounced && self.sound.isUndecided && !self.outlet.isSoundAbsent
            guard isAwaited else { return self.begin(with: [picture]) }
            self.wait(WaitingPictures(since: self.now, sets: self.sets), for: picture)
        }
    }

    func take(_ packet: AudioPacket) {
        self.now = max(self.now, packet.stamps.arrived)
        if !self.hasHeard { self.outlet.isSoundAbsent = false }
        self.hasHeard = true
        self.tell(self.sound.take(packet))
        if case .waitingForSound(let waiting) = self.phase, !self.sound.isUndecided {
            self.begin(with: waiting.pictures)
        }
        guard case .running(let epoch) = self.phase, let track = epoch.sound, track === self.sound.track else { return }
        self.append(packet, to: epoch)
        if track.hasChanged { self.sound.forget() }
    }

    /// Something of the video is missing, or it goes on from somewhere else: nothing can follow before a key frame.
    func tear() {
        if case .running(let epoch) = self.phase { self.finish(epoch) }
        self.phase = .waitingForKeyFrame
    }

    /// The stream ends, or nobody wants any more.
    func finish() {
        if case .waitingForSound(let waiting) = self.phase { self.begin(with: waiting.pictures) }
        self.tear()
    }

    // MARK: What came

    private func learnCoding(from packet: VideoPacket) {
        if self.sets == nil {
            self.sets = ParameterSets(codec: packet.format.codec, extradata: packet.format.extradata)
        }
        if let extradata = packet.newExtradata { self.sets?.replace(extradata) }
        if packet.isKeyFrame { packet.withBytes { self.sets?.take($0) } }
    }

    /// The packet with its times, and by how many ticks the stream's clock was set before it.
    private func timed(_ packet: VideoPacket) -> (TimedPicture, jump: Int64?) {
        let stamp = packet.stamps.decode ?? packet.stamps.presentation
        let (time, jump): (Int64, Int64?) =
            switch self.clock.read(stamp, arrived: packet.arrived) {
            case .time(let time): (time, nil)
            case .jump(let time, let expected): (time, time - expected)
            }
        self.newest = (time, packet.arrived)
        return (TimedPicture(packet, time: time), jump)
    }

    /// With a key frame another epoch begins; without, one would cost all up to the next, 20 s with some cameras.
    private func goOn(after jump: Int64, isKeyFrame: Bool) {
        guard !isKeyFrame, case .running(let epoch) = self.phase else { return self.tear() }
        epoch.move(by: jump)
    }

    /// A key frame may begin something that cannot go on as it was begun.
    private func endWhatCannotHold() {
        switch self.phase {
        case .waitingForKeyFrame: break
        case .waitingForSound(let waiting): if waiting.sets != self.sets { self.phase = .waitingForKeyFrame }
        case .running(let epoch):
            if epoch.sound != nil, epoch.sound === self.sound.track, self.sound.isMisplaced(at: self.now) {
                self.leaveSoundOut("its times make no sense")
            }
            let track = self.sound.track(at: self.now, current: epoch.sound)
            if epoch.sets != self.sets || epoch.timeline.isTooShallow || epoch.sound !== track { self.tear() }
        }
    }

    // MARK: Sound

    private func append(_ packet: AudioPacket, to epoch: MediaEpoch) {
        guard let newest else { return }
        do {
            let frames = try epoch.frames(of: packet, beside: newest)
            guard !frames.isEmpty else { return }
            try epoch.write(frames)
            self.sound.placed(at: self.now)
        } catch {
            // The video goes on as it is; the next key frame begins an epoch without.
            self.leaveSoundOut("\(error)")
        }
    }

    private func leaveSoundOut(_ reason: String) { self.tell(self.sound.giveUp(reason, at: self.now)) }

    private func tell(_ finding: SoundIntake.Finding) {
        if case .leftOut(let reason) = finding { self.outlet.tell(silence: reason) }
    }

    // MARK: Epochs

    private func wait(_ waiting: WaitingPictures, for picture: TimedPicture) {
        var waiting = waiting
        waiting.append(picture)
        self.phase = .waitingForSound(waiting)
        guard waiting.isOver(at: self.now) else { return }
        self.outlet.isSoundAbsent = !self.hasHeard
        self.begin(with: waiting.pictures)
    }

    /// - Parameter pictures: A key frame, and what came after it while sound was waited for.
    private func begin(with pictures: [TimedPicture]) {
        self.phase = .waitingForKeyFrame
        guard let sets, let sequence = self.sequence(of: sets) else { return }
        guard let number = self.outlet.nextEpoch(at: self.now) else {
            return self.fail("no HLS or MP4: the stream changes its coding or its clock all the time")
        }
        do throws(StreamError) {
            let epoch = try self.epoch(number, sets, sequence)
            self.phase = .running(epoch)
            self.sound.begin(at: self.now)
            self.outlet.put(epoch.start, round: self.wish.round, at: self.now)
        } catch {
            return self.fail("no HLS or MP4: \(error)")
        }
        for picture in pictures {
            guard case .running(let epoch) = self.phase else { return }
            self.append(picture, to: epoch)
        }
    }

    /// What the sets say, once they say anything.
    private func sequence(of sets: ParameterSets) -> SequenceParameters? {
        if sets.isComplete, let sequence = sets.sequence {
            self.uncoded = 0
            return sequence
        }
        self.uncoded += 1
        if self.uncoded >= Self.mostUncoded {
            let problem = sets.isComplete ? "make no sense" : "are missing"
            self.fail("no HLS or MP4: the stream's parameter sets \(problem)")
        }
        return nil
    }

    /// With sound, or without what MP4 refuses.
    private func epoch(
        _ number: UInt32,
        _ sets: ParameterSets,
        _ sequence: SequenceParameters
    ) throws(StreamError) -> MediaEpoch {
        func make(_ sound: SoundTrack?) throws(StreamError) -> MediaEpoch {
            try MediaEpoch(
                number: number,
                sets: sets,
                sequence: sequence,
                sound: sound,
                learntDepth: self.learntDepth,
                libAV: self.libAV
            )
        }
        guard let track = self.sound.track(at: self.now, current: nil) else { return try make(nil) }
        do {
            try track.restart()
            return try make(track)
        } catch {
            let epoch = try make(nil)
            // It is the sound, then.
            self.leaveSoundOut("\(error)")
            return epoch
        }
    }

    private func append(_ picture: TimedPicture, to epoch: MediaEpoch) {
        switch epoch.timeline.place(presentation: picture.presentation, decode: picture.decode) {
        case .placed(let placement):
            self.attempt(epoch) { () throws(StreamError) in
                try epoch.take(
                    picture.packet,
                    placement,
                    longest: Int64(self.wish.partMilliseconds) * MediaClock.rate / 1000
                )
            }
            self.learntDepth = max(self.learntDepth, epoch.timeline.learntDepth)
        case .torn:
            self.tear()
            // The first of an epoch is never torn, so that this ends.
            if picture.packet.isKeyFrame { self.begin(with: [picture]) }
        }
    }

    private func finish(_ epoch: MediaEpoch) {
        self.phase = .waitingForKeyFrame
        self.attempt(epoch) { () throws(StreamError) in try epoch.finish() }
    }

    /// Hands on what `body` makes; an epoch that the muxer refuses is over.
    private func attempt(_ epoch: MediaEpoch, _ body: () throws(StreamError) -> [MediaItem]) {
        do throws(StreamError) {
            for item in try body() { self.outlet.put(item, round: self.wish.round, at: self.now) }
        } catch {
            self.phase = .waitingForKeyFrame
            self.fail("no HLS or MP4: \(error)")
        }
    }

    private func fail(_ problem: String) { self.outlet.fail(problem, round: self.wish.round) }
}
