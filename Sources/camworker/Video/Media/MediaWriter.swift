internal import IPC
internal import Shared

/// Makes media of one opening of a stream, on the stream's own thread: decides when an epoch begins and ends.
final class MediaWriter {
    private enum Phase {
        /// Nothing is of use before the next key frame.
        case waitingForKeyFrame
        /// The container promises sound that has not come; what came of video since.
        case waitingForSound(since: MonotonicTime, [TimedPicture])
        case running(MediaEpoch)
    }

    /// How long the first sound may come after the first key frame before media begins without it.
    private static let soundPatience: Duration = .seconds(2)
    /// Sound that has not come for so long has stopped: players would wait for it for ever.
    private static let soundSilence: Duration = .seconds(5)
    /// Most video that waits for sound, bytes.
    private static let mostWaiting = 8 * 1024 * 1024

    /// The wish that it works for; another one needs another writer.
    let wish: MediaWish
    private let outlet: MediaOutlet
    private let libAV: LibAVLibraries
    private var phase = Phase.waitingForKeyFrame
    private var sets: ParameterSets?
    private var clock = StampClock()
    /// The newest picture: its time by the stream's own clock.
    private var newest: (time: Int64, arrived: MonotonicTime)?
    private var sound: SoundTrack?
    private var lastSound: MonotonicTime?
    /// The first packet was judged, and there will be no sound of it.
    private var isSoundOfNoUse = false
    private var learntDepth = 0

    init(wish: MediaWish, outlet: MediaOutlet, libAV: LibAVLibraries) {
        self.wish = wish
        self.outlet = outlet
        self.libAV = libAV
    }

    /// - Parameter isSoundAnnounced: Whether the stream has a track of sound.
    func take(_ packet: VideoPacket, isSoundAnnounced: Bool) {
        guard packet.format.codec != .mjpeg else { return self.outlet.fail("an MJPEG stream has no HLS or MP4") }
        self.learnCoding(from: packet)
        let (picture, isTorn) = self.timed(packet)
        if case .running(let epoch) = self.phase,
            isTorn || (packet.isKeyFrame && self.isOver(epoch, at: packet.arrived))
        {
            self.finish(epoch)
        }
        switch self.phase {
        case .running(let epoch): self.append(picture, to: epoch)
        case .waitingForSound(let since, let pictures): self.wait(since: since, pictures + [picture])
        case .waitingForKeyFrame:
            guard packet.isKeyFrame else { return }
            let isAwaited = isSoundAnnounced && self.sound == nil && !self.isSoundOfNoUse
            if isAwaited { self.wait(since: packet.arrived, [picture]) } else { self.begin(with: [picture]) }
        }
    }

    func take(_ packet: AudioPacket) {
        self.lastSound = packet.stamps.arrived
        if self.sound == nil, !self.isSoundOfNoUse {
            switch SoundTrack.judge(packet) {
            case .track(let track): self.sound = track
            case .leftOut(let reason): self.leaveSoundOut(reason)
            }
        }
        if case .waitingForSound(_, let pictures) = self.phase { self.begin(with: pictures) }
        guard case .running(let epoch) = self.phase, let newest else { return }
        do throws(AudioError) {
            let frames = try epoch.frames(of: packet, beside: newest)
            self.attempt(epoch) { () throws(StreamError) in
                try epoch.write(frames)
                return []
            }
        } catch {
            self.leaveSoundOut("\(error)")
        }
    }

    private func leaveSoundOut(_ reason: String) {
        self.sound = nil
        self.isSoundOfNoUse = true
        WorkerLog.write(.warning, "HLS and MP4 are without sound: \(reason)")
    }

    /// The stream ends, or nobody wants any more.
    func finish() {
        if case .running(let epoch) = self.phase { self.finish(epoch) }
    }

    // MARK: What came

    private func learnCoding(from packet: VideoPacket) {
        if self.sets == nil {
            self.sets = ParameterSets(codec: packet.format.codec, extradata: packet.format.extradata)
        }
        if let extradata = packet.newExtradata { self.sets?.replace(extradata) }
        if packet.isKeyFrame { packet.withBytes { self.sets?.take($0) } }
    }

    /// The packet with its times, and whether the stream goes on from somewhere else.
    private func timed(_ packet: VideoPacket) -> (TimedPicture, isTorn: Bool) {
        let stamp = packet.stamps.decode ?? packet.stamps.presentation
        let (time, isTorn) =
            switch self.clock.read(stamp, arrived: packet.arrived) {
            case .time(let time): (time, false)
            case .jump(let time): (time, true)
            }
        self.newest = (time, packet.arrived)
        return (TimedPicture(packet, time: time), isTorn)
    }

    /// Whether a key frame begins something that the epoch cannot hold.
    private func isOver(_ epoch: MediaEpoch, at time: MonotonicTime) -> Bool {
        let hasSound = self.sound != nil && !self.isSilent(at: time)
        return epoch.sets != self.sets || epoch.timeline.isTooShallow || (epoch.sound != nil) != hasSound
    }

    private func isSilent(at time: MonotonicTime) -> Bool {
        self.lastSound.map { time.since($0) > Self.soundSilence } ?? true
    }

    // MARK: Epochs

    private func wait(since: MonotonicTime, _ pictures: [TimedPicture]) {
        let isEnough = pictures.reduce(0) { $0 + $1.packet.count } > Self.mostWaiting
        guard let last = pictures.last, isEnough || last.packet.arrived.since(since) > Self.soundPatience else {
            self.phase = .waitingForSound(since: since, pictures)
            return
        }
        self.begin(with: pictures)
    }

    /// - Parameter pictures: A key frame, and what came after it while sound was waited for.
    private func begin(with pictures: [TimedPicture]) {
        self.phase = .waitingForKeyFrame
        guard let sets, sets.isComplete, let sequence = sets.sequence, let newest else { return }
        do throws(StreamError) {
            let epoch = try MediaEpoch(
                number: self.outlet.nextEpoch(),
                sets: sets,
                sequence: sequence,
                sound: self.isSilent(at: newest.arrived) ? nil : self.sound,
                learntDepth: self.learntDepth,
                libAV: self.libAV
            )
            self.phase = .running(epoch)
            self.outlet.put(epoch.start, round: self.wish.round)
        } catch {
            return self.outlet.fail("no HLS or MP4: \(error)")
        }
        for picture in pictures {
            guard case .running(let epoch) = self.phase else { return }
            self.append(picture, to: epoch)
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
            self.finish(epoch)
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
            for item in try body() { self.outlet.put(item, round: self.wish.round) }
        } catch {
            self.phase = .waitingForKeyFrame
            self.outlet.fail("no HLS or MP4: \(error)")
        }
    }
}
