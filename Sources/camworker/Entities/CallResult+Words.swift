internal import IPC
internal import Shared

/// Answers to calls that every source has.
extension CallResult {
    static let done = CallResult(status: 200, reason: "done")

    static func done(_ response: JSONValue) -> CallResult {
        CallResult(status: 200, reason: "done", response: response)
    }

    /// A service that this kind of camera does not have, or that is not for this entity.
    static func notOffered(_ service: String, by platform: String) -> CallResult {
        CallResult(status: 501, reason: "a \(platform) camera does not do \(service)")
    }
}
