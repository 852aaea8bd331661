/// The 16 bytes before every body, little-endian: `length u32 · type u16 · flags u16 · sequence u32 · generation u32`.
package struct MessageHeader: Hashable, Sendable {
    /// Length of the body in bytes, the header not counted.
    package var length: UInt32
    /// Raw, because a newer peer may send types that we do not know.
    package var type: UInt16
    package var flags: Flags
    /// Pairs an answer with its question; 0 where nothing is paired.
    package var sequence: UInt32
    /// Which worker of the camera this belongs to; a word of an older one is ignored.
    package var generation: UInt32

    package static let encodedLength = 16

    package struct Flags: OptionSet, Hashable, Sendable {
        package var rawValue: UInt16

        package init(rawValue: UInt16) {
            self.rawValue = rawValue
        }

        /// A receiver that does not know the type skips the message instead of ending the connection.
        package static let ignorable = Flags(rawValue: 1)
    }

    package init(length: Int, type: MessageType, flags: Flags = [], sequence: UInt32 = 0, generation: UInt32) {
        precondition(length <= type.maximumLength, "a message is bounded by whoever makes it")
        self.length = UInt32(length)
        self.type = type.rawValue
        self.flags = flags
        self.sequence = sequence
        self.generation = generation
    }

    /// Reads a header from exactly 16 bytes.
    package init(decoding bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count == Self.encodedLength, "callers collect a whole header first")
        self.length = bytes.littleEndian(at: 0)
        self.type = bytes.littleEndian(at: 4)
        self.flags = Flags(rawValue: bytes.littleEndian(at: 6))
        self.sequence = bytes.littleEndian(at: 8)
        self.generation = bytes.littleEndian(at: 12)
    }

    /// Appends the 16 bytes.
    package func encode(into bytes: inout [UInt8]) {
        bytes.appendLittleEndian(self.length)
        bytes.appendLittleEndian(self.type)
        bytes.appendLittleEndian(self.flags.rawValue)
        bytes.appendLittleEndian(self.sequence)
        bytes.appendLittleEndian(self.generation)
    }
}
