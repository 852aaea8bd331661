import Logging

/// Kinds of things that are logged and worth searching for by themselves.
///
/// A name and a `MESSAGE_ID` never change their meaning and are never used for another; docs/operating.md and
/// `units/camsupervisor.catalog` list them, and a test compares.
enum LoggedEvent: String, CaseIterable, Sendable {
    case supervisorReady = "supervisor-ready"
    case supervisorStopped = "supervisor-stopped"
    case supervisorFailed = "supervisor-failed"
    case configurationError = "configuration-error"
    case configurationWarning = "configuration-warning"
    /// No configuration can be used; every request is answered with the first error.
    case configurationRefused = "configuration-refused"
    case reloaded = "configuration-reloaded"
    /// A reload was asked for, and everything is as it was before.
    case notReloaded = "configuration-not-reloaded"
    /// A camera that was in trouble is not any more.
    case cameraWell = "camera-well"
    case cameraStale = "camera-stale"
    case cameraOffline = "camera-offline"
    case cameraRefused = "camera-refused"
    case cameraMisconfigured = "camera-misconfigured"
    /// Several changes in one line.
    case cameraFlapping = "camera-flapping"
    /// A part of a camera does not work, as its events, or does again; its pictures may be well.
    case cameraProblems = "camera-problems"
    /// start, stop, restart.
    case cameraCommand = "camera-command"
    /// A worker ended as it was told to.
    case workerExited = "worker-exited"
    /// A worker died, or was ended because it hung or broke the protocol.
    case workerFailed = "worker-failed"
    /// It failed again and again; from here on its starts are far apart.
    case workerParked = "worker-parked"
    /// Several failures in one line.
    case workerFlapping = "worker-flapping"
    /// What a worker or a library in it wrote.
    case workerLog = "worker-log"
    /// A worker tried to command the supervisor.
    case workerIntrusion = "worker-intrusion"
    case requestFailed = "request-failed"
    case listenerFailed = "listener-failed"
    /// The service is asked to end.
    case supervisorStopping = "supervisor-stopping"
    /// Nobody looked at the cameras for a while; none is blamed for what nobody saw.
    case supervisorStalled = "supervisor-stalled"
    /// What keeps the workers' limits.
    case limitsKept = "limits-kept"
    /// What was stopped or paused by command is not remembered.
    case overridesNotKept = "overrides-not-kept"
    /// Which entity has which id is not remembered.
    case entitiesNotKept = "entities-not-kept"
    /// A state of the configuration is a camera's.
    case fixedStatePassedOver = "fixed-state-passed-over"
    /// Signed URLs end with this run of the supervisor.
    case signingKeyNotKept = "signing-key-not-kept"
    /// A changed certificate is served.
    case certificateRenewed = "certificate-renewed"
    /// A certificate is not as it should be.
    case certificateTrouble = "certificate-trouble"
    /// A camera's next worker may connect to another port.
    case portLearnt = "port-learnt"
    /// Clients that were given up or turned away.
    case clientRefused = "client-refused"
    /// A listener for others speaks no TLS.
    case listenerPlain = "listener-plain"
    /// A recording is there, whole or as far as it came.
    case recordingEnded = "recording-ended"
    /// A recording could not be made.
    case recordingFailed = "recording-failed"
    /// What a supervisor that was killed left half written.
    case recordingCutShort = "recording-cut-short"
    /// There is no room for a camera's older video.
    case videoSqueezed = "video-squeezed"
    /// Lines that were not written, and how many.
    case logSuppressed = "log-suppressed"

    /// The name of the metadata that carries it.
    static let metadataKey = "event"
}

extension LoggedEvent: CustomStringConvertible {
    var description: String { self.rawValue }
}

extension LoggedEvent {
    /// `MESSAGE_ID=` of sd_journal(3), made once with `journalctl --new-id128`.
    var messageID: String {
        switch self {
        case .supervisorReady: "28f8305716b8491a893cb0c0059ed984"
        case .supervisorStopped: "77d5d49574c94a2f85ef021cd6d51171"
        case .supervisorFailed: "ce3502dd58a14b3bb4b8e893050c47b4"
        case .configurationError: "5aad3ac01cd04d9fac341d60f1f83db8"
        case .configurationWarning: "d576aa05799e4712ac2780e58b0d1012"
        case .configurationRefused: "9245efab5f7f4e909aab43327f43349d"
        case .reloaded: "b49799863947449ba8ce41c31c203727"
        case .notReloaded: "619e0073fa2246f6acc6725259179f27"
        case .cameraWell: "46530cbec0574c74bd6b5954a4abe60a"
        case .cameraStale: "be2242db675748d9bbf37ea5a2456dbb"
        case .cameraOffline: "9452bdeb23454627980a194f0813ad2a"
        case .cameraRefused: "9631e6bb0e5043dcbff437feaa63494f"
        case .cameraMisconfigured: "614e5107f7084877be8b100c93fd278f"
        case .cameraFlapping: "0f3da236eb224f11aa7b2247536eb36b"
        case .cameraProblems: "a27061d2b3f24a2baffa93b703c88650"
        case .cameraCommand: "12db9e0fc75c4da0846b0c919bf6361d"
        case .workerExited: "0db76818ef194e2eb0c1df6ea4eef88d"
        case .workerFailed: "1b15e41ae1cf4de088794e6aa5afd328"
        case .workerParked: "7d40f5e7932a4acc83dd803fb433ebcd"
        case .workerFlapping: "eff961da045744c385f1e76996d1dab4"
        case .workerLog: "93a8adbde5034720a354e546d2aec02d"
        case .workerIntrusion: "16f8cc32263d4132a57f3a33b4264256"
        case .requestFailed: "7fe65a662f6d4474a7056ba5e56122e1"
        case .listenerFailed: "12668126a814478e8482f2b6a927c704"
        case .supervisorStopping: "3ce0b566df6042fdae91ca0f0a55cf98"
        case .supervisorStalled: "cb53401ab72b42fd80cc31066ea9b0ba"
        case .limitsKept: "aafc707d04104e22a8d8decf66f880d1"
        case .overridesNotKept: "9ff5b724692e49e69c6aedd6f581435e"
        case .entitiesNotKept: "5d1f0c3be7a64c1c9a2f64d87b1e90c2"
        case .fixedStatePassedOver: "c2b7f3a05d1e4b86a9e04c7f18d36b52"
        case .signingKeyNotKept: "7f0c9d3a52b14e6d8a41c5e2f69b3d17"
        case .certificateRenewed: "35181611fd0241e3a20122f1e6ab99fe"
        case .certificateTrouble: "57df1fdaddfd4304b5768a60b842a3b3"
        case .portLearnt: "4a47df336a0f4b6f9b04aac448f510a8"
        case .clientRefused: "f43267eff12040319ff75cbe251f89e3"
        case .listenerPlain: "a3acf127824d44159b00c0640efeaaa7"
        case .recordingEnded: "60fb173dc81e40919de2d60cf0261805"
        case .recordingFailed: "bde5df738ac84c68ab05350ade05fe36"
        case .recordingCutShort: "21465f5bb2804ffb9d58b444a65dfa2a"
        case .videoSqueezed: "395ed98cb35342e78e58c1e7eb42d653"
        case .logSuppressed: "25dc12f025824b399af253d3a59fa492"
        }
    }
}

extension Logger {
    /// One line about something that has a name of its own.
    ///
    /// - Parameter fields: `camera`, `generation`, `pid` … as in docs/operating.md.
    func log(_ event: LoggedEvent, _ level: Level, _ message: String, _ fields: [String: String] = [:]) {
        var metadata = fields.mapValues { MetadataValue.string($0) }
        metadata[LoggedEvent.metadataKey] = .stringConvertible(event)
        self.log(level: level, "\(message)", metadata: metadata)
    }
}
