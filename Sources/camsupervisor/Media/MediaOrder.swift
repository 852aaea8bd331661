import IPC

/// The order in which one worker's media must come; whatever is out of it is a violation.
///
/// Pure. Behind it, times of a track never go back within an epoch, so that who subtracts them need not look.
struct MediaOrder: Sendable {
    private var start: MediaStart?
    private var last: MediaPart?
    private var sequence: UInt64 = 0

    mutating func take(_ start: MediaStart) throws(ProtocolError) {
        let before = self.start?.epoch ?? 0
        guard start.epoch > before else {
            throw .malformed(type: .mediaStart, reason: "epoch \(start.epoch) after \(before)")
        }
        guard start.view == 0 else { throw .malformed(type: .mediaStart, reason: "view \(start.view)") }
        self.start = start
        self.last = nil
    }

    mutating func take(_ part: MediaPart) throws(ProtocolError) {
        func malformed(_ reason: String) -> ProtocolError { .malformed(type: .mediaPart, reason: reason) }
        guard let start, part.epoch == start.epoch else {
            throw malformed("epoch \(part.epoch) instead of \(self.start?.epoch ?? 0)")
        }
        guard part.view == 0 else { throw malformed("view \(part.view)") }
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
