import IPC
import NIOCore
import Shared

/// Some parts of one opening, from a key frame on: what HLS calls a segment.
struct MediaSegment: Sendable {
    /// HLS's media sequence number.
    let number: UInt64
    /// Discontinuities of the view before it; its own is not counted.
    let discontinuitiesBefore: UInt64
    /// When it begins, for people; smoothed.
    let begins: WallTime
    /// At least one once it is in a window.
    private(set) var parts: [MediaFragment] = []
    private(set) var isComplete = false
    private(set) var bytes = 0
    /// Of its video, microseconds.
    private(set) var microseconds: UInt64 = 0

    init(number: UInt64, discontinuitiesBefore: UInt64, begins: WallTime) {
        self.number = number
        self.discontinuitiesBefore = discontinuitiesBefore
        self.begins = begins
    }

    mutating func append(_ fragment: MediaFragment) {
        self.parts.append(fragment)
        self.bytes += fragment.bytes.storageCapacity
        self.microseconds += UInt64(fragment.part.duration)
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
