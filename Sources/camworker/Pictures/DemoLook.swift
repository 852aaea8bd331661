/// What services and motion change in a test picture; as it is made, it changes nothing.
struct DemoLook: Hashable, Sendable {
    /// Where its marker can be sent to, from left to right.
    static let presets = 1...8

    var isLampOn = false
    /// One of ``presets``; `nil` until it was sent somewhere.
    var preset: Int?
    var isMoving = false
}

extension DemoPicture {
    /// Draws over the bars what is different.
    static func draw(_ look: DemoLook, on picture: inout YUVPicture) {
        let size = picture.size
        if look.isLampOn { picture.fill(Self.lamp(of: size), .lamplight) }
        if let preset = look.preset { picture.fill(Self.marker(preset, of: size), .white) }
        guard look.isMoving else { return }
        let width = max(2, size.height / 40)
        let edges = [
            PixelRectangle(x: 0, y: 0, width: size.width, height: width),
            PixelRectangle(x: 0, y: size.height - width, width: size.width, height: width),
            PixelRectangle(x: 0, y: 0, width: width, height: size.height),
            PixelRectangle(x: size.width - width, y: 0, width: width, height: size.height),
        ]
        for edge in edges { picture.fill(edge, .alarm) }
    }

    /// A band of light along the upper third, between the edge and the digits.
    static func lamp(of size: PictureSize) -> PixelRectangle {
        PixelRectangle(x: size.width / 10, y: size.height / 10, width: size.width * 8 / 10, height: size.height / 10)
    }

    /// A mark at the bottom, one of eight places.
    static func marker(_ preset: Int, of size: PictureSize) -> PixelRectangle {
        let column = size.width / DemoLook.presets.count
        return PixelRectangle(
            x: (preset - 1) * column + column / 4,
            y: size.height * 18 / 20,
            width: max(2, column / 2),
            height: max(2, size.height / 20)
        )
    }
}

extension YUVColor {
    fileprivate static let lamplight = YUVColor(r: 255, g: 240, b: 160)
    fileprivate static let alarm = YUVColor(r: 255, g: 0, b: 0)
}
