/// Where the fragments of an epoch end.
///
/// Pure; all times are ticks. Low-latency HLS wants parts of nearly one length: none below 85 % of the longest but the last
/// of a segment (RFC 8216bis §4.4.4.9), and a segment begins where a part begins with a key frame. So the distance of key
/// frames is divided evenly, as far as it is known from the one before: parts of 0.5 s of 25 pictures would otherwise be 12,
/// 12 and one. Where key frames are closer than a part is long, some of them stand within parts.
struct PartPlan {
    /// Pictures from one key frame to the next.
    private struct Group {
        var length: Int64
        var pictures: Int
    }

    /// Of the longest.
    private static let shortest = 0.85
    /// Of what is asked for: a key frame each 0.7 s makes parts of 0.7 s.
    ///
    /// Further on the latency would not be what was asked for.
    private static let most = 1.5

    private var groupBegin: Int64?
    /// Of the group that grows.
    private var pictures = 0
    /// The last whole one.
    private var group: Group?

    /// A key frame comes.
    ///
    /// - Parameters:
    ///   - begin: Of the part that is open.
    ///   - longest: What a part is to last.
    /// - Returns: Whether the part ends before it.
    mutating func meet(keyFrameAt time: Int64, part begin: Int64, longest: Int64) -> Bool {
        self.group = self.groupBegin.map { Group(length: time - $0, pictures: self.pictures) }
        self.groupBegin = time
        self.pictures = 0
        let isLong = self.group.map { Self.isEnough($0.length, of: longest) } ?? true
        return isLong || Self.isEnough(time - begin, of: longest)
    }

    /// Whether the part ends with a picture, when one follows that lasts as long.
    mutating func isFull(from begin: Int64, to end: Int64, step: Int64, longest: Int64) -> Bool {
        self.pictures += 1
        guard let length = self.evenLength(longest), let groupBegin else { return end + step - begin > longest }
        let index = (begin - groupBegin + length / 2) / length + 1
        // The picture whose end is nearest to the boundary.
        return end + step / 2 >= groupBegin + index * length
    }

    /// Whether a part that ended there would be too long in any case; pictures do not always last as long as the last.
    func isExceeded(from begin: Int64, to end: Int64, longest: Int64) -> Bool {
        Double(end - begin) > Double(longest) * (self.evenLength(longest) == nil ? 1 : Self.most)
    }

    /// The length that makes all parts of a group the same; `nil` while nothing is known, and when a group makes no part.
    private func evenLength(_ longest: Int64) -> Int64? {
        guard let group, group.pictures > 0, Self.isEnough(group.length, of: longest) else { return nil }
        let wished = max(1, min(Int((Double(group.length) / Double(longest)).rounded()), group.pictures))
        let counts = stride(from: wished, through: max(1, wished - 2), by: -1)
        let count = counts.first { Self.divides(group, into: $0, longest) } ?? wished
        return max(1, group.length / Int64(count))
    }

    /// Whether whole pictures make so many parts of lengths that may stand side by side.
    private static func divides(_ group: Group, into count: Int, _ longest: Int64) -> Bool {
        let picture = Double(group.length) / Double(group.pictures)
        let least = Double(group.pictures / count) * picture
        let most = Double((group.pictures + count - 1) / count) * picture
        let asked = Double(longest)
        return least >= Self.shortest * max(asked, most) && most <= Self.most * asked
    }

    private static func isEnough(_ length: Int64, of longest: Int64) -> Bool {
        Double(length) >= Self.shortest * Double(longest)
    }
}
