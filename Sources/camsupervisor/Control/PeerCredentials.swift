import CLinux
import NIOCore

/// Who is at the other end of the control socket, as the kernel recorded it at connect.
enum PeerCredentials {
    static func origin(of channel: any Channel) -> RequestOrigin {
        guard let provider = channel as? any SocketOptionProvider else { return .network }
        // On the channel's own loop the answer is there at once; it is asked for while the pipeline is built.
        var peer = PeerRecord()
        let option: EventLoopFuture<PeerRecord> = provider.unsafeGetSocketOption(
            level: .socket,
            name: .init(rawValue: 17)  // SO_PEERCRED
        )
        option.assumeIsolated().whenSuccess { peer = $0 }
        return .control(uid: peer.uid, pid: peer.pid)
    }

    /// `struct ucred`.
    struct PeerRecord: Sendable {
        var pid: Int32 = 0
        var uid: UInt32 = UInt32.max
        var gid: UInt32 = UInt32.max
    }
}
