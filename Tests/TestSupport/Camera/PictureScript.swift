/// What the pictures of a ``FakeCamera`` look like.
package struct PictureScript: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// Each picture has the next number.
        case counting
        /// The same picture for ever, as a camera does whose encoder has died.
        case frozen
        /// Only the first bytes of each picture.
        case truncated(to: Int)
        /// Says it is 40,000 × 40,000 pixels.
        case huge
    }

    package var kind = Kind.counting
    package var width = 64
    package var height = 48
    /// Bytes of comment that make it as long as a real one.
    package var padding = 0
    package var hasThumbnail = false

    package init() {}

    package init(_ kind: Kind, padding: Int = 0) {
        self.kind = kind
        self.padding = padding
    }

    /// Picture number `counter`.
    package func bytes(counter: Int) -> [UInt8] {
        let picture = TestPicture(
            counter: self.kind == .frozen ? 0 : counter,
            width: self.width,
            height: self.height,
            padding: self.padding,
            hasThumbnail: self.hasThumbnail
        )
        return switch self.kind {
        case .counting, .frozen: picture.bytes
        case .truncated(let count): Array(picture.bytes.prefix(count))
        case .huge: TestPicture.huge()
        }
    }
}
