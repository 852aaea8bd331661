/// TCP ports that a camera sent its workers to, beside those in its URLs.
///
/// A worker cannot open a port to itself once it is confined: it reports the port and leaves, and the next one starts
/// with the wider list. Both ends apply these rules, the supervisor because a worker that was taken over may ask too.
package struct LearntPorts: Sendable, Hashable {
    /// Ports a camera may add.
    ///
    /// One redirect to https is usual, two have been seen; each costs a worker, and what is open to one is open for ever.
    package static let most = 4
    /// Below 1024 only what cameras serve: http, https, rtsp.
    private static let wellKnown: Set<UInt16> = [80, 443, 554]

    /// In ascending order.
    package private(set) var ports: [UInt16] = []

    package init() {}

    /// - Parameter ports: those that may be learnt are, up to ``most``.
    package init(_ ports: [UInt16]) {
        for port in ports { self.add(port) }
    }

    /// Whether ``add(_:)`` would take it.
    package func admits(_ port: UInt16) -> Bool {
        guard self.ports.count < Self.most, !self.ports.contains(port) else { return false }
        return port >= 1024 || Self.wellKnown.contains(port)
    }

    /// - Returns: whether the list has grown.
    @discardableResult
    package mutating func add(_ port: UInt16) -> Bool {
        guard self.admits(port) else { return false }
        self.ports.append(port)
        self.ports.sort()
        return true
    }
}
