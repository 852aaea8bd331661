/// Who is to be asked whether there are ONVIF devices: everybody on this machine's networks, or some addresses alone.
package struct DiscoveryRequest: Sendable, Hashable, Codable {
    /// One that is asked by itself.
    package struct Target: Sendable, Hashable, Codable {
        /// Of IPv4 or IPv6, never a name.
        package var address: String
        package var port: UInt16

        package init(address: String, port: UInt16 = DiscoveryRequest.port) {
            self.address = address
            self.port = port
        }
    }

    /// Where WS-Discovery listens (1.1 §2.4).
    package static let port: UInt16 = 3702
    package static let mostTargets = 256
    package static let mostInterfaces = 16
    /// Bytes of the kernel's names.
    package static let longestInterface = 15
    /// Seconds for answers.
    package static let waits = 1...30

    /// How long answers are waited for, from the first question.
    package var waitMilliseconds: Int
    /// When there are any, nobody else is asked.
    package var targets: [Target]
    /// Empty for all that have neighbours.
    package var interfaces: [String]

    package init(waitMilliseconds: Int, targets: [Target] = [], interfaces: [String] = []) {
        self.waitMilliseconds = waitMilliseconds
        self.targets = targets
        self.interfaces = interfaces
    }
}
