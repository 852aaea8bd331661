/// Width and height of a picture in pixels, both at least 1.
struct PictureSize: Hashable, Sendable, CustomStringConvertible {
    let width: Int
    let height: Int

    /// `nil` when a side is below 1 or above what any format we read can say (JPEG 65,535, PNG and WebP more).
    init?(width: Int, height: Int) {
        guard (1...Self.maximumSide).contains(width), (1...Self.maximumSide).contains(height) else { return nil }
        self.width = width
        self.height = height
    }

    private init(checkedWidth width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// Longest side, pixels: keeps every product of two sides far from overflow.
    static let maximumSide = 1 << 30

    /// Where nothing says how large a picture should be: the size of most cameras' sub-streams.
    static let usual = PictureSize(checkedWidth: 640, height: 360)

    /// Width and height in each other's place.
    var transposed: PictureSize { PictureSize(checkedWidth: self.height, height: self.width) }

    var pixels: Int { self.width * self.height }

    var description: String { "\(self.width) × \(self.height)" }

    /// The largest size of the same aspect inside a box; 0 leaves that side of the box free.
    ///
    /// Never larger than the picture itself. Sides come out even, as 4:2:0 codecs and players want them; a side of one
    /// pixel stays one.
    ///
    /// | picture | box | answer |
    /// |---|---|---|
    /// | 1920 × 1080 | 640 × 480 | 640 × 360 |
    /// | 1920 × 1080 | 0 × 480 | 852 × 480 |
    /// | 320 × 240 | 640 × 0 | 320 × 240 |
    func fitted(intoWidth boxWidth: Int, height boxHeight: Int) -> PictureSize {
        let widest = boxWidth > 0 ? min(boxWidth, self.width) : self.width
        let highest = boxHeight > 0 ? min(boxHeight, self.height) : self.height
        // Compares widest / width with highest / height without division.
        if widest * self.height <= highest * self.width {
            return Self.even(widest, (self.height * widest + self.width / 2) / self.width)
        }
        return Self.even((self.width * highest + self.height / 2) / self.height, highest)
    }

    private static func even(_ width: Int, _ height: Int) -> PictureSize {
        PictureSize(
            checkedWidth: width < 2 ? 1 : width & ~1,
            height: height < 2 ? 1 : height & ~1
        )
    }
}
