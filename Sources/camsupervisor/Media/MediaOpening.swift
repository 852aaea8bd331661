import IPC
import NIOCore

/// An initialization segment and what the worker said of it; shared by all parts that need it.
final class MediaOpening: Sendable {
    let start: MediaStart
    let segment: ByteBuffer
    /// Counts the different ones of a view, from 1; part of their URLs.
    let number: UInt64

    init(start: MediaStart, segment: ByteBuffer, number: UInt64) {
        self.start = start
        self.segment = segment
        self.number = number
    }

    /// Whether a player of one goes on with the parts of the other: only the epoch may differ.
    func isSame(as start: MediaStart, _ segment: ByteBuffer) -> Bool {
        var start = start
        start.epoch = self.start.epoch
        return start == self.start && segment == self.segment
    }
}
