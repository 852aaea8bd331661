internal import IPC

/// Where in a fragment of ours its decode times stand (ISO/IEC 14496-12 §8.8).
///
/// Pure.
enum FragmentBoxes {
    struct TrackTime: Equatable {
        var track: UInt32
        /// `baseMediaDecodeTime`.
        var time: UInt64
        /// Where in the fragment its 8 bytes stand.
        var position: Int
    }

    /// The decode time of each track, in the order they stand in; empty for what is no fragment.
    static func decodeTimes(in fragment: [UInt8]) -> [TrackTime] {
        fragment.withUnsafeBytes { bytes in
            var times: [TrackTime] = []
            Self.forEach("moof", in: bytes, 0..<bytes.count) { moof in
                Self.forEach("traf", in: bytes, moof) { traf in
                    if let time = Self.decodeTime(in: bytes, traf) { times.append(time) }
                }
            }
            return times
        }
    }

    private static func decodeTime(in bytes: UnsafeRawBufferPointer, _ traf: Range<Int>) -> TrackTime? {
        var track: UInt32?
        var time: (UInt64, Int)?
        Self.forEach("tfhd", in: bytes, traf) { box in
            if box.count >= 8 { track = Self.number(bytes, at: box.lowerBound + 4) }
        }
        Self.forEach("tfdt", in: bytes, traf) { box in
            // Version 1 alone has 8 bytes; libav writes no other.
            guard box.count >= 12, bytes[box.lowerBound] == 1 else { return }
            let position = box.lowerBound + 4
            let high: UInt32 = Self.number(bytes, at: position)
            time = (UInt64(high) << 32 | UInt64(Self.number(bytes, at: position + 4)), position)
        }
        guard let track, let time else { return nil }
        return TrackTime(track: track, time: time.0, position: time.1)
    }

    /// Hands over the contents of each box of that type among those of `range`.
    private static func forEach(
        _ type: StaticString,
        in bytes: UnsafeRawBufferPointer,
        _ range: Range<Int>,
        _ body: (Range<Int>) -> Void
    ) {
        var start = range.lowerBound
        while start + 8 <= range.upperBound {
            let size = Int(Self.number(bytes, at: start))
            guard size >= 8, start + size <= range.upperBound else { return }
            let name = UnsafeRawBufferPointer(start: type.utf8Start, count: 4)
            if bytes[(start + 4)..<(start + 8)].elementsEqual(name) { body((start + 8)..<(start + size)) }
            start += size
        }
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt32 {
        UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}
