import Shared

/// A fixed state that is not in force.
struct FixedStateTrouble: Hashable, Sendable, CustomStringConvertible {
    enum Reason: Hashable, Sendable {
        /// What its worker says counts.
        case isOwned(by: CameraID?)
        /// There are ``StateMachine/most`` states.
        case full
    }

    var entity: EntityID
    var reason: Reason

    var description: String {
        let why =
            switch self.reason {
            case .isOwned(.some(let camera)): "camera \(camera) has an entity of that id, and its state counts"
            case .isOwned(nil): "a camera has an entity of that id, and its state counts"
            case .full: "there are \(StateMachine.most) states already"
            }
        return "states.\(self.entity) of the configuration is passed over: \(why)"
    }
}
