/// A document as a camera sent it, read at once.
///
/// Pure. What is no XML by a trifle is mended, once, and said so: bytes that are no UTF-8, control characters, an `&` that
/// stands for itself (stream addresses with `?channel=1&subtype=0`), something behind the last tag.
struct XMLDocument: Hashable, Sendable {
    var root: XMLElement
    /// Whether it was no XML as it came.
    var wasMended: Bool

    /// - Parameter bytes: with or without declaration, byte order mark and white space before it.
    init(_ bytes: [UInt8], limits: XMLLimits = .standard) throws(XMLError) {
        guard bytes.count <= limits.bytes else { throw .tooLong(bytes.count, most: limits.bytes) }
        let start = XMLMending.start(of: bytes)
        guard start < bytes.count else { throw .empty }
        let body = bytes[start...]
        let encoding = XMLMending.encoding(of: body)
        do {
            (self.root, self.wasMended) = try XMLTreeBuilder.tree(of: body, encoding: encoding, limits: limits)
        } catch {
            // What breaks a limit does so mended as well.
            guard case .malformed = error, encoding == .utf8 else {
                throw error == .documentType && XMLMending.isPage(body) ? .page : error
            }
            let mended = XMLMending.mended(body)
            guard mended.count <= limits.bytes, !mended.elementsEqual(body) else {
                throw XMLMending.isPage(body) ? .page : error
            }
            self.root = try Self.root(of: mended, limits: limits)
            self.wasMended = true
        }
    }

    /// Where the mended text is no better, a page says that it is one.
    private static func root(of mended: [UInt8], limits: XMLLimits) throws(XMLError) -> XMLElement {
        do {
            return try XMLTreeBuilder.tree(of: mended[...], encoding: .utf8, limits: limits).root
        } catch {
            guard case .malformed = error, XMLMending.isPage(mended[...]) else { throw error }
            throw .page
        }
    }
}
