/// `http:`: where the proxy listens and who may ask.
struct HTTPConfiguration: Sendable, Hashable {
    /// Used only when systemd hands over no sockets.
    var listen: [ListenAddress] = ListenAddress.standard
    /// Whether `listen` stands in the file; the standard addresses may lack IPv6 and are then no error.
    var listenIsGiven = false
    /// `nil` where HTTP is spoken in the clear.
    var tls: TLSFiles?
    var tokens: [AccessToken] = []
    /// From the connection to the end of its first header.
    var headerTimeout = Duration.seconds(10)
    /// From an answer to the end of the next header.
    var idleTimeout = Duration.seconds(60)
    /// The folder behind `/local/…`, absolute; `nil` when there is none.
    var local: String?
}
