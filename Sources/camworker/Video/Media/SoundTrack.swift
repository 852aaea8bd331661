internal import CLibAV
internal import Shared

/// One stream's sound on its way into the media: copied where players know it, converted where they do not.
///
/// Used by one thread.
final class SoundTrack {
    private enum Way {
        case aac
        /// AAC with a header before each frame, as in MPEG-TS.
        case aacBehindHeaders
        case mp3
        case converted(any AudioConverter)
    }

    /// A packet that is larger is damage, bytes: ADTS knows 8 KiB, G.711 sends 8 KiB a second.
    private static let largestPacket = 64 * 1024
    /// MP4 players know no MP3 below.
    private static let lowestMP3Rate = 16_000

    let format: SoundFormat
    private var way: Way

    /// Judges a stream by its description and its first packet.
    ///
    /// - Returns: `nil` when there will be none of it in the media.
    init?(_ packet: AudioPacket) {
        let extradata = Self.extradata(of: packet.format)
        switch packet.format.parameters.pointee.codec_id {
        case AV_CODEC_ID_AAC:
            let header = ADTSHeader(packet.bytes)
            guard let format = SoundFormat(aac: extradata.isEmpty ? header?.audioSpecificConfig ?? [] : extradata)
            else {
                return nil
            }
            self.format = format
            self.way = extradata.isEmpty ? .aacBehindHeaders : .aac
        case AV_CODEC_ID_MP3:
            guard let header = MP3Header(packet.bytes), header.sampleRate >= Self.lowestMP3Rate else { return nil }
            self.format = SoundFormat(mp3: header)
            self.way = .mp3
        default: return nil
        }
    }

    /// The frames of a packet, with times that ``AudioTimeline/place(_:duration:)`` has still to judge.
    ///
    /// - Parameter time: of its first sample.
    /// - Returns: nothing for a packet that is damaged.
    func frames(of packet: AudioPacket, at time: Int64) throws(PictureError) -> [AudioFrame] {
        let bytes = packet.bytes
        guard bytes.count > 0, bytes.count <= Self.largestPacket else { return [] }
        let duration = Int64(self.format.frameSize)
        switch self.way {
        case .aac: return [AudioFrame(bytes: Array(bytes), time: time, duration: duration)]
        case .aacBehindHeaders:
            guard let header = ADTSHeader(bytes), header.audioSpecificConfig == self.format.extradata else { return [] }
            return [AudioFrame(bytes: Array(bytes[header.length..<header.frameLength]), time: time, duration: duration)]
        case .mp3:
            guard let header = MP3Header(bytes), SoundFormat(mp3: header) == self.format else { return [] }
            return [AudioFrame(bytes: Array(bytes), time: time, duration: duration)]
        case .converted(let converter): return try converter.feed(packet, at: time)
        }
    }

    private static func extradata(of format: AudioFormat) -> [UInt8] {
        let count = Int(format.parameters.pointee.extradata_size)
        guard count > 0, let bytes = format.parameters.pointee.extradata else { return [] }
        return Array(UnsafeBufferPointer(start: bytes, count: count))
    }
}

extension SoundFormat {
    init(mp3 header: MP3Header) {
        self.init(
            codec: .mp3,
            sampleRate: header.sampleRate,
            channels: header.channels,
            frameSize: header.frameSize,
            extradata: [],
            // The half rates are MPEG-2's, which has an object type of its own.
            name: header.frameSize == 1152 ? "mp4a.6B" : "mp4a.69"
        )
    }
}
