/// What rendering for clients may take of the machine.
enum RenderLimits {
    /// Workers at a time: each is a process of some 10 MB for as long as it takes.
    static let workers = 2
    /// Clients that wait for one of them, and file names besides: at 20 ms each, half a second's.
    static let waiting = 32
    /// Of those the ones with the same token, so that whoever has it cannot shut everybody else out.
    static let waitingOfToken = 8
    /// From the request to its answer, waiting included: a template takes 50 ms at most, and starting a worker as long.
    static let patience = Duration.seconds(5)
    /// A request's body: a template of the longest kind, and its variables.
    static let body = 128 * 1024
}
