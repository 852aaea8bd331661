internal import Shared

/// SVG's beginning: `<svg`, also behind a byte order mark, XML declaration, comments and doctype (design §11 D5).
enum SVGHeader {
    static func begins(_ bytes: Span<UInt8>) -> Bool {
        MarkupProlog.rootName(bytes).map(self.isRoot) ?? false
    }

    static func identify(_ bytes: Span<UInt8>) -> PictureIdentity {
        PictureIdentity(format: .svg, width: 0, height: 0, isComplete: self.endsProperly(bytes))
    }

    /// `svg`, or with a namespace prefix `svg:svg`.
    private static func isRoot(_ name: String) -> Bool {
        name == "svg" || name.hasSuffix(":svg")
    }

    /// Whether the last closing tag is the root's, or the root closes itself.
    private static func endsProperly(_ bytes: Span<UInt8>) -> Bool {
        // Comments and whitespace may follow the root; more than this of them is no camera's.
        let tail = bytes.extracting(last: 4096)
        var position = tail.count - 1
        while position > 0 {
            if tail[position] == UInt8(ascii: "/") {
                if tail[position - 1] == UInt8(ascii: "<") {
                    return self.isRoot(MarkupProlog.name(tail, at: position + 1))
                }
                if position + 1 < tail.count, tail[position + 1] == UInt8(ascii: ">") {
                    return self.isSelfClosingRoot(bytes, at: bytes.count - tail.count + position)
                }
            }
            position -= 1
        }
        return false
    }

    /// Whether no other tag begins between the root's `<` and the `/>` at `slash`.
    private static func isSelfClosingRoot(_ bytes: Span<UInt8>, at slash: Int) -> Bool {
        guard let root = MarkupProlog.rootOffset(bytes), root < slash else { return false }
        return bytes.firstIndex(of: UInt8(ascii: "<"), from: root + 1, to: slash) == nil
    }
}
