import CLinux
import NIOCore

/// Who is at the other end of the control socket, as the kernel recorded it at connect.
enum PeerCredentials {
    /// `(uid_t)-1`, no user's id: what a socket says that has no peer, as a `control` unit that listens on TCP.
    private static let nobody = UInt32.max

    /// On the channel's own loop; ``RequestOrigin/unknown`` when it cannot be told.
    static func origin(of channel: any Channel) -> RequestOrigin {
        let origin = try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable { descriptor in
            self.origin(ofSocket: descriptor)
        }
        return origin == .network ? .ofNetwork(channel) : origin ?? .unknown
    }

    static func origin(ofSocket descriptor: NIOBSDSocket.Handle) -> RequestOrigin {
        var pid: Int32 = 0
        var uid: UInt32 = 0
        var gid: UInt32 = 0
        guard linux_peer_credentials(descriptor, &pid, &uid, &gid) == 0 else { return .unknown }
        // Whoever is behind TCP is anybody.
        return uid == Self.nobody ? .network : .control(uid: uid, pid: pid)
    }
}
