internal import Shared

/// One entry of `http.tokens`: who may do what, with which cameras.
struct AccessToken: Sendable, Hashable {
    /// For logs and `status`; unique.
    var name: String
    /// 16 characters or more; unique.
    var token: Secret<String>
    var may: Set<Permission>
    /// `nil` means every camera.
    var cameras: Set<CameraID>?

    /// What a token allows.
    ///
    /// Each includes those before it.
    enum Permission: String, Sendable, Hashable, CaseIterable, Comparable {
        /// Look at pictures, states and events.
        case view
        /// Change what a camera does: restart, stop, start, services.
        case control
        /// Everything, the configuration's secrets excepted.
        case admin

        static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .view: 0
            case .control: 1
            case .admin: 2
            }
        }
    }

    /// Whether the token allows `permission` on `camera`; `nil` stands for what concerns no single camera.
    func allows(_ permission: Permission, on camera: CameraID?) -> Bool {
        guard self.may.contains(where: { $0 >= permission }) else { return false }
        guard let allowed = self.cameras, let camera else { return true }
        return allowed.contains(camera)
    }
}
