/// What stands before an initialization segment (`ftyp` and `moov`) in a `mediaStart` message, little-endian:
/// `epoch u32 · width u32 · height u32 · view u16 · tracks u8 · codecsLength u8`, then per track
/// `kind u8 · zero u8 u16 · timescale u32`, then the codecs as text.
///
/// Every part names the epoch of its initialization segment. A new epoch begins when the stream was opened anew, when its
/// coding changed or when its clock jumped with a key frame; decode times count from 0 in each.
package struct MediaStart: Hashable, Sendable {
    /// Counts from 1 within a generation.
    package var epoch: UInt32
    /// Pixels of the video.
    package var width: UInt32
    package var height: UInt32
    package var view: UInt16
    /// One or two: the video first, then the sound when there is any.
    package var tracks: [Track]
    /// RFC 6381, as HLS and MSE want it: `avc1.64001f,mp4a.40.2`.
    ///
    /// Letters, digits, dots and commas alone, since it stands in playlists and headers.
    package var codecs: String

    package static let fixedLength = 16
    package static let trackLength = 8
    package static let maximumTracks = 2
    /// Bytes; `hvc1.2.4.L153.B0.B0.B0.B0.B0.B0,mp4a.40.29` has 43.
    package static let maximumCodecs = 96
    /// Largest initialization segment, bytes: parameter sets of HEVC measured 200, each at most 64 KiB (ISO/IEC 14496-15).
    package static let maximumSegment = 256 * 1024
    package static let maximumHeader = fixedLength + maximumTracks * trackLength + maximumCodecs

    package struct Track: Hashable, Sendable {
        package enum Kind: UInt8, Sendable {
            case video = 1
            case audio = 2
        }

        package var kind: Kind
        /// Ticks a second of its decode times, over 0.
        package var timescale: UInt32

        package init(kind: Kind, timescale: UInt32) {
            self.kind = kind
            self.timescale = timescale
        }
    }

    package init(epoch: UInt32, width: UInt32, height: UInt32, view: UInt16 = 0, tracks: [Track], codecs: String) {
        precondition(1...Self.maximumTracks ~= tracks.count && codecs.utf8.count <= Self.maximumCodecs)
        self.epoch = epoch
        self.width = width
        self.height = height
        self.view = view
        self.tracks = tracks
        self.codecs = codecs
    }

    /// Reads the front of a body; the segment begins at ``encodedLength``.
    package init(decoding bytes: UnsafeRawBufferPointer) throws(ProtocolError) {
        func malformed(_ reason: String) -> ProtocolError { .malformed(type: .mediaStart, reason: reason) }
        guard bytes.count > Self.fixedLength else { throw malformed("\(bytes.count) bytes hold no segment") }
        self.epoch = bytes.littleEndian(at: 0)
        self.width = bytes.littleEndian(at: 4)
        self.height = bytes.littleEndian(at: 8)
        self.view = bytes.littleEndian(at: 12)
        let (count, length) = (Int(bytes[14]), Int(bytes[15]))
        guard 1...Self.maximumTracks ~= count else { throw malformed("\(count) tracks") }
        let text = Self.fixedLength + count * Self.trackLength
        guard length <= Self.maximumCodecs, bytes.count > text + length else {
            throw malformed("codecs of \(length) bytes in \(bytes.count)")
        }
        self.tracks = []
        for track in 0..<count {
            let offset = Self.fixedLength + track * Self.trackLength
            guard let kind = Track.Kind(rawValue: bytes[offset]), (kind == .video) == (track == 0) else {
                throw malformed("track \(track) is of kind \(bytes[offset])")
            }
            let timescale: UInt32 = bytes.littleEndian(at: offset + 4)
            guard timescale > 0 else { throw malformed("track \(track) has no timescale") }
            self.tracks.append(Track(kind: kind, timescale: timescale))
        }
        let codecs = bytes[text..<(text + length)]
        guard length > 0, codecs.allSatisfy(Self.isPlain) else { throw malformed("codecs that are no such text") }
        self.codecs = String(decoding: codecs, as: UTF8.self)
        guard bytes.count - self.encodedLength <= Self.maximumSegment else {
            throw malformed("an initialization segment of \(bytes.count - self.encodedLength) bytes")
        }
    }

    /// Bytes before the segment.
    package var encodedLength: Int { Self.fixedLength + self.tracks.count * Self.trackLength + self.codecs.utf8.count }

    package func encode(into bytes: inout [UInt8]) {
        bytes.appendLittleEndian(self.epoch)
        bytes.appendLittleEndian(self.width)
        bytes.appendLittleEndian(self.height)
        bytes.appendLittleEndian(self.view)
        bytes.append(UInt8(self.tracks.count))
        bytes.append(UInt8(self.codecs.utf8.count))
        for track in self.tracks {
            bytes.append(track.kind.rawValue)
            bytes.append(contentsOf: [0, 0, 0])
            bytes.appendLittleEndian(track.timescale)
        }
        bytes.append(contentsOf: self.codecs.utf8)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: ","):
            true
        default: false
        }
    }
}
