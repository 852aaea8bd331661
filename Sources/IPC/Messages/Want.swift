package import Shared

/// The hub's demand for one view: 24 bytes, `view u16 · flags u16 · viewers u32 · newerThan u64 · capturedAfter u64`.
///
/// Pull: a worker sends one frame for one credit and nothing without. `viewers` is a level, so that a camera stays
/// connected while slow viewers still write the last frame.
package struct Want: Hashable, Sendable {
    package var view: UInt16
    /// Whether the hub can take one frame now.
    package var credit: Bool
    /// Viewers and waiting requests; 0 means that nobody watches any more.
    package var viewers: UInt32
    /// Only a frame with a higher sequence answers.
    package var newerThan: UInt64
    /// Only a frame captured at or after this answers; 0 for any.
    package var capturedAfter: MonotonicTime

    package static let encodedLength = 24

    package init(
        view: UInt16 = 0,
        credit: Bool,
        viewers: UInt32,
        newerThan: UInt64,
        capturedAfter: MonotonicTime = MonotonicTime(nanoseconds: 0)
    ) {
        self.view = view
        self.credit = credit
        self.viewers = viewers
        self.newerThan = newerThan
        self.capturedAfter = capturedAfter
    }

    package init(decoding bytes: UnsafeRawBufferPointer) throws(ProtocolError) {
        guard bytes.count == Self.encodedLength else {
            throw .malformed(type: .want, reason: "\(bytes.count) bytes instead of \(Self.encodedLength)")
        }
        let flags: UInt16 = bytes.littleEndian(at: 2)
        self.view = bytes.littleEndian(at: 0)
        self.credit = flags & 1 != 0
        self.viewers = bytes.littleEndian(at: 4)
        self.newerThan = bytes.littleEndian(at: 8)
        self.capturedAfter = MonotonicTime(nanoseconds: bytes.littleEndian(at: 16))
    }

    package func encode(into bytes: inout [UInt8]) {
        bytes.appendLittleEndian(self.view)
        bytes.appendLittleEndian(UInt16(self.credit ? 1 : 0))
        bytes.appendLittleEndian(self.viewers)
        bytes.appendLittleEndian(self.newerThan)
        bytes.appendLittleEndian(self.capturedAfter.nanoseconds)
    }

    /// Whether a frame answers this want.
    package func isAnswered(by frame: FramePayload) -> Bool {
        self.credit && frame.sequence > self.newerThan && frame.captured >= self.capturedAfter
    }
}
