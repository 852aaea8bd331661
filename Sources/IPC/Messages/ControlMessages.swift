package import Shared

/// Supervisor's first word.
package struct SupervisorHello: Sendable, Hashable, Codable {
    package var oldestProtocol: Int
    package var newestProtocol: Int
    package var camera: CameraID
    package var generation: UInt32

    package init(camera: CameraID, generation: UInt32, protocols: ClosedRange<Int> = ProtocolVersion.supported) {
        self.oldestProtocol = protocols.lowerBound
        self.newestProtocol = protocols.upperBound
        self.camera = camera
        self.generation = generation
    }
}

/// Worker's first word, within 5 s.
package struct WorkerHello: Sendable, Hashable, Codable {
    package var protocolVersion: Int
    package var pid: Int32
    /// Build of the worker; the supervisor refuses another than its own.
    package var build: String
    package var confinement: [ConfinementLayer]

    package init(protocolVersion: Int, pid: Int32, build: String, confinement: [ConfinementLayer]) {
        self.protocolVersion = protocolVersion
        self.pid = pid
        self.build = build
        self.confinement = confinement
    }
}

/// One layer of the worker's confinement and whether it holds.
package struct ConfinementLayer: Sendable, Hashable, Codable {
    package var name: String
    package var active: Bool
    /// Why it is not active; `nil` when it is.
    package var reason: String?

    package init(name: String, active: Bool, reason: String? = nil) {
        self.name = name
        self.active = active
        self.reason = reason
    }

    /// Every layer a `ready` must report, active or not; fewer is a protocol error.
    package static let required = [
        "rlimits", "no-capabilities", "no-new-privileges", "parent-death", "not-dumpable", "empty-environment",
        "own-process-group", "landlock-files", "landlock-ports", "landlock-scopes", "seccomp",
    ]
}

/// What the camera is and what its secrets are.
///
/// Beside ``ProbeRequest`` the only message in which secrets travel.
package struct Configure: Sendable, Hashable, Codable {
    package var camera: CameraConfiguration
    /// Ports beside those of its URLs that the camera led earlier workers to.
    package var learntPorts: [UInt16]

    package init(camera: CameraConfiguration, learntPorts: [UInt16] = []) {
        self.camera = camera
        self.learntPorts = learntPorts
    }
}

/// The worker is confined and may be asked for frames.
package struct Ready: Sendable, Hashable, Codable {
    package var confinement: [ConfinementLayer]
    /// The camera itself, whose name is empty; what other views it has is told by ``ViewList``.
    package var views: [String]
    /// Whether `wantMedia` can lead to anything: there is a video stream.
    ///
    /// Absent from workers without.
    package var media: Bool?

    package init(confinement: [ConfinementLayer], views: [String] = [""], media: Bool = false) {
        self.confinement = confinement
        self.views = views
        self.media = media ? true : nil
    }

    /// ``media`` in a word.
    package var hasMedia: Bool { self.media ?? false }
}

/// The worker's word on its camera, sent on every change.
package struct StateReport: Sendable, Hashable, Codable {
    package enum Connection: String, Sendable, Hashable, Codable {
        /// Nobody asks; nothing wrong is known.
        case idle
        case connecting
        case connected
        /// Cannot be reached, or answers something that is no picture; `reason` says what.
        case offline
        /// The camera refused our credentials.
        case refused
        /// The camera is there and makes no pictures, since it was told not to (`camera.turn_off`).
        case off
        /// The configuration cannot work (a file outside of the allowed folders).
        case misconfigured
    }

    package var connection: Connection
    /// In words for the operator, without secrets.
    package var reason: String?
    /// Milliseconds until the worker tries again by itself.
    package var retryMilliseconds: Int?
    /// Why there is no media although the stream is well: an MJPEG stream has none.
    ///
    /// Absent while nothing is known.
    package var mediaReason: String?
    /// Whether the camera answers, although no picture of it is to be had: its switches and sensors are no less there.
    ///
    /// Absent where that is not known, and where nothing is wrong.
    package var isDeviceThere: Bool?
    /// What the platform adds, like push's `last_trip` and `filename`.
    package var attributes: [String: String]
    /// The view it is the state of, where that is not the camera itself.
    package var view: UInt16?

    package init(
        connection: Connection,
        reason: String? = nil,
        retryMilliseconds: Int? = nil,
        mediaReason: String? = nil,
        isDeviceThere: Bool? = nil,
        attributes: [String: String] = [:],
        view: UInt16 = 0
    ) {
        self.view = view == 0 ? nil : view
        self.connection = connection
        self.reason = reason
        self.retryMilliseconds = retryMilliseconds
        self.mediaReason = mediaReason
        self.isDeviceThere = isDeviceThere
        self.attributes = attributes
    }
}

extension StateReport {
    /// ``view`` in a word: 0 is the camera itself.
    package var viewNumber: UInt16 { self.view ?? 0 }

    /// The same, of a view.
    package func of(view: UInt16) -> StateReport {
        var report = self
        report.view = view == 0 ? nil : view
        return report
    }
}

/// An answer to `call`, `push` or `scale` with the same sequence: an HTTP status and words.
package struct CallResult: Sendable, Hashable, Codable {
    package var status: Int
    package var reason: String
    /// What a service answers beside that; absent where there is nothing.
    package var response: JSONValue?

    package init(status: Int, reason: String, response: JSONValue? = nil) {
        self.status = status
        self.reason = reason
        self.response = response
    }
}

/// What the worker used and did, once a second while it changes.
package struct Stats: Sendable, Hashable, Codable {
    package var cpuMilliseconds: UInt64
    package var peakMemoryKilobytes: UInt64
    /// `nil` where the kernel does not say.
    package var residentMemoryKilobytes: UInt64?
    /// Frames that came from the camera, wanted or not.
    package var frames: UInt64
    /// Bytes that came from the camera.
    package var bytes: UInt64
    /// Connections opened to the camera.
    package var connections: UInt64

    package init(
        cpuMilliseconds: UInt64 = 0,
        peakMemoryKilobytes: UInt64 = 0,
        frames: UInt64 = 0,
        bytes: UInt64 = 0,
        connections: UInt64 = 0
    ) {
        self.cpuMilliseconds = cpuMilliseconds
        self.peakMemoryKilobytes = peakMemoryKilobytes
        self.frames = frames
        self.bytes = bytes
        self.connections = connections
    }
}

/// A line for the supervisor's log.
package struct LogLine: Sendable, Hashable, Codable {
    package enum Level: String, Sendable, Hashable, Codable {
        case debug, info, notice, warning, error
    }

    package var level: Level
    package var text: String

    package init(level: Level, text: String) {
        self.level = level
        self.text = text
    }
}
