internal import CLibAV
internal import Shared

/// A camera's picture to pixels: JPEG, PNG, WebP, and the first frame of a GIF.
///
/// The bytes are hostile. The size is judged by the header before anything is allocated, and libav is told the same
/// limit, because a second header inside the picture can say something else.
enum PictureDecoder {
    /// Decodes `bytes`, which should be a whole picture of kind `format`.
    ///
    /// A picture that is cut off is refused. One that is damaged inside is decoded as far as it goes, as browsers do,
    /// and says so in ``DecodedPicture/damage``.
    static func decode(_ bytes: [UInt8], format: PictureFormat) throws(PictureError) -> DecodedPicture {
        guard let codec = self.codec(of: format) else { throw .cannotScale(format) }
        try self.check(bytes, format: format)
        let libAV = try LibAV.pictures()
        let context = try CodecContext.open(
            libAV.pointee.avcodec_find_decoder(codec),
            named: "\(format) decoder",
            libAV: libAV
        ) {
            $0.max_pixels = Int64(Limits.decodedPixels)
        }
        clibav_forget_complaint()
        try bytes.span.withUnsafeBytes { (raw) throws(PictureError) in
            try self.send(raw, to: context, format: format, libAV: libAV)
        }
        return try self.receive(from: context, format: format, libAV: libAV)
    }

    /// The size the header claims, after the checks that need no decoder.
    ///
    /// - Throws: ``PictureError/cannotScale(_:)``, ``PictureError/notA(_:bytes:)``,
    ///   ``PictureError/tooManyPixels(_:)`` and ``PictureError/truncated(_:bytes:)``.
    @discardableResult
    static func check(_ bytes: [UInt8], format: PictureFormat) throws(PictureError) -> PictureSize {
        guard self.codec(of: format) != nil else { throw .cannotScale(format) }
        guard let identity = PictureSniffer.identify(bytes), identity.format == format,
            let size = PictureSize(width: identity.width, height: identity.height)
        else { throw .notA(format, bytes: bytes.count) }
        guard size.pixels <= Limits.decodedPixels else { throw .tooManyPixels(size) }
        guard identity.isComplete else { throw .truncated(format, bytes: bytes.count) }
        return size
    }

    private static func codec(of format: PictureFormat) -> AVCodecID? {
        switch format {
        case .jpeg: AV_CODEC_ID_MJPEG
        case .png: AV_CODEC_ID_PNG
        case .gif: AV_CODEC_ID_GIF
        case .webp: AV_CODEC_ID_WEBP
        // AVIF needs the demuxer, SVG a whole browser.
        case .avif, .svg: nil
        }
    }

    private static func send(
        _ bytes: UnsafeRawBufferPointer,
        to context: borrowing CodecContext,
        format: PictureFormat,
        libAV: UnsafePointer<LibAVPictures>
    ) throws(PictureError) {
        var allocated = libAV.pointee.av_packet_alloc()
        defer { libAV.pointee.av_packet_free(&allocated) }
        guard let packet = allocated, let size = Int32(exactly: bytes.count) else {
            throw .noMemory(bytes: bytes.count)
        }
        // A packet without a buffer of its own is copied by libav, with the padding its bit readers need.
        packet.pointee.data = UnsafeMutablePointer(
            mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        )
        packet.pointee.size = size
        let code = libAV.pointee.avcodec_send_packet(context.raw, packet)
        guard code >= 0 else { throw .libAV(LibAVError("decode \(format)", code: code, libAV: libAV)) }
    }

    private static func receive(
        from context: borrowing CodecContext,
        format: PictureFormat,
        libAV: UnsafePointer<LibAVPictures>
    ) throws(PictureError) -> DecodedPicture {
        var allocated = libAV.pointee.av_frame_alloc()
        guard let frame = allocated else { throw .noMemory(bytes: MemoryLayout<AVFrame>.size) }
        let code = libAV.pointee.avcodec_receive_frame(context.raw, frame)
        let size = PictureSize(width: Int(frame.pointee.width), height: Int(frame.pointee.height))
        guard code >= 0, let size, size.pixels <= Limits.decodedPixels else {
            libAV.pointee.av_frame_free(&allocated)
            // "Try again" is how a decoder says that the bytes held no picture.
            let cause = code >= 0 || code == Int32(clibav_try_again) ? Int32(clibav_invalid) : code
            throw .libAV(LibAVError("decode \(format)", code: cause, libAV: libAV))
        }
        let complaint = LibAVError("decode \(format)", code: 0, libAV: libAV).complaint
        return DecodedPicture(taking: frame, size: size, damage: complaint.isEmpty ? nil : complaint, libAV: libAV)
    }
}
