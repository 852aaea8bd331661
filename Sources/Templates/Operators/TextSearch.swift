/// Finds texts in texts, byte by byte.
enum TextSearch {
    /// Where `part` first stands, in bytes.
    static func first(_ part: String, in text: String, from start: Int = 0) -> Int? {
        Self.first(Array(part.utf8), in: Array(text.utf8), from: start)
    }

    static func first(_ part: [UInt8], in text: [UInt8], from start: Int = 0) -> Int? {
        guard let head = part.first else { return start <= text.count ? start : nil }
        guard text.count >= part.count, start <= text.count - part.count else { return nil }
        if part.count > Self.shortPart { return Self.firstOfLong(part, in: text, from: start) }
        for index in start...(text.count - part.count)
        where text[index] == head && text[index..<index + part.count].elementsEqual(part) {
            return index
        }
        return nil
    }

    /// Up to here comparing at every place costs no more than being clever.
    private static let shortPart = 16

    /// Knuth, Morris and Pratt: a long part of a long text may nearly fit at every place, which must not cost their product.
    private static func firstOfLong(_ part: [UInt8], in text: [UInt8], from start: Int) -> Int? {
        var borders = [0]
        var length = 0
        for index in 1..<part.count {
            while length > 0, part[index] != part[length] { length = borders[length - 1] }
            if part[index] == part[length] { length += 1 }
            borders.append(length)
        }
        length = 0
        for index in start..<text.count {
            while length > 0, text[index] != part[length] { length = borders[length - 1] }
            if text[index] == part[length] { length += 1 }
            if length == part.count { return index + 1 - length }
        }
        return nil
    }

    static func last(_ part: [UInt8], in text: [UInt8]) -> Int? {
        Self.first(part.reversed(), in: text.reversed()).map { text.count - $0 - part.count }
    }

    /// How often it stands there, without overlaps; an empty part stands around every scalar.
    static func count(_ part: String, in text: String) -> Int {
        guard !part.isEmpty else { return text.length + 1 }
        let (part, text) = (Array(part.utf8), Array(text.utf8))
        var count = 0
        var start = 0
        while let found = Self.first(part, in: text, from: start) {
            count += 1
            start = found + part.count
        }
        return count
    }

    /// Python's `text.replace(old, new, count)`; a negative count is no limit.
    static func replace(
        _ old: String,
        with new: String,
        in text: String,
        count: Int,
        _ renderer: Renderer
    ) throws(TemplateError) -> String {
        let occurrences = Self.count(old, in: text)
        let limit = count < 0 ? occurrences : min(count, occurrences)
        let (growth, overflow) = limit.multipliedReportingOverflow(by: new.utf8.count)
        try renderer.check(stringBytes: overflow ? .max : growth)
        guard !old.isEmpty else { return Self.interleave(new, in: text, limit) }
        let (oldBytes, newBytes, bytes) = (Array(old.utf8), Array(new.utf8), Array(text.utf8))
        var out: [UInt8] = []
        var start = 0
        for _ in 0..<limit {
            guard let found = Self.first(oldBytes, in: bytes, from: start) else { break }
            out += bytes[start..<found]
            out += newBytes
            start = found + oldBytes.count
        }
        out += bytes[start...]
        return String(bytes: out)
    }

    private static func interleave(_ new: String, in text: String, _ limit: Int) -> String {
        var left = limit
        var out = ""
        for scalar in text.unicodeScalars {
            if left > 0 {
                out += new
                left -= 1
            }
            out.unicodeScalars.append(scalar)
        }
        return left > 0 ? out + new : out
    }
}
