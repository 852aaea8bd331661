import HTTPTypes
import Shared

@testable import camsupervisor

extension HTTPRequest {
    /// A request as the codec delivers it.
    static func to(
        _ path: String,
        method: HTTPRequest.Method = .get,
        host: String? = "localhost:8124",
        fields: HTTPFields = [:]
    ) -> HTTPRequest {
        HTTPRequest(method: method, scheme: "http", authority: host, path: path, headerFields: fields)
    }
}

extension AccessToken {
    static let exampleText = "abcdefghijklmnop"

    static func example(
        _ name: String = "example",
        _ text: String = AccessToken.exampleText,
        may: Set<Permission>,
        cameras: Set<String>? = nil
    ) -> AccessToken {
        AccessToken(
            name: name,
            token: Secret(text),
            may: may,
            cameras: cameras.map { Set($0.compactMap { try? CameraID($0) }) }
        )
    }
}

extension AccessPolicy.Demand {
    static let view = AccessPolicy.Demand(permission: .view)
    static let control = AccessPolicy.Demand(permission: .control)
    static let webhook = AccessPolicy.Demand(permission: .control, carriesOwnSecret: true)
}
