/// TCP ports that the camera leads to and this worker was not given; it leaves with 75 after it.
package struct PortsReport: Sendable, Hashable, Codable {
    package var ports: [UInt16]

    package init(ports: [UInt16]) {
        self.ports = ports
    }
}
