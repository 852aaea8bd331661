internal import CLibAV
internal import Shared

/// Pixels to a JPEG any browser opens: baseline, 4:2:0, JFIF.
///
/// Keeps its encoder open as long as the size stays, which halves the time of a 640 × 360 picture (1.3 to 0.6 ms). Not for
/// more than one thread.
final class JPEGEncoder {
    /// 2 (best) to 31; the numbers of `ffmpeg -q:v`.
    let quality: Int
    private var context: CodecContext?
    private var contextSize: PictureSize?
    private var count: Int64 = 0

    /// About PIL's quality 85: 20 kB for 640 × 360.
    static let usualQuality = 4

    init(quality: Int = JPEGEncoder.usualQuality) {
        precondition((2...31).contains(quality), "libavcodec's range")
        self.quality = quality
    }

    /// Encodes a picture.
    ///
    /// - Parameter comment: Put into a comment segment; at most 65,000 bytes.
    func encode(_ picture: borrowing YUVPicture, comment: String? = nil) throws(PictureError) -> [UInt8] {
        let libAV = try LibAV.pictures()
        try self.open(picture.size, libAV: libAV)
        clibav_forget_complaint()
        var jpeg = try picture.withFrame(libAV) { (frame) throws(PictureError) in
            try self.encode(frame, libAV: libAV)
        }
        if let comment { JPEGComment.insert(comment, into: &jpeg) }
        guard jpeg.count <= Limits.picture else { throw .tooLarge(bytes: jpeg.count) }
        return jpeg
    }

    private func open(_ size: PictureSize, libAV: UnsafePointer<LibAVPictures>) throws(PictureError) {
        guard self.contextSize != size else { return }
        self.context = nil
        self.contextSize = nil
        let quality = Int32(self.quality)
        self.context = try CodecContext.open(
            libAV.pointee.avcodec_find_encoder(AV_CODEC_ID_MJPEG),
            named: "jpeg encoder",
            libAV: libAV,
            // The standard's own tables: tables made to measure cost a second pass for 5 % of the size.
            options: [("huffman", "default")]
        ) {
            $0.width = Int32(size.width)
            $0.height = Int32(size.height)
            $0.pix_fmt = AV_PIX_FMT_YUVJ420P
            $0.color_range = AVCOL_RANGE_JPEG
            $0.time_base = AVRational(num: 1, den: 25)
            // Without an aspect ratio libavcodec writes no JFIF segment.
            $0.sample_aspect_ratio = AVRational(num: 1, den: 1)
            // BITEXACT leaves out libavcodec's name and version, a comment of 16 bytes in each frame.
            $0.flags |= AV_CODEC_FLAG_QSCALE | AV_CODEC_FLAG_BITEXACT
            $0.global_quality = quality * Int32(clibav_quality_scale)
        }
        self.contextSize = size
    }

    private func encode(
        _ frame: UnsafeMutablePointer<AVFrame>,
        libAV: UnsafePointer<LibAVPictures>
    ) throws(PictureError) -> [UInt8] {
        guard let raw = self.context?.raw else { preconditionFailure("opened before") }
        self.count += 1
        frame.pointee.pts = self.count
        frame.pointee.quality = raw.pointee.global_quality
        var code = libAV.pointee.avcodec_send_frame(raw, frame)
        var allocated = libAV.pointee.av_packet_alloc()
        defer { libAV.pointee.av_packet_free(&allocated) }
        if code >= 0, let packet = allocated {
            code = libAV.pointee.avcodec_receive_packet(raw, packet)
            if code >= 0, let bytes = packet.pointee.data {
                return [UInt8](UnsafeBufferPointer(start: bytes, count: Int(packet.pointee.size)))
            }
        }
        // The encoder may hold half a picture now.
        self.contextSize = nil
        throw .libAV(LibAVError("encode a jpeg", code: code, libAV: libAV))
    }
}
