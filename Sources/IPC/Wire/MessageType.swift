internal import Shared

/// The wire number of each message.
///
/// Numbers are never reused; docs/wire-protocol.md shows each in hex.
package enum MessageType: UInt16, Sendable, CaseIterable {
    case hello = 1
    case configure = 2
    case ready = 3
    case want = 4
    case frame = 5
    case call = 6
    case result = 7
    case entities = 8
    case state = 9
    case event = 10
    case states = 11
    case push = 12
    case notify = 13
    case stats = 14
    case log = 15
    case ping = 16
    case pong = 17
    case stop = 18
    case scale = 19
    case ports = 20
    case retune = 21
    case wantMedia = 22
    case mediaStart = 23
    case mediaPart = 24
    case entityStates = 25
    case probe = 26
    case views = 27

    /// Largest body, bytes.
    ///
    /// A longer one is a violation that ends the worker before anything is allocated.
    package var maximumLength: Int {
        switch self {
        case .hello, .configure, .ready, .want, .state, .event, .stats, .ping, .pong, .stop,
            .ports, .retune, .wantMedia, .entityStates, .probe:
            Limits.controlMessage
        case .call, .entities, .result, .states, .views: Limits.listMessage
        case .frame: FramePayload.headerLength + Limits.picture
        case .scale: ScaleRequest.headerLength + FramePayload.headerLength + Limits.picture
        case .push: PushChunk.headerLength + Limits.pushChunk
        case .notify: Limits.notification
        case .mediaStart: MediaStart.maximumHeader + MediaStart.maximumSegment
        case .mediaPart: MediaPart.headerLength + Limits.mediaPart
        case .log: Limits.logMessage
        }
    }
}
