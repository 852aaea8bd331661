internal import Shared

/// AVIF's boxes (ISO/IEC 14496-12 §4.2, AV1 Image File Format §5).
enum AVIFHeader {
    /// Most boxes looked at on one level; a still has about ten.
    private static let maximumBoxes = 256

    static func begins(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.holds("ftyp", at: 4), let length = bytes.bigEndian(at: 0, length: 4), length >= 16 else {
            return false
        }
        if self.isBrand(bytes, at: 8) { return true }
        // A file of another major brand (mif1) may name ours among the compatible ones.
        let end = min(length, bytes.count, 16 + 4 * self.maximumBoxes)
        return stride(from: 16, to: end, by: 4).contains { self.isBrand(bytes, at: $0) }
    }

    static func identify(_ bytes: Span<UInt8>) -> PictureIdentity {
        let size = self.size(bytes)
        return PictureIdentity(
            format: .avif,
            width: size?.width ?? 0,
            height: size?.height ?? 0,
            isComplete: self.endsProperly(bytes)
        )
    }

    private static func isBrand(_ bytes: Span<UInt8>, at offset: Int) -> Bool {
        bytes.holds("avif", at: offset) || bytes.holds("avis", at: offset)
    }

    /// The first `ispe` property: `meta` (a full box) → `iprp` → `ipco` → `ispe`.
    private static func size(_ bytes: Span<UInt8>) -> (width: Int, height: Int)? {
        guard let meta = self.box("meta", in: bytes, 0..<bytes.count), meta.count >= 4,
            let properties = self.box("iprp", in: bytes, meta.dropFirst(4)),
            let container = self.box("ipco", in: bytes, properties),
            let extent = self.box("ispe", in: bytes, container),
            let width = bytes.bigEndian(at: extent.lowerBound + 4, length: 4),
            let height = bytes.bigEndian(at: extent.lowerBound + 8, length: 4)
        else { return nil }
        return (width, height)
    }

    /// Contents of the first box named `name` inside `range`, as far as they are there.
    private static func box(_ name: StaticString, in bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int>? {
        var position = range.lowerBound
        for _ in 0..<self.maximumBoxes {
            guard let box = self.boxEnd(bytes, at: position) else { return nil }
            let end = min(box.end, range.upperBound)
            guard box.contents <= end else { return nil }
            if bytes.holds(name, at: position + 4) { return box.contents..<end }
            position = box.end
        }
        return nil
    }

    /// Whether the properties (`meta`) and the coded picture (`mdat`) are there as a whole, in either order.
    private static func endsProperly(_ bytes: Span<UInt8>) -> Bool {
        var position = 0
        var found = (meta: false, picture: false)
        for _ in 0..<self.maximumBoxes {
            guard let box = self.boxEnd(bytes, at: position), box.end <= bytes.count else { return false }
            found.meta = found.meta || bytes.holds("meta", at: position + 4)
            found.picture = found.picture || bytes.holds("mdat", at: position + 4)
            if found.meta, found.picture { return true }
            position = box.end
        }
        return false
    }

    /// Where the box at `position` has its contents and its end; a size of 0 means "to the end of the file".
    private static func boxEnd(_ bytes: Span<UInt8>, at position: Int) -> (contents: Int, end: Int)? {
        guard let size = bytes.bigEndian(at: position, length: 4), bytes.count - position >= 8 else { return nil }
        switch size {
        case 0: return (position + 8, bytes.count)
        // A 64-bit size: nothing that long is a picture of ours, so its upper half must be zero.
        case 1:
            guard bytes.bigEndian(at: position + 8, length: 4) == 0,
                let long = bytes.bigEndian(at: position + 12, length: 4), long >= 16
            else { return nil }
            return (position + 16, position + long)
        case 2..<8: return nil
        default: return (position + 8, position + size)
        }
    }
}

extension Range<Int> {
    fileprivate func dropFirst(_ count: Int) -> Self { (self.lowerBound + count)..<self.upperBound }
}
