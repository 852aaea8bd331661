internal import Shared

/// Says in words what bytes are, for an operator who expected a picture.
///
/// Bounded, printable, and careful: the bytes come from a camera that may repeat our credentials in an error page, so
/// excerpts go through ``TextExcerpt``.
extension PictureSniffer {
    /// - Parameters:
    ///   - contentType: what the sender claimed; mentioned when there is one.
    ///   - total: how many bytes there were, when only the first of them are at hand.
    /// - Returns: like "an HTML page titled “Login” (sent as image/jpeg)"; at most 200 characters.
    static func describe(_ bytes: [UInt8], contentType: String? = nil, total: Int? = nil) -> String {
        let kind = self.kind(bytes.span, total: total ?? bytes.count)
        guard let claimed = contentType.map({ HeaderValue($0).value }), !claimed.isEmpty else { return kind }
        return "\(kind) (sent as \(TextExcerpt.of(claimed, longest: 40)))"
    }

    private static func kind(_ bytes: Span<UInt8>, total: Int) -> String {
        if bytes.isEmpty { return "an empty body" }
        if let identity = self.identify(bytes) { return self.words(for: identity, count: total) }
        if let name = ContentKind.name(bytes) { return name }
        if let markup = self.markup(bytes) { return markup }
        if let text = self.text(bytes) { return text }
        let head = (0..<min(8, bytes.count)).map { self.hexadecimal(bytes[$0]) }.joined(separator: " ")
        let length = total == 1 ? "1 byte" : "\(total) bytes"
        return "\(length) of unknown kind beginning \(head)" + (bytes.count > 8 ? " …" : "")
    }

    private static func words(for identity: PictureIdentity, count: Int) -> String {
        let name =
            switch identity.format {
            case .jpeg: "JPEG"
            case .png: "PNG"
            case .gif: "GIF"
            case .webp: "WebP"
            case .avif: "AVIF"
            case .svg: "SVG"
            }
        let size = identity.width > 0 ? " of \(identity.width) × \(identity.height) pixels" : ""
        if identity.isComplete { return "\(name == "SVG" || name == "AVIF" ? "an" : "a") \(name) picture\(size)" }
        return "a truncated \(name) picture\(size): \(count) bytes without its end"
    }

    private static func markup(_ bytes: Span<UInt8>) -> String? {
        guard let root = MarkupProlog.rootName(bytes) else { return nil }
        switch root.lowercased() {
        case "html", "head", "title", "body", "script", "meta", "frameset", "center", "h1", "p", "div", "table":
            guard let title = self.title(bytes) else { return "an HTML page without a title" }
            return "an HTML page titled “\(title)”"
        default: return "an XML document <\(TextExcerpt.of(root, longest: 40))>"
        }
    }

    private static func title(_ bytes: Span<UInt8>) -> String? {
        // A title further down than this is not worth the search in a hostile page.
        let head = bytes.extracting(first: 16 * 1024)
        guard let tag = head.firstOffset(ofIgnoringCase: "<title", from: 0, to: head.count),
            let close = head.firstIndex(of: UInt8(ascii: ">"), from: tag, to: head.count)
        else { return nil }
        let end = head.firstIndex(of: UInt8(ascii: "<"), from: close, to: head.count) ?? head.count
        let title = TextExcerpt.of(String(decoding: head.array((close + 1)..<end), as: UTF8.self), longest: 60)
        return title.isEmpty ? nil : title
    }

    private static func text(_ bytes: Span<UInt8>) -> String? {
        let head = bytes.extracting(first: 256)
        let text = String(decoding: head.array(0..<head.count), as: UTF8.self)
        let odd = text.unicodeScalars.count { $0 == "\u{FFFD}" || $0.value < 0x20 && !$0.properties.isWhitespace }
        // The head may cut one character in two; anything more is not text.
        guard odd <= (bytes.count > head.count ? 1 : 0), text.unicodeScalars.contains(where: { $0.value > 0x20 }) else {
            return nil
        }
        return "text beginning “\(TextExcerpt.of(text, longest: 60))”"
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0\(digits)" : digits
    }
}
