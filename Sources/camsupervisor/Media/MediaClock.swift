import IPC
import NIOCore
import Shared

/// Decode times that begin at 0 and only go forward, also over epochs: of a whole view, or of one receiver that came later.
///
/// Pure. The worker says where in a part they stand, so nothing is parsed here. All arithmetic saturates: times come from a
/// worker.
struct MediaClock: Sendable {
    private var epoch: UInt64?
    /// Where the epoch's first part begins, nanoseconds of the epoch's clock and of ours.
    private var source: UInt64 = 0
    private var target: UInt64 = 0
    /// Where the last sample of the video and of the sound ends, ticks of ours.
    private var ends: [UInt64] = [0, 0]
    private var timescales: [UInt32] = [1, 1]
    private var capturedUntil: MonotonicTime?

    /// What was taken so far, from the first part's begin to the last one's end, gaps counted.
    var length: Duration { .nanoseconds(Int64(clamping: self.end)) }

    /// The part's bytes with the receiver's times: its own, with 8 bytes of each track written anew; nothing is copied.
    ///
    /// A view's parts have one clock. They must have one initialization segment, or two that are equal.
    mutating func take(_ fragment: MediaFragment) -> [ByteBuffer] {
        let part = self.take(fragment.part, of: fragment.opening.start.tracks, epoch: 0)
        let times = [part.video, part.audio].compactMap(\.self).sorted { $0.position < $1.position }
        var pieces: [ByteBuffer] = []
        var rest = fragment.bytes
        for times in times {
            let place = Int(times.position) - (fragment.bytes.readableBytes - rest.readableBytes)
            guard let before = rest.readSlice(length: place) else { break }
            pieces.append(before)
            pieces.append(ByteBuffer(integer: times.time))
            rest.moveReaderIndex(forwardBy: 8)
        }
        pieces.append(rest)
        return pieces
    }

    /// The part with times of this clock.
    ///
    /// After a part of another epoch time goes on by what passed between their arrivals.
    mutating func take(_ part: MediaPart, of tracks: [MediaStart.Track], epoch: UInt64) -> MediaPart {
        if epoch != self.epoch { self.begin(part, tracks, epoch) }
        self.capturedUntil = part.captured + .microseconds(Int64(part.duration))
        var part = part
        part.video = part.video.map { self.time($0, ofTrack: 0) }
        part.audio = part.audio.map { self.time($0, ofTrack: 1) }
        return part
    }

    private mutating func begin(_ part: MediaPart, _ tracks: [MediaStart.Track], _ epoch: UInt64) {
        let pause = self.capturedUntil.map { part.captured.since($0) } ?? .zero
        self.target = Self.sum(self.end, UInt64(pause.wholeNanoseconds))
        self.timescales = tracks.map(\.timescale) + (tracks.count > 1 ? [] : [1])
        // The earlier of both tracks, so that neither begins below 0, and one shift for both: sound stays with the picture.
        let starts = zip([part.video, part.audio], self.timescales).compactMap { times, timescale in
            times.map { Self.nanoseconds($0.time, timescale) }
        }
        self.source = starts.min() ?? 0
        self.epoch = epoch
        // In the ticks of now: another initialization segment may count others.
        self.ends = self.timescales.map { Self.ticks(self.target, $0) }
    }

    private mutating func time(_ times: MediaPart.DecodeTime, ofTrack track: Int) -> MediaPart.DecodeTime {
        let timescale = self.timescales[track]
        let source = Self.ticks(self.source, timescale)
        let sinceBegin = times.time > source ? times.time - source : 0
        let time = max(self.ends[track], Self.sum(Self.ticks(self.target, timescale), sinceBegin))
        self.ends[track] = Self.sum(time, times.end - times.time)
        return .init(time: time, end: self.ends[track], position: times.position)
    }

    private var end: UInt64 {
        zip(self.ends, self.timescales).map { Self.nanoseconds($0, $1) }.max() ?? 0
    }

    private static func nanoseconds(_ ticks: UInt64, _ timescale: UInt32) -> UInt64 {
        Self.scaled(ticks, by: 1_000_000_000, over: UInt64(timescale))
    }

    /// To the nearest, so that what came from ticks becomes the same again.
    private static func ticks(_ nanoseconds: UInt64, _ timescale: UInt32) -> UInt64 {
        Self.scaled(Self.sum(nanoseconds, UInt64(500_000_000 / timescale)), by: UInt64(timescale), over: 1_000_000_000)
    }

    private static func scaled(_ value: UInt64, by factor: UInt64, over divisor: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: factor)
        guard product.high < divisor else { return .max }
        return divisor.dividingFullWidth(product).quotient
    }

    private static func sum(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
