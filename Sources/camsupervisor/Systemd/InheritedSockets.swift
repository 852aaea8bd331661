import CLinux
import CSystemd
import IPC

/// Sockets that systemd (or `systemd-socket-activate`) opened for us, by the name of their unit.
///
/// `http` and `control`; a name belongs to a whole `.socket` unit, which is why there are two of them. Sockets without a
/// known name count as `http`, so that `systemd-socket-activate -l 8124` needs no name.
struct InheritedSockets: Sendable {
    private(set) var http: [Int32] = []
    private(set) var control: [Int32] = []

    var isEmpty: Bool { self.http.isEmpty && self.control.isEmpty }

    /// Takes the descriptors over and removes the variables that announced them, so that no child believes them.
    static func take() throws(SystemCallError) -> InheritedSockets {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = sd_listen_fds_with_names(1, &names)
        guard count >= 0 else { throw SystemCallError(call: "sd_listen_fds", errorNumber: -count) }
        defer { free(names) }
        var sockets = InheritedSockets()
        for index in 0..<Int(count) {
            let descriptor = 3 + Int32(index)
            let name = names?[index].map { String(cString: $0) }
            free(names?[index])
            _ = linux_set_nonblocking(descriptor)
            if name == "control" {
                sockets.control.append(descriptor)
            } else {
                sockets.http.append(descriptor)
            }
        }
        return sockets
    }
}
