internal import CLinux
internal import Glibc
internal import IPC

/// Makes the grounds and takes them away again.
final class ProbeStage {
    private let folder: String
    private var sockets: [Int32] = []
    private(set) var ports: [UInt16] = []

    /// - Throws: ``SystemCallError`` when something of it cannot be made.
    init() throws(SystemCallError) {
        // A folder that did not exist; what others may put into it, since all may write there, can only make the probe fail.
        var template = Array("/tmp/camworker-probe-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemCallError(call: "mkdtemp", errorNumber: errno) }
        self.folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // Everybody may do everything in it, so that what is refused there is refused by confinement.
        chmod(self.folder, 0o777)
        mkdir("\(self.folder)/pictures", 0o755)
        chmod("\(self.folder)/pictures", 0o755)
        try self.write("pictures/a.jpg", mode: 0o644)
        try self.write("removable", mode: 0o666)
        // As it lies in /etc/camsupervisor: for the supervisor's user and group.
        try self.write("secrets.yaml", mode: 0o640)
        try self.take(linux_listen_unix("\(self.folder)/control.sock", 0o666, 8), "listen on a Unix socket")
        try self.listenAbstractly()
        for _ in 1...2 { try self.listenOnPort() }
    }

    deinit {
        for descriptor in self.sockets { close(descriptor) }
        for name in ["pictures/a.jpg", "removable", "secrets.yaml", "control.sock", "bound.sock", "written"] {
            unlink("\(self.folder)/\(name)")
        }
        rmdir("\(self.folder)/pictures")
        rmdir(self.folder)
    }

    func grounds(sibling: Int32) -> ProbeGrounds {
        ProbeGrounds(sibling: sibling, folder: self.folder, listedPort: self.ports[0], unlistedPort: self.ports[1])
    }

    private func write(_ name: String, mode: mode_t) throws(SystemCallError) {
        let descriptor = creat("\(self.folder)/\(name)", mode)
        guard descriptor >= 0 else { throw SystemCallError(call: "create \(name)", errorNumber: errno) }
        fchmod(descriptor, mode)
        close(descriptor)
    }

    private func take(_ descriptor: Int32, _ doing: String) throws(SystemCallError) {
        guard descriptor >= 0 else { throw SystemCallError(call: doing, errorNumber: -descriptor) }
        self.sockets.append(descriptor)
    }

    private func listenAbstractly() throws(SystemCallError) {
        var (address, length) = ProbeSockets.abstractAddress(self.folder)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let result = ProbeSockets.with(&address) { bind(descriptor, $0, length) }
        guard result == 0, listen(descriptor, 8) == 0 else {
            throw SystemCallError(call: "listen on an abstract socket", errorNumber: errno)
        }
        try self.take(descriptor, "socket")
    }

    private func listenOnPort() throws(SystemCallError) {
        var address = ProbeSockets.address("127.0.0.1", port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let result = ProbeSockets.with(&address) { pointer in
            bind(descriptor, pointer, length) == 0 && listen(descriptor, 8) == 0
                && getsockname(descriptor, pointer, &length) == 0
        }
        guard result else { throw SystemCallError(call: "listen on 127.0.0.1", errorNumber: errno) }
        try self.take(descriptor, "socket")
        self.ports.append(UInt16(bigEndian: address.sin_port))
    }
}
