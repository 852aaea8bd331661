/// A rectangle of pixels; may reach beyond the picture it is drawn on.
struct PixelRectangle: Hashable, Sendable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int

    /// Larger by `margin` on each side.
    func grown(by margin: Int) -> PixelRectangle {
        PixelRectangle(
            x: self.x - margin,
            y: self.y - margin,
            width: self.width + 2 * margin,
            height: self.height + 2 * margin
        )
    }
}
