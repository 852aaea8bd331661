import IPC
import Shared

/// The views above 0 of a camera.
extension Worker {
    /// All views, the camera itself first.
    var hubs: [ViewHub] { [self.hub] + self.views.map(\.declared.hub) }

    /// Frames that came from all workers, of all views.
    var arrived: UInt64 { self.hubs.reduce(self.arrivedBefore) { $0 &+ $1.arrived } }

    /// Takes what a worker has declared; what is known of a view that stays is kept.
    mutating func take(_ declared: [DeclaredView]) {
        let before = Dictionary(self.views.map { ($0.declared.declaration.key, $0) }) { first, _ in first }
        let arrived = self.arrived
        self.views = declared.map { view in
            guard var known = before[view.declaration.key], known.declared.hub === view.hub else {
                return SideView(view, self.health.freshness)
            }
            known.declared = view
            return known
        }
        self.arrivedBefore &+= arrived &- self.arrived
    }

    /// A word on one view of the camera.
    mutating func take(_ report: StateReport, ofView number: UInt16, at now: MonotonicTime) {
        guard let index = self.views.firstIndex(where: { $0.declared.number == number }) else { return }
        self.views[index].take(report, at: now)
    }

    /// Nobody looked for a while: no view is to blame.
    mutating func forgive(at now: MonotonicTime) {
        self.health.forgive(at: now)
        for index in self.views.indices { self.views[index].forgive(at: now) }
    }
}
