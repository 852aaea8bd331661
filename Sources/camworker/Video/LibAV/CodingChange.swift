internal import CLibAV

/// Notices H.265 in what is called H.264, and the reverse.
///
/// Pure. A transport stream may change the kind of its video on one and the same PID; libavformat 5.1 reads the new table and
/// goes on to call it what it was.
enum CodingChange {
    /// Bytes that are looked at: what stands before a key frame's first slice is some hundred.
    private static let head = 1024

    /// Whether the packet begins with two parameter sets of the other kind, one after the other.
    static func isIn(_ packet: UnsafeRawBufferPointer, calledBy codec: VideoCodec) -> Bool {
        var before: UInt8?
        var isFound = false
        NALUnits.forEach(in: UnsafeRawBufferPointer(rebasing: packet.prefix(Self.head)), .startCodes) { unit in
            defer { before = unit[0] }
            guard let before, unit.count > 1 else { return true }
            switch codec {
            // VPS and SPS of H.265; H.264 leaves 0 undefined, and 2 is a slice of a profile that no camera has.
            case .h264: isFound = before == 0x40 && unit[0] == 0x42 && unit[1] == 0x01
            // SPS and PPS of H.264: of a layer above 31 in H.265, whose cameras have one.
            case .h265: isFound = before & 0x9F == 0x07 && unit[0] & 0x9F == 0x08
            case .mjpeg: return false
            }
            return !isFound
        }
        return isFound
    }
}
