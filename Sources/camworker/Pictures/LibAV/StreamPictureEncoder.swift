internal import Shared

/// Pictures of a stream to JPEGs, as the configuration wants them; keeps what the next one can use.
///
/// Not for more than one thread.
final class StreamPictureEncoder {
    private var encoder = JPEGEncoder()

    func encode(
        _ picture: borrowing DecodedPicture,
        as options: EncodingOptions
    ) throws(PictureError) -> RenderedPicture {
        guard let plan = FilterPlan(options.filters, of: picture.size) else { throw .tooManyPixels(picture.size) }
        // By a supervisor that is not trusted with traps.
        let quality = min(31, max(2, options.quality ?? JPEGEncoder.usualQuality))
        if self.encoder.quality != quality { self.encoder = JPEGEncoder(quality: quality) }
        var pixels = try PictureScaler.scale(picture, to: plan.size)
        if plan.orientation != .topLeft { pixels = try pixels.turned(plan.orientation) }
        return RenderedPicture(jpeg: try self.encoder.encode(pixels), size: pixels.size)
    }
}
