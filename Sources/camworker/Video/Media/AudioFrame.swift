/// One frame of coded sound with its place in the media.
struct AudioFrame: Equatable, Sendable {
    /// Without any header of its own (no ADTS).
    var bytes: [UInt8]
    /// Samples on the media's clock.
    var time: Int64
    /// Samples.
    var duration: Int64
}
