/// Why there is no sound, or no more of it.
enum AudioError: Error, Equatable, Sendable, CustomStringConvertible {
    /// libav lacks what it takes; which.
    case unavailable(String)
    case libAV(LibAVError)
    /// Neither the stream's description nor its first packet says how many samples a second it has.
    case unknownRate
    /// The address-space limit is reached.
    case noMemory
    /// So many packets in a row held nothing that could be decoded; why the last did not.
    case undecodable(packets: Int, last: LibAVError)

    init(_ error: PictureError) {
        switch error {
        case .libAV(let error): self = .libAV(error)
        case .noLibAV(let text): self = .unavailable(text)
        default: self = .noMemory
        }
    }

    var description: String {
        switch self {
        case .unavailable(let text): "sound needs libav: \(text)"
        case .libAV(let error): "\(error)"
        case .unknownRate: "nothing says how many samples a second the sound has"
        case .noMemory: "no memory for sound"
        case .undecodable(let packets, let last): "\(packets) packets of sound in a row are unreadable: \(last)"
        }
    }
}
