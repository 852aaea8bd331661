internal import Shared

extension ONVIFEventFeed {
    /// How events come, for the file that is sent to somebody.
    var diagnostics: ONVIFDiagnostics.Events {
        ONVIFDiagnostics.Events(
            mode: self.mode,
            pullPoint: self.state(
                isUsed: self.wish.pulls,
                isPossible: [.automatic, .pullPoint].contains(self.mode),
                works: self.pull.point.isHearing,
                fails: self.pull.point.failures > 0
            ),
            webhook: self.state(
                isUsed: self.wish.pushes,
                isPossible: self.mode == .webhook || self.mode == .automatic && self.push.canPush,
                works: self.push.subscription.isProven,
                fails: self.push.subscription.isDeaf
            ),
            problem: self.problem,
            entities: self.entities.count
        )
    }

    private func state(isUsed: Bool, isPossible: Bool, works: Bool, fails: Bool) -> ONVIFDiagnostics.Events.State {
        guard isUsed else { return isPossible ? .paused : .stopped }
        return works || !fails ? .started : .failed
    }
}
