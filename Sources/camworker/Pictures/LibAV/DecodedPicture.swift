internal import CLibAV

/// A decoded picture in whatever pixel format its decoder chose; freed with its owner.
struct DecodedPicture: ~Copyable {
    let size: PictureSize
    /// What libav complained of while it decoded: the picture is damaged in places.
    ///
    /// `nil` when it is whole.
    let damage: String?
    let frame: UnsafeMutablePointer<AVFrame>
    private let libAV: UnsafePointer<LibAVPictures>

    /// Takes over `frame`.
    init(
        taking frame: UnsafeMutablePointer<AVFrame>,
        size: PictureSize,
        damage: String?,
        libAV: UnsafePointer<LibAVPictures>
    ) {
        self.frame = frame
        self.size = size
        self.damage = damage
        self.libAV = libAV
    }

    deinit {
        var frame: UnsafeMutablePointer<AVFrame>? = self.frame
        self.libAV.pointee.av_frame_free(&frame)
    }

    /// Whether it may be transparent in places.
    var hasAlpha: Bool {
        let format = AVPixelFormat(rawValue: self.frame.pointee.format)
        guard let descriptor = self.libAV.pointee.av_pix_fmt_desc_get(format) else { return false }
        // A palette (GIF, PNG-8) has alpha in its entries, and the flag says so too.
        return descriptor.pointee.flags & UInt64(AV_PIX_FMT_FLAG_ALPHA) != 0
    }
}
