/// What a device answers to an operation.
enum ONVIFReply: Sendable, Hashable {
    /// The content of the answer's body.
    case body(String)
    case fault(ScriptedFault)
    /// The answer of `PullMessages`, which takes its time.
    case pull(subscription: Int, seconds: Double, limit: Int)
    /// The answer, and then it is gone for a while.
    case reboot(String)
    /// A whole envelope, as another device wrote it.
    case recorded(String, status: Int)
}
