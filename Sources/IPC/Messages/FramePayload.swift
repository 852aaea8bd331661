package import Shared

/// What stands before a picture's bytes in a `frame` message: 48 bytes, little-endian.
///
/// `captured u64 · capturedWall u64 · sequence u64 · view u16 · format u8 · zero u8 · flags u32 · width u32 ·
/// height u32 · zero u64`
package struct FramePayload: Hashable, Sendable {
    /// When the camera's bytes began to arrive, or the request for them was sent; the earlier is the honest one.
    package var captured: MonotonicTime
    package var capturedWall: WallTime
    /// Counts the frames of one view of one generation from 1.
    package var sequence: UInt64
    package var view: UInt16
    package var format: PictureFormat
    package var flags: Flags
    /// Pixels as the picture's header claims; 0 when it does not say (SVG).
    package var width: UInt32
    package var height: UInt32

    package static let headerLength = 48

    package struct Flags: OptionSet, Hashable, Sendable {
        package var rawValue: UInt32

        package init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// A push camera's picture: the hub keeps it with the event's others.
        package static let keep = Flags(rawValue: 1)
        /// The first picture of an event: the hub drops the last event's.
        package static let eventStart = Flags(rawValue: 2)
        /// A picture to show when there is none; never counted as a frame.
        package static let placeholder = Flags(rawValue: 4)
        /// The answer to `scale`; `MessageHeader.sequence` says which.
        package static let scaled = Flags(rawValue: 8)
    }

    package init(
        captured: MonotonicTime,
        capturedWall: WallTime,
        sequence: UInt64,
        view: UInt16 = 0,
        format: PictureFormat,
        flags: Flags = [],
        width: UInt32,
        height: UInt32
    ) {
        self.captured = captured
        self.capturedWall = capturedWall
        self.sequence = sequence
        self.view = view
        self.format = format
        self.flags = flags
        self.width = width
        self.height = height
    }

    /// Reads the fixed part from the front of a body.
    package init(decoding bytes: UnsafeRawBufferPointer, of type: MessageType = .frame) throws(ProtocolError) {
        guard bytes.count > Self.headerLength else {
            throw .malformed(type: type, reason: "\(bytes.count) bytes hold no picture")
        }
        guard let format = PictureFormat(rawValue: bytes[26]) else {
            throw .malformed(type: type, reason: "unknown picture format \(bytes[26])")
        }
        self.captured = MonotonicTime(nanoseconds: bytes.littleEndian(at: 0))
        self.capturedWall = WallTime(nanoseconds: bytes.littleEndian(at: 8))
        self.sequence = bytes.littleEndian(at: 16)
        self.view = bytes.littleEndian(at: 24)
        self.format = format
        self.flags = Flags(rawValue: bytes.littleEndian(at: 28))
        self.width = bytes.littleEndian(at: 32)
        self.height = bytes.littleEndian(at: 36)
    }

    /// Appends the 48 bytes.
    package func encode(into bytes: inout [UInt8]) {
        bytes.appendLittleEndian(self.captured.nanoseconds)
        bytes.appendLittleEndian(self.capturedWall.nanoseconds)
        bytes.appendLittleEndian(self.sequence)
        bytes.appendLittleEndian(self.view)
        bytes.append(self.format.rawValue)
        bytes.append(0)
        bytes.appendLittleEndian(self.flags.rawValue)
        bytes.appendLittleEndian(self.width)
        bytes.appendLittleEndian(self.height)
        bytes.appendLittleEndian(UInt64(0))
    }
}
