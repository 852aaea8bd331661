/// A lens, or a channel of a recorder.
struct DeviceVideoSource: Hashable, Sendable {
    var token: String
    var width: Int?
    var height: Int?

    private static let most = 128

    /// - Parameter answer: of GetVideoSources.
    static func all(in answer: XMLElement) -> [DeviceVideoSource] {
        answer.children("VideoSources").prefix(Self.most).compactMap { element in
            guard let token = element.attribute("token"), !token.isEmpty else { return nil }
            let size = element.child("Resolution")
            return DeviceVideoSource(token: token, width: size?.integer("Width"), height: size?.integer("Height"))
        }
    }
}
