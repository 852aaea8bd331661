import IPC
import NIOCore
import Shared

/// Some parts of one opening, from a key frame on: what HLS calls a segment.
struct MediaSegment: Sendable {
    /// What a part costs beside its bytes: by these alone the smallest parts of a hostile worker would cost us most.
    static let partOverhead = 512

    /// What a part with these bytes costs; memory that nobody wrote to behind them is none.
    static func cost(of bytes: ByteBuffer) -> Int { bytes.readableBytes + self.partOverhead }

    /// HLS's media sequence number.
    let number: UInt64
    /// Discontinuities of the view before it; its own is not counted.
    let discontinuitiesBefore: UInt64
    /// When it begins, for people; smoothed.
    let begins: WallTime
    /// At least one once it is in a window.
    private(set) var parts: [MediaFragment] = []
    private(set) var isComplete = false
    /// What it costs: its parts, and its initialization segment when the one before it has another.
    private(set) var bytes: Int
    /// Its longest part, microseconds.
    private(set) var longestPart: UInt64 = 0
    /// Of its video, microseconds.
    private(set) var microseconds: UInt64 = 0

    /// - Parameter openingBytes: of its initialization segment, 0 when the segment before it has the same.
    init(number: UInt64, discontinuitiesBefore: UInt64, begins: WallTime, openingBytes: Int = 0) {
        self.bytes = openingBytes
        self.number = number
        self.discontinuitiesBefore = discontinuitiesBefore
        self.begins = begins
    }

    mutating func append(_ fragment: MediaFragment) {
        self.parts.append(fragment)
        self.bytes += Self.cost(of: fragment.bytes)
        self.microseconds += UInt64(fragment.part.duration)
        self.longestPart = max(self.longestPart, UInt64(fragment.part.duration))
    }

    mutating func complete() {
        self.isComplete = true
    }

    var duration: Duration { .microseconds(Int64(clamping: self.microseconds)) }
    var isDiscontinuous: Bool { self.parts.first?.isDiscontinuous ?? false }
    var opening: MediaOpening? { self.parts.first?.opening }
    var firstIndex: UInt64 { self.parts.first?.index ?? 0 }
    var ends: WallTime {
        WallTime(nanoseconds: self.begins.nanoseconds &+ self.microseconds &* 1_000)
    }
}
