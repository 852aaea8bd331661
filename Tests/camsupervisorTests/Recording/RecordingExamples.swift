import IPC
import NIOCore
import Shared

@testable import camsupervisor

/// Parts of a camera that sends a key frame every second, two parts a second, by 90 kHz, with sound by 48 kHz.
struct ExampleCamera {
    /// When its first part arrived.
    static let began = MonotonicTime(nanoseconds: 1_000_000_000_000)

    var epoch: UInt32 = 1
    /// Of its first part among all of the view.
    var firstIndex: UInt64 = 0
    var segment = "init"
    var hasAudio = true
    /// Where its decode times begin, seconds; a view's go on over epochs.
    var origin: UInt64 = 100
    /// As it says, microseconds.
    var partDuration: UInt32 = 500_000
    /// When its first part arrives after ``began``.
    var delay = Duration.zero

    var opening: MediaOpening {
        let audio = MediaStart.Track(kind: .audio, timescale: 48_000)
        return MediaOpening(
            start: MediaStart(
                epoch: self.epoch,
                width: 640,
                height: 360,
                tracks: [.init(kind: .video, timescale: 90_000)] + (self.hasAudio ? [audio] : []),
                codecs: "avc1.64001f"
            ),
            segment: ByteBuffer(string: self.segment),
            number: UInt64(self.epoch)
        )
    }

    /// Its n-th part, from 0: half a second; even ones begin with a key frame.
    func part(_ number: Int, flags: MediaPart.Flags? = nil) -> MediaFragment {
        let half = UInt64(number)
        var fragment = ByteBuffer(repeating: UInt8(truncatingIfNeeded: number), count: 64)
        fragment.setInteger(UInt64.max, at: 16)
        fragment.setInteger(UInt64.max, at: 32)
        let video = MediaPart.DecodeTime(
            time: self.origin * 90_000 + half * 45_000,
            end: self.origin * 90_000 + (half + 1) * 45_000,
            position: 16
        )
        let audio = MediaPart.DecodeTime(
            time: self.origin * 48_000 + half * 24_000,
            end: self.origin * 48_000 + (half + 1) * 24_000,
            position: 32
        )
        return MediaFragment(
            part: MediaPart(
                captured: Self.began + self.delay + .milliseconds(500 * number),
                capturedWall: WallTime(nanoseconds: 0),
                sequence: half + 1,
                start: half * 500_000,
                duration: self.partDuration,
                epoch: self.epoch,
                frames: 12,
                flags: flags ?? (number.isMultiple(of: 2) ? .independent : []),
                video: video,
                audio: self.hasAudio ? audio : nil
            ),
            opening: self.opening,
            epoch: UInt64(self.epoch),
            index: self.firstIndex + half,
            name: MediaPartName(segment: 0, part: number),
            isDiscontinuous: number == 0 || flags?.contains(.gap) ?? false,
            bytes: fragment
        )
    }
}
