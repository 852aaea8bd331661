/// What stands behind a ticket in a URL of HLS: Home Assistant's names.
enum HLSResource: Sendable, Equatable {
    case master
    case playlist(Wish?)
    /// An initialization segment, by its number.
    case opening(UInt64)
    case segment(UInt64)
    case part(MediaPartName)

    /// What a playlist must have, or be answered when it has (RFC 8216bis §6.2.5.2).
    struct Wish: Sendable, Equatable {
        var segment: UInt64
        /// Of that segment; `nil` for the whole of it.
        var part: Int?
    }

    /// A name of ours whose parameters are wrong.
    struct InvalidParameter: Error, Equatable, CustomStringConvertible {
        var description: String
    }

    /// - Parameter path: behind the ticket, `segment/12.m4s`.
    init?(_ path: Substring, _ target: RequestTarget) throws(InvalidParameter) {
        switch path {
        case "master_playlist.m3u8": self = .master
        case "playlist.m3u8": self = .playlist(try Self.wish(target))
        case "init.mp4": self = .opening(1)
        default:
            if let number = Self.middle(of: path, "init-", ".mp4").flatMap(Self.number) {
                self = .opening(number)
            } else if let name = Self.middle(of: path, "segment/", ".m4s") {
                let numbers = name.split(separator: ".", omittingEmptySubsequences: false).map(Self.number)
                switch (numbers.count, numbers.first ?? nil, numbers.last ?? nil) {
                case (1, let segment?, _): self = .segment(segment)
                case (2, let segment?, let part?):
                    self = .part(MediaPartName(segment: segment, part: Int(clamping: part)))
                default: return nil
                }
            } else {
                return nil
            }
        }
    }

    private static func wish(_ target: RequestTarget) throws(InvalidParameter) -> Wish? {
        func number(_ name: String) throws(InvalidParameter) -> UInt64? {
            guard let text = target[name] else { return nil }
            guard let number = Self.number(text[...]) else {
                throw InvalidParameter(description: "\(name) is a number, not '\(text.prefix(40))'")
            }
            return number
        }
        let part = try number("_HLS_part")
        guard let segment = try number("_HLS_msn") else {
            guard part == nil else { throw InvalidParameter(description: "_HLS_part needs _HLS_msn") }
            return nil
        }
        return Wish(segment: segment, part: part.map { Int(clamping: $0) })
    }

    private static func middle(of path: Substring, _ prefix: String, _ suffix: String) -> Substring? {
        guard path.hasPrefix(prefix), path.hasSuffix(suffix) else { return nil }
        let rest = path.dropFirst(prefix.count)
        return rest.count > suffix.count ? rest.dropLast(suffix.count) : nil
    }

    /// Digits alone, at most as many as no overflow needs.
    private static func number(_ text: Substring) -> UInt64? {
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return UInt64(text)
    }
}
