/// A picture of an ``AmcrestCamera``: its size says where it is from, its counter which one it is.
///
/// Main streams are 1280 × 720, the others 640 × 480; channel `n` is 16 · (n − 1) pixels narrower.
package struct AmcrestPicture: Sendable, Hashable {
    /// From 1.
    package var channel: Int
    /// 0 for the main stream; 1 for any other.
    package var subtype: Int
    package var number: Int

    /// `nil` for bytes that are no such picture.
    package init?(_ bytes: [UInt8]) {
        guard let number = TestPicture.counter(in: bytes),
            // SOF0 of three components, as ``TestPicture`` writes it.
            let start = bytes[...].firstRange(of: [0xFF, 0xC0, 0, 17, 8], from: 0), bytes.count > start + 8
        else { return nil }
        let height = Int(bytes[start + 5]) << 8 | Int(bytes[start + 6])
        let width = Int(bytes[start + 7]) << 8 | Int(bytes[start + 8])
        self.subtype = height == Self.size(ofSubtype: 0).height ? 0 : 1
        self.channel = (Self.size(ofSubtype: self.subtype).width - width) / 16 + 1
        self.number = number
    }

    private static func size(ofSubtype subtype: Int) -> (width: Int, height: Int) {
        subtype == 0 ? (1280, 720) : (640, 480)
    }

    static func script(channel: Int, subtype: Int) -> PictureScript {
        let size = self.size(ofSubtype: subtype)
        var script = PictureScript()
        script.width = size.width - 16 * (channel - 1)
        script.height = size.height
        return script
    }

    /// As Dahua streams it: the length without a blank is a matter of the events, not of pictures.
    static func film(channel: Int, subtype: Int) -> MJPEGScript {
        MJPEGScript {
            $0.picture = self.script(channel: channel, subtype: subtype)
            $0.boundary = "myboundary"
            $0.frameRate = 5
        }
    }
}
