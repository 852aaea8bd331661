internal import Shared

/// How a device's snapshots are asked for at the moment.
struct SnapshotDoor: Hashable {
    var authentication: HTTPAuthentication
    /// Without user and password: the address lets in whoever knows it.
    var isOpen = false
    /// Without those that stand in the address.
    var isStripped = false

    /// - Parameters:
    ///   - configured: one that is given is kept to.
    ///   - way: the one whose turn it is.
    init(_ configured: HTTPAuthentication, _ way: SnapshotAuthentication.Way) {
        self.authentication = configured
        // Basic is by challenge too; unasked it would show the password to whoever listens.
        self.isOpen = way == .open
        self.isStripped = way == .stripped
    }
}

extension SnapshotAuthentication {
    /// A camera that was asked by its challenge has refused Digest and Basic at once.
    mutating func refusedByChallenge(_ way: Way) {
        self.refused(way)
        if way == .digest { self.refused(.basic) }
    }
}
