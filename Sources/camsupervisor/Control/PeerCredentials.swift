import CLinux
import NIOCore

/// Who is at the other end of the control socket, as the kernel recorded it at connect.
enum PeerCredentials {
    /// A socket that knows no peer is no Unix socket (a `control` unit that listens on TCP gets the user id -1): whoever
    /// is behind it is anybody.
    static func origin(of channel: any Channel) -> RequestOrigin {
        guard let provider = channel as? any SocketOptionProvider else { return .network }
        // On the channel's own loop the answer is there at once; it is asked for while the pipeline is built.
        var peer = PeerRecord()
        let option: EventLoopFuture<PeerRecord> = provider.unsafeGetSocketOption(
            level: .socket,
            name: .init(rawValue: 17)  // SO_PEERCRED
        )
        option.assumeIsolated().whenSuccess { peer = $0 }
        guard peer.uid != PeerRecord.nobody else { return .network }
        return .control(uid: peer.uid, pid: peer.pid)
    }

    /// `struct ucred`.
    struct PeerRecord: Sendable {
        /// No user's id: `(uid_t)-1`.
        static let nobody = UInt32.max

        /// 0 when the process is in no namespace of ours.
        var pid: Int32 = 0
        var uid = nobody
        var gid: UInt32 = UInt32.max
    }
}
