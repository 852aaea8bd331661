internal import Shared

/// By which way a device's notifications come.
///
/// Pure. Left to itself it is the pull-point, which needs nobody to reach us; a device that cannot make one is asked to post, and
/// as long as nothing has come by post both are tried.
extension ONVIFEventsMode {
    /// Pull-points in a row that came to nothing before another way is tried as well.
    private static let mostFailures = 5

    struct Wish: Hashable, Sendable {
        var pulls: Bool
        var pushes: Bool
    }

    /// - Parameter canPush: whether there is an address that devices can post to.
    func wish(pull: PullPoint, push: PushSubscription, canPush: Bool) -> Wish {
        switch self {
        case .off: Wish(pulls: false, pushes: false)
        case .pullPoint: Wish(pulls: true, pushes: false)
        case .webhook: Wish(pulls: false, pushes: canPush)
        case .automatic:
            if push.isProven {
                Wish(pulls: false, pushes: true)
            } else {
                Wish(pulls: true, pushes: canPush && pull.failures >= Self.mostFailures)
            }
        }
    }
}
