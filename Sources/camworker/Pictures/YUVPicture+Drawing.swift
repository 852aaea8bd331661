extension YUVPicture {
    /// Fills a rectangle, clipped to the picture.
    ///
    /// Chroma is shared by 2 × 2 pixels, so colours bleed by one at odd edges.
    mutating func fill(_ rectangle: PixelRectangle, _ color: YUVColor) {
        Self.fill(self.luma, rectangle, color.luma, shift: 0)
        Self.fill(self.blue, rectangle, color.blue, shift: 1)
        Self.fill(self.red, rectangle, color.red, shift: 1)
    }

    /// Fills a rectangle with greys from black at its left edge to white at its right.
    mutating func fillWithRamp(_ rectangle: PixelRectangle) {
        self.fill(rectangle, .black)
        let columns = Self.clip(rectangle.x, rectangle.width, to: self.luma.width)
        for y in Self.clip(rectangle.y, rectangle.height, to: self.luma.height) {
            let row = self.luma.row(y)
            for x in columns {
                row[x] = UInt8((x - rectangle.x) * 255 / max(rectangle.width - 1, 1))
            }
        }
    }

    /// Leaves three eighths of the light and half of the colour.
    ///
    /// What is written on it is read first, and what it showed is still seen.
    mutating func darken() {
        for y in 0..<self.luma.height {
            let row = self.luma.row(y)
            for x in row.indices { row[x] = UInt8(UInt(row[x]) * 3 / 8) }
        }
        for y in 0..<self.blue.height {
            let (blue, red) = (self.blue.row(y), self.red.row(y))
            for x in blue.indices {
                blue[x] = UInt8(64 + UInt(blue[x]) / 2)
                red[x] = UInt8(64 + UInt(red[x]) / 2)
            }
        }
    }

    /// Lays this picture on white where `opacity` is below 255.
    ///
    /// Chroma takes the opacity of its upper left pixel.
    mutating func layOnWhite(opacity: Plane) {
        for y in 0..<self.luma.height {
            let (row, opaque) = (self.luma.row(y), opacity.row(y))
            for x in row.indices { row[x] = Self.mix(row[x], 255, opaque[x]) }
        }
        for y in 0..<self.blue.height {
            let (blue, red, opaque) = (self.blue.row(y), self.red.row(y), opacity.row(2 * y))
            for x in blue.indices {
                blue[x] = Self.mix(blue[x], 128, opaque[2 * x])
                red[x] = Self.mix(red[x], 128, opaque[2 * x])
            }
        }
    }

    private static func mix(_ above: UInt8, _ below: UInt, _ opacity: UInt8) -> UInt8 {
        let opacity = UInt(opacity)
        return UInt8((UInt(above) * opacity + below * (255 - opacity) + 127) / 255)
    }

    private static func fill(_ plane: Plane, _ rectangle: PixelRectangle, _ value: UInt8, shift: Int) {
        let columns = self.clip(rectangle.x, rectangle.width, to: plane.width, shift: shift)
        for y in self.clip(rectangle.y, rectangle.height, to: plane.height, shift: shift) {
            plane.row(y)[columns].update(repeating: value)
        }
    }

    private static func clip(_ start: Int, _ length: Int, to limit: Int, shift: Int = 0) -> Range<Int> {
        let rounding = (1 << shift) - 1
        let first = max(0, min(start >> shift, limit))
        return first..<max(first, min((start + length + rounding) >> shift, limit))
    }
}
