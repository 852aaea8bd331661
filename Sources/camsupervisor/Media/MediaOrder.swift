import IPC

/// The order in which one worker's media of one view must come; whatever is out of it is a violation.
///
/// Pure. Behind it, times of a track never go back within an epoch, so that who subtracts them need not look.
struct MediaOrder: Sendable {
    /// µs since its epoch's beginning that a part may begin at: 35 years; sums of times then never overflow.
    private static let latest: UInt64 = 1 << 50
    /// Seconds that a track's times may be from where the part says it begins: the longest part, and sound that leads.
    private static let apart: UInt64 = 130

    private var start: MediaStart?
    private var last: MediaPart?
    private var sequence: UInt64 = 0

    mutating func take(_ start: MediaStart) throws(ProtocolError) {
        let before = self.start?.epoch ?? 0
        guard start.epoch > before else {
            throw .malformed(type: .mediaStart, reason: "epoch \(start.epoch) after \(before)")
        }
        self.start = start
        self.last = nil
    }

    mutating func take(_ part: MediaPart) throws(ProtocolError) {
        func malformed(_ reason: String) -> ProtocolError { .malformed(type: .mediaPart, reason: reason) }
        guard let start, part.epoch == start.epoch else {
            throw malformed("epoch \(part.epoch) instead of \(self.start?.epoch ?? 0)")
        }
        guard part.sequence == self.sequence &+ 1 else {
            throw malformed("number \(part.sequence) after \(self.sequence)")
        }
        guard part.audio == nil || start.tracks.count > 1 else { throw malformed("sound that was not announced") }
        if let video = part.video, let audio = part.audio {
            // Their 8 bytes are written over for each viewer.
            let distance = max(video.position, audio.position) - min(video.position, audio.position)
            guard distance >= 8 else { throw malformed("decode times at \(video.position) and \(audio.position)") }
        }
        guard part.flags.contains(.independent) || (self.last != nil && !part.flags.contains(.gap)) else {
            throw malformed("nothing precedes number \(part.sequence), which needs it")
        }
        guard part.start < Self.latest else { throw malformed("it begins after \(part.start) µs") }
        for (times, track) in zip([part.video, part.audio], start.tracks) {
            guard let times else { continue }
            let (scale, begin) = (UInt64(track.timescale), part.start / 1_000_000 * UInt64(track.timescale))
            // The end first: behind it no sum of these overflows.
            guard times.time <= times.end, times.end <= begin + 2 * Self.apart * scale,
                times.time + Self.apart * scale >= begin
            else {
                throw malformed("decode times \(times.time) to \(times.end) beside \(part.start) µs")
            }
        }
        if let last {
            guard part.start >= last.start, Self.follows(part.video, last.video), Self.follows(part.audio, last.audio)
            else { throw malformed("the times of number \(part.sequence) go back") }
        }
        self.sequence = part.sequence
        var kept = part
        // A track may be absent from some parts.
        kept.audio = part.audio ?? self.last?.audio
        self.last = kept
    }

    private static func follows(_ times: MediaPart.DecodeTime?, _ before: MediaPart.DecodeTime?) -> Bool {
        guard let times, let before else { return true }
        return times.time >= before.time
    }
}
