internal import Shared

/// What a picture is, judged by its bytes.
struct PictureIdentity: Hashable, Sendable {
    var format: PictureFormat
    /// Pixels as the picture's header claims; 0 when it does not say.
    ///
    /// Nothing is decoded: the claim may be absurd (40,000 × 40,000), and callers that decode refuse by ``pixels`` first.
    var width: Int
    var height: Int
    /// Whether the picture's end is there (JPEG: EOI; PNG: IEND; …); a picture that was cut off is no frame.
    var isComplete: Bool

    /// Width × height, saturating.
    var pixels: Int {
        let (product, overflow) = self.width.multipliedReportingOverflow(by: self.height)
        return overflow ? .max : product
    }
}
