package import Shared

/// What a worker without a camera of its own looks at, once: the whole of its work.
///
/// Beside ``Configure`` the only message in which secrets travel. Answered by `ready`, when the worker can reach nothing else any more,
/// and by `result` with the same sequence: 200 with a report as its response, 401 when the camera refused us, 502 with the reason for
/// anything else.
package struct ProbeRequest: Sendable, Hashable, Codable {
    /// What is looked at, and how.
    package enum Subject: Sendable, Hashable, Codable {
        /// An ``AmcrestReport`` comes back.
        ///
        /// - Parameter wholeDevice: all channels of a recorder; else the configured one.
        case amcrest(AmcrestConfiguration, wholeDevice: Bool)
        /// An ``ONVIFReport`` comes back.
        case onvif(ONVIFConfiguration)
        /// No camera yet: who is there. A ``DiscoveryReport`` comes back.
        case discovery(DiscoveryRequest)
    }

    package var subject: Subject
    /// Until the worker answers with what it has by then.
    package var timeMilliseconds: Int
    /// ``CameraConfiguration/allowsUnixResolver``.
    package var allowsUnixResolver: Bool
    /// Where earlier workers were sent to, ``LearntPorts``.
    package var learntPorts: [UInt16]

    package init(
        _ subject: Subject,
        timeMilliseconds: Int,
        allowsUnixResolver: Bool = false,
        learntPorts: LearntPorts = LearntPorts()
    ) {
        self.subject = subject
        self.timeMilliseconds = timeMilliseconds
        self.allowsUnixResolver = allowsUnixResolver
        self.learntPorts = learntPorts.ports
    }
}
