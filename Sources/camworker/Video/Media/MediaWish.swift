/// That video is wanted as fragmented MP4, and how.
struct MediaWish: Equatable, Sendable {
    /// How long a part is to be, milliseconds.
    var partMilliseconds: UInt32
    /// Another whenever nobody wanted any in between: what was made before leads to nothing that is made now.
    var round: UInt32 = 0
}
