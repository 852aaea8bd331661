internal import IPC
internal import Shared

/// Answers to calls that every source has.
extension CallResult {
    static let done = CallResult(status: 200, reason: "done")

    static func done(_ response: JSONValue) -> CallResult {
        CallResult(status: 200, reason: "done", response: response)
    }

    private static func article(of platform: String) -> String {
        platform.first.map { "aeio".contains($0) } == true ? "an" : "a"
    }

    /// A service that this kind of camera does not have, or that is not for this entity.
    static func notOffered(_ service: String, by platform: String) -> CallResult {
        CallResult(status: 501, reason: "\(self.article(of: platform)) \(platform) camera does not do \(service)")
    }
}
