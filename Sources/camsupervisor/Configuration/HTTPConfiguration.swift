/// `http:`: where the proxy listens and who may ask.
struct HTTPConfiguration: Sendable, Hashable {
    /// Used only when systemd hands over no sockets.
    var listen: [ListenAddress] = ListenAddress.standard
    /// Whether `listen` stands in the file; the standard addresses may lack IPv6 and are then no error.
    var listenIsGiven = false
    var tokens: [AccessToken] = []
    /// The folder behind `/local/…`, absolute; `nil` when there is none.
    var local: String?
}
