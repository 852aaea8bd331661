import HTTPTypes
import Shared

/// What of all cameras and entities a request may see or change.
enum AccessScope: Sendable, Hashable {
    case all
    /// A token for some cameras: theirs, and nothing that belongs to no camera.
    case cameras(Set<CameraID>)

    func contains(_ camera: CameraID?) -> Bool {
        switch self {
        case .all: true
        case .cameras(let cameras): camera.map(cameras.contains) ?? false
        }
    }
}

extension AccessPolicy {
    /// - Throws: a ``Problem`` when the request may not do that with anything.
    func scope(
        _ request: HTTPRequest,
        origin: RequestOrigin,
        may permission: AccessToken.Permission
    ) throws(Problem) -> AccessScope {
        if let problem = Problem(self.decide(request, origin: origin, demand: .init(permission: permission))) {
            throw problem
        }
        guard !origin.isControl, let cameras = self.token(shownBy: request)?.cameras else { return .all }
        return .cameras(cameras)
    }
}
