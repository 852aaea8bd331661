import Synchronization

/// Most bytes that the views of all cameras hold together: video for players and recordings, and pictures.
///
/// Video is what gives way. While all of it is taken, each view that holds any may have an equal share: who came late gets
/// its own, and whoever is above it loses its oldest segments with its next part, or at the next look.
final class HubBudget: Sendable {
    /// What a view may have in any case, since with less it would show nothing at all: some seconds of most cameras, a fifth
    /// of what its worker costs.
    static let leastOfView = 4 * 1024 * 1024
    /// A quarter of what this process may use.
    private static let part = 4

    private let limit: Atomic<Int>
    private let video = Atomic<Int>(0)
    private let pictures = Atomic<Int>(0)
    /// Those that hold video.
    private let views = Atomic<Int>(0)

    init(most: Int = HubBudget.usual) {
        self.limit = Atomic(most)
    }

    /// As the operator, or the machine, has it.
    var most: Int { self.limit.load(ordering: .relaxed) }
    var videoBytes: Int { self.video.load(ordering: .relaxed) }
    var pictureBytes: Int { self.pictures.load(ordering: .relaxed) }

    /// From now on; who has too much gives way within a second.
    func change(most: Int) {
        self.limit.store(most, ordering: .relaxed)
    }

    /// Bytes of video that a view may hold which holds `bytes` now; a moment later another may have taken some.
    func room(beside bytes: Int) -> Int {
        let forVideo = max(0, self.most - self.pictureBytes)
        let free = forVideo - (self.videoBytes - bytes)
        let holding = self.views.load(ordering: .relaxed) + (bytes == 0 ? 1 : 0)
        return max(free, forVideo / max(1, holding), Self.leastOfView)
    }

    /// A view's video takes another amount than before.
    func videoChanged(from before: Int, to after: Int) {
        guard before != after else { return }
        self.video.wrappingAdd(after - before, ordering: .relaxed)
        if before == 0 { self.views.wrappingAdd(1, ordering: .relaxed) }
        if after == 0 { self.views.wrappingSubtract(1, ordering: .relaxed) }
    }

    /// A view's pictures take another amount than before.
    func picturesChanged(from before: Int, to after: Int) {
        guard before != after else { return }
        self.pictures.wrappingAdd(after - before, ordering: .relaxed)
    }

    static let usual = MachineMemory.bytes / part
}
