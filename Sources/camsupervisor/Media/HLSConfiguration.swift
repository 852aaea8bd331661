internal import Shared

/// `stream:`: how live video is cut for HLS.
///
/// Home Assistant's section, keys and bounds.
struct HLSConfiguration: Sendable, Hashable {
    /// Whether playlists speak of parts, so that players stay seconds nearer to now.
    var isLowLatency = true
    /// A segment ends at the first key frame after this.
    var segmentDuration: Duration = .seconds(6)
    /// How long a part is; up to half as long again where that makes parts of one length from key frame to key frame.
    ///
    /// Home Assistant's default is 1 s; a player stays three parts behind, so half of it is 1.5 s nearer.
    var partDuration: Duration = .milliseconds(500)

    /// As workers are told.
    var partMilliseconds: UInt32 { UInt32(clamping: self.partDuration.wholeNanoseconds / 1_000_000) }
}
