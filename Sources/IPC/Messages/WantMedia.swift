/// Whether the supervisor wants a view's video as fragmented MP4: 8 bytes, `view u16 · flags u16 · partMilliseconds u32`.
///
/// A level: it holds until the next one. While it is on the worker keeps the stream open and sends every part, since a
/// part that is left out tears the video; the supervisor always reads, so what waits on the way is bounded by the worker.
package struct WantMedia: Hashable, Sendable {
    package var view: UInt16
    package var isOn: Bool
    /// How long a part is to be, milliseconds, ``shortestPart`` to ``longestPart``; up to half as long again where that
    /// makes parts of one length from key frame to key frame.
    package var partMilliseconds: UInt32

    package static let encodedLength = 8
    /// Home Assistant's bounds of `part_duration`, milliseconds.
    package static let shortestPart: UInt32 = 200
    package static let longestPart: UInt32 = 1_500

    package init(view: UInt16 = 0, isOn: Bool, partMilliseconds: UInt32) {
        self.view = view
        self.isOn = isOn
        self.partMilliseconds = partMilliseconds
    }

    package init(decoding bytes: UnsafeRawBufferPointer) throws(ProtocolError) {
        guard bytes.count == Self.encodedLength else {
            throw .malformed(type: .wantMedia, reason: "\(bytes.count) bytes instead of \(Self.encodedLength)")
        }
        let flags: UInt16 = bytes.littleEndian(at: 2)
        self.view = bytes.littleEndian(at: 0)
        self.isOn = flags & 1 != 0
        self.partMilliseconds = bytes.littleEndian(at: 4)
        guard Self.shortestPart...Self.longestPart ~= self.partMilliseconds else {
            throw .malformed(type: .wantMedia, reason: "parts of \(self.partMilliseconds) ms")
        }
    }

    package func encode(into bytes: inout [UInt8]) {
        bytes.appendLittleEndian(self.view)
        bytes.appendLittleEndian(UInt16(self.isOn ? 1 : 0))
        bytes.appendLittleEndian(self.partMilliseconds)
    }
}
