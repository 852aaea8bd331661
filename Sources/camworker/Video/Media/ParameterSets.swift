/// How a stream's video is coded, from wherever the camera says so: its description (SDP, container), or the key frames.
///
/// Pure. Cameras put their parameter sets in the one place, in the other, or in both and then not always the same.
struct ParameterSets: Equatable {
    private enum Kind { case video, sequence, picture }

    let codec: VideoCodec
    /// How the packets are framed.
    private(set) var framing = NALUnits.Framing.startCodes
    private var units: [Kind: [[UInt8]]] = [:]
    /// `avcC` or `hvcC` as it came; such streams have no sets in their packets.
    private var record: [UInt8]?

    /// A set longer than this is damage, bytes (16-bit lengths of ISO/IEC 14496-15).
    private static let longestUnit = 65_535

    /// - Parameter extradata: What the container or the SDP says; may be empty.
    init(codec: VideoCodec, extradata: [UInt8]) {
        self.codec = codec
        self.replace(extradata)
    }

    /// The container says something else than before.
    mutating func replace(_ extradata: [UInt8]) {
        guard !extradata.isEmpty else { return }
        guard extradata[0] == 1 else {
            self.record = nil
            self.framing = .startCodes
            return extradata.withUnsafeBytes { self.take($0) }
        }
        let fixed = self.codec == .h264 ? 6 : 23
        guard extradata.count > fixed else { return }
        self.framing = .lengths(Int(extradata[self.codec == .h264 ? 4 : 21] & 3) + 1)
        self.record = extradata
        self.units = self.codec == .h264 ? Self.unitsOfH264(extradata) : self.unitsOfH265(extradata)
    }

    /// Takes the sets that stand in a key frame.
    mutating func take(_ packet: UnsafeRawBufferPointer) {
        guard self.record == nil else { return }
        var found: [Kind: [[UInt8]]] = [:]
        NALUnits.forEach(in: packet, .startCodes) { unit in
            guard let kind = self.kind(of: unit[0]) else { return true }
            if unit.count <= Self.longestUnit, found[kind]?.contains(where: { $0.elementsEqual(unit) }) != true {
                found[kind, default: []].append(Array(unit))
            }
            return true
        }
        for (kind, units) in found { self.units[kind] = units }
    }

    /// Whether a decoder could begin.
    var isComplete: Bool {
        self.units[.sequence] != nil && self.units[.picture] != nil
            && (self.codec == .h264 || self.units[.video] != nil)
    }

    /// What the sets say; `nil` while there are none, or none that make sense.
    var sequence: SequenceParameters? {
        guard let unit = self.units[.sequence]?.first else { return nil }
        return self.codec == .h264 ? SequenceParameters(h264: unit) : SequenceParameters(h265: unit)
    }

    /// As libav's muxers are given them: the container's record, one of ours, or units after start codes.
    ///
    /// Empty for H.265 that makes no sense.
    var extradata: [UInt8] {
        if let record { return record }
        if self.codec == .h265 {
            let units = { (kind: Kind) in self.units[kind] ?? [] }
            return H265Record(video: units(.video), sequence: units(.sequence), picture: units(.picture))?.bytes ?? []
        }
        return [Kind.sequence, .picture].flatMap { self.units[$0] ?? [] }.flatMap { [0, 0, 0, 1] + $0 }
    }

    private func kind(of header: UInt8) -> Kind? {
        switch (self.codec, self.codec == .h264 ? header & 0x1F : header >> 1 & 0x3F) {
        case (.h264, 7), (.h265, 33): .sequence
        case (.h264, 8), (.h265, 34): .picture
        case (.h265, 32): .video
        default: nil
        }
    }

    /// Of an `avcC` (ISO/IEC 14496-15 §5.3.3.1).
    private static func unitsOfH264(_ record: [UInt8]) -> [Kind: [[UInt8]]] {
        var rest = record.dropFirst(5)
        var units: [Kind: [[UInt8]]] = [:]
        units[.sequence] = Self.take(Int((rest.popFirst() ?? 0) & 0x1F), from: &rest)
        units[.picture] = Self.take(Int(rest.popFirst() ?? 0), from: &rest)
        return units
    }

    /// Of an `hvcC` (ISO/IEC 14496-15 §8.3.3.1).
    private func unitsOfH265(_ record: [UInt8]) -> [Kind: [[UInt8]]] {
        var rest = record.dropFirst(22)
        var units: [Kind: [[UInt8]]] = [:]
        for _ in 0..<(rest.popFirst() ?? 0) {
            guard let header = rest.popFirst(), rest.count >= 2 else { break }
            let count = Int(rest.removeFirst()) << 8 | Int(rest.removeFirst())
            let taken = Self.take(count, from: &rest)
            if let kind = self.kind(of: header << 1) { units[kind] = taken }
        }
        return units
    }

    private static func take(_ count: Int, from rest: inout ArraySlice<UInt8>) -> [[UInt8]]? {
        var units: [[UInt8]] = []
        for _ in 0..<count {
            guard rest.count >= 2 else { break }
            let length = Int(rest.removeFirst()) << 8 | Int(rest.removeFirst())
            guard length > 0, length <= rest.count else { break }
            units.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return units.isEmpty ? nil : units
    }
}
