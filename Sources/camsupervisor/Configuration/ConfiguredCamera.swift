internal import Shared

/// One camera of the file: ready to run, or wrong and why.
struct ConfiguredCamera: Sendable, Hashable {
    /// Unique.
    ///
    /// Of a camera whose own id is taken or unusable: a free one, so that `status` can show the error.
    var id: CameraID
    /// For people.
    var name: String
    /// Where it stands in the file.
    var location: SourceLocation
    var state: State
    /// As they stand in the file, without secrets.
    var options: [String: JSONValue] = [:]

    enum State: Sendable, Hashable {
        case usable(CameraConfiguration)
        /// The errors of this camera, in the order of the file, never empty.
        case misconfigured([Diagnostic])
    }

    /// What the worker is told; `nil` when the camera is misconfigured.
    var configuration: CameraConfiguration? {
        guard case .usable(let configuration) = self.state else { return nil }
        return configuration
    }
}
