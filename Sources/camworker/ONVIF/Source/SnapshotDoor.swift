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
    /// A camera that was asked by its challenge has refused Digest and Basic at once, and an address that has no login
    /// in it without it too: each further try would be the same login, towards the one that locks the account.
    ///
    /// - Returns: whether there is no other way.
    mutating func refused(_ way: Way, at url: CameraURL?) -> Bool {
        self.refused(way)
        if way == .digest { self.refused(.basic) }
        if let url, way == .digest || way == .basic, Self.stripped(url) == url { self.refused(.stripped) }
        return self.way == nil
    }
}
