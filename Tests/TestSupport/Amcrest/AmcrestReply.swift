/// What a camera answers to a command.
enum AmcrestReply: Sendable, Hashable {
    case text(String)
    /// `Error` and a reason.
    ///
    /// Status 400 for what a firmware does not know, 200 for `No Events`: seen so from 2.4 to 2.8; cameras before answered
    /// all with 200.
    case error(String, status: Int = 400)
    /// Channels count from 1 here, as in the commands.
    case picture(channel: Int, subtype: Int)
    case film(channel: Int, subtype: Int)
    case events(codes: Set<String>, heartbeat: Int?)
    case restart
    case nothingThere

    static let ok = AmcrestReply.text("OK\r\n")
    static let badRequest = AmcrestReply.error("Bad Request!")
}
