/// Which AAC it is: the first bits of an AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1).
enum AudioObjectType: Equatable, Sendable {
    /// AAC-LC, `mp4a.40.2`.
    case lowComplexity
    /// HE-AAC, `mp4a.40.5`.
    case spectralBand
    /// HE-AAC version 2, `mp4a.40.29`.
    case parametricStereo
    case other(UInt8)

    /// `nil` when it is shorter than any.
    init?(configuration: [UInt8]) {
        guard configuration.count >= 2 else { return nil }
        var type = configuration[0] >> 3
        // 31 stands for six more bits and 32.
        if type == 31 { type = 32 + ((configuration[0] & 7) << 3 | configuration[1] >> 5) }
        switch type {
        case 0: return nil
        case 2: self = .lowComplexity
        case 5: self = .spectralBand
        case 29: self = .parametricStereo
        default: self = .other(type)
        }
    }

    var number: UInt8 {
        switch self {
        case .lowComplexity: 2
        case .spectralBand: 5
        case .parametricStereo: 29
        case .other(let number): number
        }
    }
}
