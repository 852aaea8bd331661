internal import CLibAV
internal import Shared

/// A picture that was made here.
struct RenderedPicture: Equatable, Sendable {
    var jpeg: [UInt8]
    var size: PictureSize
    /// What libav complained of in the picture this was made from; `nil` when that was whole.
    var damage: String?
    /// Of one that a camera sent among others: when it came.
    var arrival: PictureArrival?
    /// Whether there were younger ones, which are damaged.
    var isCut = false
}

/// A picture to a smaller one.
enum PictureScaler {
    /// Fits a picture into a box and encodes it as JPEG.
    ///
    /// Never enlarges, keeps the aspect, makes the sides even. A JPEG that fits already is passed on as it is. The box is
    /// for the picture as it is seen: one whose Exif says that it is stored turned is turned, because the JPEG made here
    /// has no Exif.
    ///
    /// - Parameters:
    ///   - width: Pixels; 0 leaves this side free.
    ///   - height: Pixels; 0 leaves this side free.
    static func scale(
        _ bytes: [UInt8],
        format: PictureFormat,
        width: Int,
        height: Int,
        encoder: JPEGEncoder
    ) throws(PictureError) -> RenderedPicture {
        let claimed = try PictureDecoder.check(bytes, format: format)
        let orientation = format == .jpeg ? PictureOrientation(jpeg: bytes.span) : .topLeft
        let seen = claimed.turned(orientation)
        let fits = (width <= 0 || seen.width <= width) && (height <= 0 || seen.height <= height)
        if format == .jpeg, fits { return RenderedPicture(jpeg: bytes, size: claimed) }
        let decoded = try PictureDecoder.decode(bytes, format: format)
        let target = decoded.size.turned(orientation).fitted(intoWidth: width, height: height)
        var scaled = try self.scale(decoded, to: target.turned(orientation))
        // Afterwards, when there is least to turn.
        if orientation != .topLeft { scaled = try scaled.turned(orientation) }
        return RenderedPicture(jpeg: try encoder.encode(scaled), size: target, damage: decoded.damage)
    }

    /// Scales a decoded picture to exactly `size`; what is transparent becomes white.
    static func scale(_ picture: borrowing DecodedPicture, to size: PictureSize) throws(PictureError) -> YUVPicture {
        let libAV = try LibAV.pictures()
        var scaled = try YUVPicture(size: size)
        guard picture.hasAlpha else {
            try self.run(picture, into: scaled, alpha: nil, libAV: libAV)
            return scaled
        }
        // Only the luma plane of this one is used, for the opacity.
        let alpha = try YUVPicture(size: size)
        try self.run(picture, into: scaled, alpha: alpha.luma, libAV: libAV)
        scaled.layOnWhite(opacity: alpha.luma)
        return scaled
    }

    private static func run(
        _ picture: borrowing DecodedPicture,
        into target: borrowing YUVPicture,
        alpha: YUVPicture.Plane?,
        libAV: UnsafePointer<LibAVPictures>
    ) throws(PictureError) {
        let source = picture.frame
        // Averages every source pixel: no shimmer on fences and foliage, and nothing executable as FAST_BILINEAR needs.
        let method = picture.size == target.size ? SWS_BILINEAR : SWS_AREA
        clibav_forget_complaint()
        try target.withFrame(libAV) { (frame) throws(PictureError) in
            if let alpha {
                frame.pointee.format = AV_PIX_FMT_YUVA420P.rawValue
                frame.pointee.data.3 = alpha.base
                frame.pointee.linesize.3 = Int32(alpha.stride)
            }
            let code = clibav_scale(libAV, source, frame, method)
            guard code >= 0 else { throw .libAV(LibAVError("scale to \(target.size)", code: code, libAV: libAV)) }
        }
    }
}
