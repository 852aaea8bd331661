extension YUVPicture {
    /// Writes one line with its upper left corner at (`x`, `y`), each font pixel a square of `scale` pixels.
    mutating func write(_ text: String, x: Int, y: Int, scale: Int, color: YUVColor) {
        var left = x
        for byte in LatinFolding.ascii(text) {
            self.write(BitmapFont.glyph(byte), x: left, y: y, scale: scale, color: color)
            left += BitmapFont.advance * scale
            if left >= self.size.width { return }
        }
    }

    private mutating func write(_ glyph: BitmapFont.Glyph, x: Int, y: Int, scale: Int, color: YUVColor) {
        for row in 0..<BitmapFont.height {
            for column in 0..<BitmapFont.width where glyph.isLit(column: column, row: row) {
                let square = PixelRectangle(x: x + column * scale, y: y + row * scale, width: scale, height: scale)
                self.fill(square, color)
            }
        }
    }

    /// Writes a short name in a dark box in the upper left corner.
    mutating func writeLabel(_ text: String) {
        let scale = Self.textScale(for: self.size)
        let room = max(0, self.size.width / (BitmapFont.advance * scale) - 2)
        let shown = String(decoding: LatinFolding.ascii(text).prefix(room), as: UTF8.self)
        guard !shown.isEmpty else { return }
        let box = PixelRectangle(
            x: 0,
            y: 0,
            width: (shown.utf8.count + 1) * BitmapFont.advance * scale,
            height: (BitmapFont.height + 3) * scale
        )
        self.fill(box, .black)
        self.write(shown, x: 3 * scale, y: 2 * scale, scale: scale, color: .white)
    }

    /// Screen pixels to a font pixel, so that a line takes about a twentieth of the height and 26 characters fit across.
    static func textScale(for size: PictureSize) -> Int {
        max(1, min(size.height / 180, size.width / 160))
    }
}
