/// A test picture that shows that it moves: colour bars, a wandering square, a counter, and the camera's name.
///
/// Drawn by integer code straight into the planes of a JPEG. The counter can be read three ways: by people, from the
/// bars of its digits, and as the comment `CAMDEMO <counter>` by `grep -a`. Not for more than one thread.
final class DemoPicture {
    private let background: YUVPicture
    private var canvas: YUVPicture
    private let encoder = JPEGEncoder()

    /// What stands before the counter in the comment segment.
    static let commentPrefix = "CAMDEMO "
    /// Digits shown; the picture's counter wraps after them, the comment's does not.
    ///
    /// A million frames are a day at 10 a second.
    static let digits = 6

    /// Draws what does not move.
    init(size: PictureSize, name: String) throws(PictureError) {
        var background = try YUVPicture(size: size)
        Self.drawBars(on: &background)
        background.fill(Self.panel(of: size), .black)
        background.writeLabel(name)
        self.background = background
        self.canvas = try YUVPicture(size: size)
    }

    /// The JPEG of frame number `counter`.
    func render(counter: UInt64, look: DemoLook = DemoLook()) throws(PictureError) -> [UInt8] {
        self.canvas.copy(self.background)
        self.canvas.fill(Self.square(of: self.canvas.size, counter: counter), Self.squareColor)
        Self.draw(look, on: &self.canvas)
        var rest = counter
        for position in (0..<Self.digits).reversed() {
            let cell = Self.cell(position, of: self.canvas.size)
            for (index, isLit) in SevenSegment.bars[Int(rest % 10)].enumerated() where isLit {
                self.canvas.fill(SevenSegment.bar(index, in: cell), .white)
            }
            rest /= 10
        }
        return try self.encoder.encode(self.canvas, comment: "\(Self.commentPrefix)\(counter)")
    }

    // MARK: Layout

    /// The dark box behind the digits: the middle of the picture.
    static func panel(of size: PictureSize) -> PixelRectangle {
        PixelRectangle(
            x: size.width / 10,
            y: size.height * 3 / 10,
            width: size.width * 8 / 10,
            height: size.height * 4 / 10
        )
    }

    /// Where digit `position` stands, 0 is the leftmost.
    static func cell(_ position: Int, of size: PictureSize) -> PixelRectangle {
        let panel = self.panel(of: size)
        let pitch = panel.width / self.digits
        return PixelRectangle(
            x: panel.x + (panel.width - pitch * self.digits) / 2 + position * pitch + pitch / 6,
            y: panel.y + panel.height / 8,
            width: pitch * 2 / 3,
            height: panel.height * 6 / 8
        )
    }

    /// A square that crosses the lower part to and fro, once in 100 frames.
    private static func square(of size: PictureSize, counter: UInt64) -> PixelRectangle {
        let side = max(2, size.height / 8)
        let phase = Int(counter % 100)
        let position = phase < 50 ? phase : 100 - phase
        return PixelRectangle(
            x: max(0, size.width - side) * position / 50,
            y: size.height * 15 / 20,
            width: side,
            height: side
        )
    }

    private static func drawBars(on picture: inout YUVPicture) {
        let size = picture.size
        let top = size.height * 7 / 10
        for (index, color) in self.colors.enumerated() {
            let left = size.width * index / self.colors.count
            let right = size.width * (index + 1) / self.colors.count
            picture.fill(PixelRectangle(x: left, y: 0, width: right - left, height: top), color)
        }
        picture.fillWithRamp(PixelRectangle(x: 0, y: top, width: size.width, height: size.height - top))
    }

    // A colour the bars and the greys do not have.
    private static let squareColor = YUVColor(r: 255, g: 120, b: 0)

    // The 75 % bars every television engineer knows, in their order.
    private static let colors = [
        YUVColor(r: 191, g: 191, b: 191), YUVColor(r: 191, g: 191, b: 0), YUVColor(r: 0, g: 191, b: 191),
        YUVColor(r: 0, g: 191, b: 0), YUVColor(r: 191, g: 0, b: 191), YUVColor(r: 191, g: 0, b: 0),
        YUVColor(r: 0, g: 0, b: 191),
    ]
}
