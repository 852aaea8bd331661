/// A colour as JPEG stores it: ITU-R BT.601 with full range.
struct YUVColor: Hashable, Sendable {
    var luma: UInt8
    /// Blue minus luma, 128 for none.
    var blue: UInt8
    /// Red minus luma, 128 for none.
    var red: UInt8

    init(luma: UInt8, blue: UInt8 = 128, red: UInt8 = 128) {
        self.luma = luma
        self.blue = blue
        self.red = red
    }

    /// From 0 to 255 each (JFIF 1.02, page 3).
    init(r: Int, g: Int, b: Int) {
        self.luma = UInt8(clamping: (299 * r + 587 * g + 114 * b + 500) / 1000)
        self.blue = UInt8(clamping: 128 + (-169 * r - 331 * g + 500 * b) / 1000)
        self.red = UInt8(clamping: 128 + (500 * r - 419 * g - 81 * b) / 1000)
    }

    static let black = YUVColor(luma: 0)
    static let darkGrey = YUVColor(luma: 36)
    static let white = YUVColor(luma: 255)
}
