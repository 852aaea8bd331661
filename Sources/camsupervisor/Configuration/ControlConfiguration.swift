/// `control:`: the control socket.
struct ControlConfiguration: Sendable, Hashable {
    /// As given, absolute; `nil` when the file says nothing.
    var socket: String?

    /// Where the packaged units and the command line look.
    static let standardSocket = "/run/camsupervisor/control.sock"

    /// The path to bind.
    var path: String { self.socket ?? Self.standardSocket }
}
