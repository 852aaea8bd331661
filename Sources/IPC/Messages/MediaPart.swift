package import Shared

/// What stands before one fragment (`moof` and `mdat`, all tracks) in a `mediaPart` message: 88 bytes, little-endian.
///
/// `captured u64 · capturedWall u64 · sequence u64 · start u64 · duration u32 · epoch u32 · frames u32 · view u16 ·
/// flags u16`, then for two tracks `decodeTime u64 · end u64 · position u32`.
package struct MediaPart: Hashable, Sendable {
    /// When the first of its packets arrived.
    package var captured: MonotonicTime
    package var capturedWall: WallTime
    /// Counts the parts of one view of one generation from 1, without a gap.
    package var sequence: UInt64
    /// Video decode time of its beginning since that of the epoch, microseconds; where the part before it ends.
    package var start: UInt64
    /// Of its video, microseconds, over 0 to ``longestDuration``.
    package var duration: UInt32
    /// Of its initialization segment.
    package var epoch: UInt32
    /// Pictures in it, at least 1.
    package var frames: UInt32
    package var view: UInt16
    package var flags: Flags
    /// Where its decode times stand, in the order of ``MediaStart/tracks``; `nil` for a track that is not in it.
    package var video: DecodeTime?
    package var audio: DecodeTime?

    package static let headerLength = 88
    /// Microseconds: a camera that sends a picture a minute is one.
    package static let longestDuration: UInt32 = 120_000_000

    package struct Flags: OptionSet, Hashable, Sendable {
        package var rawValue: UInt16

        package init(rawValue: UInt16) {
            self.rawValue = rawValue
        }

        /// Begins with a key frame, so that a player can begin with it.
        package static let independent = Flags(rawValue: 1)
        /// Something is missing between the part before it and this one, which then is independent.
        package static let gap = Flags(rawValue: 2)
    }

    /// A track's part of the fragment.
    ///
    /// The supervisor reads no MP4; by this it can let a recording, or a viewer that came late, begin at 0.
    package struct DecodeTime: Hashable, Sendable {
        /// `baseMediaDecodeTime`, ticks of the track's timescale.
        package var time: UInt64
        /// Where the track's last sample ends, ticks.
        package var end: UInt64
        /// Where in the fragment its 8 bytes (`tfdt` version 1, big-endian) stand.
        package var position: UInt32

        package init(time: UInt64, end: UInt64, position: UInt32) {
            self.time = time
            self.end = end
            self.position = position
        }
    }

    package init(
        captured: MonotonicTime,
        capturedWall: WallTime,
        sequence: UInt64,
        start: UInt64,
        duration: UInt32,
        epoch: UInt32,
        frames: UInt32,
        view: UInt16 = 0,
        flags: Flags,
        video: DecodeTime?,
        audio: DecodeTime?
    ) {
        self.captured = captured
        self.capturedWall = capturedWall
        self.sequence = sequence
        self.start = start
        self.duration = duration
        self.epoch = epoch
        self.frames = frames
        self.view = view
        self.flags = flags
        self.video = video
        self.audio = audio
    }

    /// Reads the fixed part from the front of a body.
    package init(decoding bytes: UnsafeRawBufferPointer) throws(ProtocolError) {
        func malformed(_ reason: String) -> ProtocolError { .malformed(type: .mediaPart, reason: reason) }
        guard bytes.count > Self.headerLength else { throw malformed("\(bytes.count) bytes hold no fragment") }
        self.captured = MonotonicTime(nanoseconds: bytes.littleEndian(at: 0))
        self.capturedWall = WallTime(nanoseconds: bytes.littleEndian(at: 8))
        self.sequence = bytes.littleEndian(at: 16)
        self.start = bytes.littleEndian(at: 24)
        self.duration = bytes.littleEndian(at: 32)
        self.epoch = bytes.littleEndian(at: 36)
        self.frames = bytes.littleEndian(at: 40)
        self.view = bytes.littleEndian(at: 44)
        self.flags = Flags(rawValue: bytes.littleEndian(at: 46))
        guard 1...Self.longestDuration ~= self.duration, self.frames > 0 else {
            throw malformed("\(self.frames) pictures of \(self.duration) µs")
        }
        self.video = try Self.decodeTime(bytes, at: 48)
        self.audio = try Self.decodeTime(bytes, at: 68)
        guard self.video != nil else { throw malformed("a fragment without video") }
    }

    private static func decodeTime(
        _ bytes: UnsafeRawBufferPointer,
        at offset: Int
    ) throws(ProtocolError) -> DecodeTime? {
        let position: UInt32 = bytes.littleEndian(at: offset + 16)
        // No box can stand at 0 that holds anything.
        guard position > 0 else { return nil }
        let times = DecodeTime(
            time: bytes.littleEndian(at: offset),
            end: bytes.littleEndian(at: offset + 8),
            position: position
        )
        guard times.end >= times.time, Int(position) + 8 <= bytes.count - Self.headerLength else {
            let reason = "decode times \(times.time) to \(times.end) at \(position) of \(bytes.count)"
            throw .malformed(type: .mediaPart, reason: reason)
        }
        return times
    }

    /// Appends the 88 bytes.
    package func encode(into bytes: inout [UInt8]) {
        bytes.appendLittleEndian(self.captured.nanoseconds)
        bytes.appendLittleEndian(self.capturedWall.nanoseconds)
        bytes.appendLittleEndian(self.sequence)
        bytes.appendLittleEndian(self.start)
        bytes.appendLittleEndian(self.duration)
        bytes.appendLittleEndian(self.epoch)
        bytes.appendLittleEndian(self.frames)
        bytes.appendLittleEndian(self.view)
        bytes.appendLittleEndian(self.flags.rawValue)
        for times in [self.video, self.audio] {
            bytes.appendLittleEndian(times?.time ?? 0)
            bytes.appendLittleEndian(times?.end ?? 0)
            bytes.appendLittleEndian(times?.position ?? 0)
        }
    }
}
