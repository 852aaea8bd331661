/// What can be set right in a text that is almost XML.
enum XMLMending {
    /// Of those that cameras declare; others are read as UTF-8, where at least the names come out right.
    enum Encoding: String {
        case utf8 = "UTF-8"
        case utf16 = "UTF-16"
        case latin1 = "ISO-8859-1"
    }

    /// Bytes in which the declaration is looked for.
    private static let declaration = 120

    /// Where the document begins: white space before the declaration is no XML, but firmware sends it.
    static func start(of bytes: [UInt8]) -> Int {
        var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while start < bytes.count, bytes[start] <= 0x20 { start += 1 }
        // "<\0": UTF-16 without a mark; nothing is in front of it.
        return start > 0 && start < bytes.count && bytes[start...].starts(with: [0x3C, 0x00]) ? 0 : start
    }

    static func encoding(of bytes: ArraySlice<UInt8>) -> Encoding {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return .utf16 }
        let head = String(decoding: bytes.prefix(Self.declaration), as: UTF8.self).lowercased()
        guard head.hasPrefix("<?xml"), let end = head.firstIndex(of: ">") else { return .utf8 }
        return ["iso-8859-1", "latin1", "windows-1252"].contains { head[..<end].contains($0) } ? .latin1 : .utf8
    }

    /// Whether this is HTML: what answers is no ONVIF service then.
    static func isPage(_ bytes: ArraySlice<UInt8>) -> Bool {
        let head = String(decoding: bytes.prefix(512), as: UTF8.self).lowercased()
        return head.hasPrefix("<!doctype html") || head.contains("<html") || head.contains("<head")
    }

    /// The text with what is no UTF-8, no character of XML and no reference replaced.
    static func mended(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let text = Array(String(decoding: bytes, as: UTF8.self).utf8)
        // Within CDATA every & stands for itself already.
        let hasCData = text.span.firstOffset(ofIgnoringCase: "<![cdata[", from: 0, to: text.count) != nil
        var mended: [UInt8] = []
        mended.reserveCapacity(text.count + 64)
        for (index, byte) in text.enumerated() {
            switch byte {
            case 0x00..<0x09, 0x0B, 0x0C, 0x0E..<0x20: mended.append(0x20)
            case UInt8(ascii: "&") where !hasCData && !Self.isReference(text[index...]): mended += Array("&amp;".utf8)
            default: mended.append(byte)
            }
        }
        return mended
    }

    /// Whether one of XML's own references stands at the beginning; no others are declared anywhere.
    private static func isReference(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let end = bytes.prefix(10).firstIndex(of: UInt8(ascii: ";")) else { return false }
        let name = bytes[bytes.index(after: bytes.startIndex)..<end]
        if name.first == UInt8(ascii: "#") { return true }
        return ["amp", "lt", "gt", "quot", "apos"].contains { $0.utf8.elementsEqual(name) }
    }
}
