internal import Shared

/// A part's body that does not begin like a JPEG: another kind of picture, text, or garbage before a JPEG.
struct OtherBody: Sendable {
    let contentType: String?
    /// The announced length when it is used; the body ends there, or at a delimiter before.
    let length: Int?
    var search = DelimiterSearch()
    /// From where a JPEG's start is searched, counted from the first byte held.
    var startSearch = 0
    /// The kind, when it is a picture.
    var format: PictureFormat?
    /// Bytes already thrown away, once it is certain that this is no picture.
    var dropped = 0
    /// The first of them.
    var sample: [UInt8] = []

    init(_ headers: PartHeaders, length: Int?) {
        self.contentType = headers.contentType
        self.length = length
    }

    /// Bytes of the body among `available`.
    func visible(_ available: Int) -> Int {
        self.length.map { min(available, $0 - self.dropped) } ?? available
    }

    /// Whether a JPEG may begin in the middle.
    ///
    /// Not in a picture of another kind, nor in counted bytes of another type, where three bytes of sound would be
    /// enough to lose the next picture.
    var maySearchStart: Bool {
        self.format == nil && (self.length == nil || self.contentType?.lowercased().hasPrefix("image/") ?? true)
    }

    /// Lets go of the front of the `count` bytes searched; the number of bytes that the holder drops.
    mutating func drop(upTo count: Int) -> Int {
        let drop = max(0, min(self.search.certain, count - 2))
        self.dropped += drop
        self.search.drop(drop)
        self.startSearch = max(0, self.startSearch - drop)
        return drop
    }
}
