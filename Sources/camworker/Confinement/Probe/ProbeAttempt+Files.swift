internal import CLinux
internal import Glibc

extension ProbeAttempt {
    /// `FS_IOC_SETFLAGS`.
    private static let setAttributes = 0x4008_6602
    /// `F_NOTIFY`.
    private static let notify = 1026

    static var files: [ProbeAttempt] {
        [
            ProbeAttempt("read-shadow", .files, "read /etc/shadow", keptBy: [ProbeLayer.files, ProbeLayer.user]) { _ in
                Self.read("/etc/shadow")
            },
            ProbeAttempt(
                "read-secrets",
                .files,
                "read the secrets.yaml of the configuration",
                keptBy: [ProbeLayer.files, ProbeLayer.user]
            ) { Self.read($0.secrets) },
            ProbeAttempt("read-passwd", .files, "read a file of everybody's", keptBy: [ProbeLayer.files]) { _ in
                Self.read("/etc/passwd")
            },
            ProbeAttempt("list-folder", .files, "list a folder", keptBy: [ProbeLayer.files]) { _ in
                Self.read("/etc", O_DIRECTORY)
            },
            ProbeAttempt("write-file", .files, "write a file", keptBy: [ProbeLayer.files, ProbeLayer.calls]) {
                let descriptor = creat("\($0.folder)/written", 0o600)
                return descriptor < 0 ? -Int(errno) : 0
            },
            ProbeAttempt("remove-file", .files, "remove a file", keptBy: [ProbeLayer.files, ProbeLayer.calls]) {
                unlink($0.removable) < 0 ? -Int(errno) : 0
            },
            ProbeAttempt("socket-file", .files, "make a socket's file", keptBy: [ProbeLayer.files, ProbeLayer.calls]) {
                grounds in
                ProbeSockets.usePair { descriptor in
                    var (address, length) = ProbeSockets.unixAddress(grounds.boundSocket)
                    return ProbeSockets.with(&address) { bind(descriptor, $0, length) }
                }
            },
            ProbeAttempt("file-attributes", .files, "change a file's attributes", keptBy: [ProbeLayer.calls]) {
                let descriptor = linux_open($0.picture, O_RDONLY)
                guard descriptor >= 0 else { return Int(descriptor) }
                defer { close(descriptor) }
                return Self.call(SYS_ioctl, Int(descriptor), Self.setAttributes, 0)
            },
            ProbeAttempt("lock-file", .files, "lock a file that others wait for", keptBy: [ProbeLayer.calls]) {
                let descriptor = linux_open($0.picture, O_RDONLY)
                guard descriptor >= 0 else { return Int(descriptor) }
                defer { close(descriptor) }
                return Self.call(SYS_flock, Int(descriptor), Int(LOCK_EX | LOCK_NB))
            },
            ProbeAttempt("watch-folder", .files, "watch a folder", keptBy: [ProbeLayer.calls]) {
                let descriptor = linux_open($0.pictures, O_RDONLY | O_DIRECTORY)
                guard descriptor >= 0 else { return Int(descriptor) }
                defer { close(descriptor) }
                return Self.call(SYS_fcntl, Int(descriptor), Self.notify, 0)
            },
            ProbeAttempt("watch-files", .files, "watch who opens which file", keptBy: [ProbeLayer.calls]) {
                let descriptor = Self.call(SYS_inotify_init1, 0)
                guard descriptor >= 0 else { return descriptor }
                defer { close(Int32(descriptor)) }
                return $0.folder.withCString {
                    Self.call(SYS_inotify_add_watch, descriptor, Int(bitPattern: $0), Int(IN_OPEN))
                }
            },
        ]
    }

    static var needed: [ProbeAttempt] {
        [
            ProbeAttempt("resolver-files", .needed, "read the resolver's files") { _ in Self.read("/etc/hosts") },
            ProbeAttempt("certificates", .needed, "read the machine's certificates") { _ in
                Self.read("/etc/ssl/certs", O_DIRECTORY)
            },
            ProbeAttempt("picture-file", .needed, "read a file: camera's picture") { Self.read($0.picture) },
            ProbeAttempt("camera-port", .needed, "connect to the camera's port") {
                ProbeSockets.connectTo("127.0.0.1", $0.listedPort)
            },
            ProbeAttempt("name", .needed, "resolve a name") { _ in
                var list: UnsafeMutablePointer<addrinfo>?
                let result = getaddrinfo("localhost", "80", nil, &list)
                if let list { freeaddrinfo(list) }
                return result == 0 ? 0 : -Int(EIO)
            },
            ProbeAttempt("addresses", .needed, "see the machine's addresses") { _ in
                var list: UnsafeMutablePointer<ifaddrs>?
                guard getifaddrs(&list) == 0 else { return -Int(errno) }
                freeifaddrs(list)
                return 0
            },
            ProbeAttempt("libav", .needed, "load libav") { _ in
                (try? LibAV.pictures()) == nil ? -Int(EIO) : 0
            },
            ProbeAttempt("thread", .needed, "start a thread") { _ in
                var thread = pthread_t()
                let result = pthread_create(&thread, nil, { _ in nil }, nil)
                if result == 0 { pthread_join(thread, nil) }
                return -Int(result)
            },
        ]
    }

    private static func read(_ path: String, _ flags: Int32 = 0) -> Int {
        let descriptor = linux_open(path, O_RDONLY | flags)
        if descriptor >= 0 { close(descriptor) }
        return Int(descriptor)
    }
}
