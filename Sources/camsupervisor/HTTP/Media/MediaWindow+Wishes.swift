import IPC
import NIOCore

/// What players ask for, as the window of a moment answers it.
extension MediaWindow {
    /// Whether a playlist of now has it (RFC 8216bis §6.2.5.2).
    func satisfies(_ wish: HLSResource.Wish) -> Bool {
        guard let part = wish.part else { return self.complete.last.map { $0.number >= wish.segment } ?? false }
        guard let last = self.segments.last else { return false }
        // A part behind the last of its segment is the first of the next.
        return last.number > wish.segment || (last.number == wish.segment && last.parts.count > part)
    }

    /// Whether it is so far ahead that the player must be wrong.
    func isTooFar(_ wish: HLSResource.Wish) -> Bool {
        // Of the next segment, when there is none: the last is before it.
        let next = self.nextSegment
        guard wish.segment < next + 2 else { return true }
        guard let part = wish.part else { return false }
        let present = self[segment: wish.segment].map(\.parts.count) ?? 0
        return wish.segment + 1 >= next && part >= max(present, self.usualParts) + self.advancePartLimit
    }

    /// Parts of a segment of the target duration.
    ///
    /// hls.js without its low latency asks for the next segment's last part, guessed by the last segment's; told that it is
    /// wrong, it reports an error each time.
    private var usualParts: Int {
        Int((Double(self.targetDuration) * 1_000_000 / Double(self.partTarget)).rounded(.up))
    }

    /// Parts that may be asked for ahead: 3 s of them, at least three.
    private var advancePartLimit: Int {
        max(3, Int((3_000_000 / Double(self.partTarget)).rounded(.up)))
    }

    enum PartSearch {
        case found(MediaFragment)
        /// It is the next one.
        case comesNext
        /// The segment is there, and has no such part.
        case beyond
        case gone
    }

    /// A part by its name, or by its true place, as Home Assistant numbers them.
    func part(_ name: MediaPartName) -> PartSearch {
        if let segment = self[segment: name.segment] {
            if name.part < segment.parts.count { return .found(segment.parts[name.part]) }
            guard name.part == segment.parts.count else { return .beyond }
            if let first = self[segment: name.segment &+ 1]?.parts.first { return .found(first) }
            return .comesNext
        }
        // Its segment is gone, and it is the first of the next.
        if let first = self[segment: name.segment &+ 1]?.parts.first, first.name == name { return .found(first) }
        let isNext = name == self.nextName || name == MediaPartName(segment: self.nextSegment, part: 0)
        return isNext ? .comesNext : .gone
    }

    /// The initialization segment of that number, while a part needs it.
    ///
    /// Another one than was asked for would have a player with an old playlist decode by the wrong parameters.
    func opening(_ number: UInt64) -> MediaOpening? {
        self.segments.last { $0.opening?.number == number }?.opening
    }
}
