internal import CLinux

/// What is asked of Landlock for one camera, by what the kernel's version of it can do.
///
/// Pure: the numbers of linux/landlock.h in, rules out.
struct LandlockPlan {
    /// Rights of linux/landlock.h, by the ABI that brought them.
    enum Right {
        static let execute: UInt64 = 1 << 0
        static let readFile: UInt64 = 1 << 2
        static let readFolder: UInt64 = 1 << 3
        /// ABI 1 (Linux 5.13): execute, read, write, make and remove of every kind.
        static let files: UInt64 = (1 << 13) - 1
        /// ABI 2 (5.19): moving a file into another folder, which is always denied without it.
        static let refer: UInt64 = 1 << 13
        /// ABI 3 (6.2).
        static let truncate: UInt64 = 1 << 14
        /// ABI 4 (6.7).
        static let bindPort: UInt64 = 1 << 0
        static let connectPort: UInt64 = 1 << 1
        /// ABI 5 (6.10).
        static let controlDevice: UInt64 = 1 << 15
        /// ABI 6 (6.12): abstract Unix sockets, and signals to processes that are not confined likewise.
        static let abstractSockets: UInt64 = 1 << 0
        static let signals: UInt64 = 1 << 1
    }

    /// Where DNS servers listen when an answer does not fit into a datagram.
    static let namePort: UInt16 = 53
    /// The ABI that first knows TCP ports, and the kernel that brought it.
    static let portsABI = (abi: 4, kernel: "6.7")
    /// The ABI that first keeps signals and abstract sockets in.
    static let scopesABI = (abi: 6, kernel: "6.12")

    var ruleset: linux_landlock_ruleset
    /// Read-only, files and folders; those that are not there are no error.
    var paths: [String]
    /// Connections may go there; nowhere else, and nothing may be bound.
    var ports: [UInt16]

    /// - Parameter abi: 1 or higher; newer than known is treated like the newest known.
    init(abi: Int, reach: CameraReach) {
        var files = Right.files
        if abi >= 2 { files |= Right.refer }
        if abi >= 3 { files |= Right.truncate }
        if abi >= 5 { files |= Right.controlDevice }
        let governsPorts = abi >= Self.portsABI.abi
        self.ruleset = linux_landlock_ruleset(
            files: files,
            ports: governsPorts ? Right.bindPort | Right.connectPort : 0,
            scopes: abi >= Self.scopesABI.abi ? Right.abstractSockets | Right.signals : 0
        )
        self.paths = Self.libraries + Self.clock + (reach.usesNetwork ? Self.names + Self.trust : []) + reach.folders
        self.ports = governsPorts && reach.usesNetwork ? reach.ports.union([Self.namePort]).sorted() : []
    }

    /// For libav and what comes with it, loaded when first needed; reading is enough for `dlopen`.
    private static let libraries = ["/usr/lib", "/lib", "/lib64", "/usr/local/lib", "/etc/ld.so.cache"]
    /// The placeholder tells people the time.
    private static let clock = ["/etc/localtime", "/usr/share/zoneinfo"]
    /// For `getaddrinfo`; never all of `/etc`, where the configuration's secrets lie.
    static let names = [
        "/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf", "/etc/services",
    ]
    /// For TLS, but not `/etc/ssl` as a whole: the machine's own keys are in it.
    private static let trust = [
        "/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates",
    ]
}
