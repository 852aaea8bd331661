internal import Shared

/// The picture that stands in for one that does not come: the last one darkened, or plain dark, with words on it.
enum PlaceholderPicture {
    /// Draws it.
    ///
    /// - Parameters:
    ///   - last: The last picture; one that cannot be decoded is left out.
    ///   - size: Of the placeholder; usually the last picture's, so that pages do not jump.
    ///   - name: The camera's, for people.
    ///   - lines: What there is to say: `no picture since 22:41`.
    ///   - most: Bytes it may have; one that would have more comes out smaller, and keeps its aspect.
    static func draw(
        last: LastPicture?,
        size: PictureSize,
        name: String,
        lines: [String],
        encoder: JPEGEncoder,
        most: Int = Limits.placeholder
    ) throws(PictureError) -> RenderedPicture {
        let drawn = try self.draw(last, size, name, lines, encoder)
        let half = size.fitted(intoWidth: size.width / 2, height: size.height / 2)
        // A quarter of the pixels each time: 8K of noise takes three.
        guard drawn.jpeg.count > most, half != size else { return drawn }
        return try self.draw(last: last, size: half, name: name, lines: lines, encoder: encoder, most: most)
    }

    private static func draw(
        _ last: LastPicture?,
        _ size: PictureSize,
        _ name: String,
        _ lines: [String],
        _ encoder: JPEGEncoder
    ) throws(PictureError) -> RenderedPicture {
        var picture = try self.background(last, size: size)
        let texts = ([name] + lines).prefix(self.maximumLines).map { LatinFolding.ascii($0) }
        let scale = self.scale(for: texts, size: size)
        let step = BitmapFont.lineAdvance * scale
        var y = (size.height - texts.count * step) / 2
        for (index, text) in texts.enumerated() {
            let width = text.count * BitmapFont.advance * scale
            let line = String(decoding: text, as: UTF8.self)
            let color = index == 0 ? YUVColor.white : self.wordsColor
            picture.write(line, x: max(0, (size.width - width) / 2), y: y, scale: scale, color: color)
            y += step
        }
        return RenderedPicture(jpeg: try encoder.encode(picture), size: size)
    }

    /// Name and words; more would not be read.
    private static let maximumLines = 6
    private static let wordsColor = YUVColor(r: 255, g: 190, b: 90)

    private static func background(_ last: LastPicture?, size: PictureSize) throws(PictureError) -> YUVPicture {
        if let last, var picture = try? self.decode(last, size: size) {
            picture.darken()
            return picture
        }
        return try YUVPicture(size: size, color: .darkGrey)
    }

    private static func decode(_ last: LastPicture, size: PictureSize) throws(PictureError) -> YUVPicture {
        try PictureScaler.scale(PictureDecoder.decode(last.bytes, format: last.format), to: size)
    }

    /// Twice the size of a label's letters, less when the longest line needs it.
    private static func scale(for texts: [[UInt8]], size: PictureSize) -> Int {
        let longest = (texts.map(\.count).max() ?? 0) + 2
        let room = size.width / (longest * BitmapFont.advance)
        return max(1, min(2 * YUVPicture.textScale(for: size), room))
    }
}

/// A picture as it came from the camera.
struct LastPicture: Equatable, Sendable {
    var bytes: [UInt8]
    var format: PictureFormat
}
