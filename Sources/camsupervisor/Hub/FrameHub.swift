import IPC
import Shared
import Synchronization

/// All views of all cameras.
///
/// A camera keeps its views, and so its viewers, over workers and reloads: the camera itself as long as it is in the
/// configuration, the others until a worker declares that it has them no more. Those are known again by their keys.
final class FrameHub: Sendable {
    private struct State {
        var cameras: [CameraID: Shelf] = [:]
        /// Views that were made so far.
        var made: UInt64 = 0
        var hls: HLSConfiguration
        var whenDropped: @Sendable () -> Void = {}
    }

    /// The views of one camera.
    private struct Shelf {
        let main: ViewHub
        /// Those above 0, in the order of their numbers.
        var others: [(key: String, view: ViewHub)] = []
        /// The worker that declared them; an older one comes too late.
        var generation: UInt32 = 0
    }

    /// Versions that a view may count before it meets those of a later one: four years at 30 frames a second.
    private static let versionsOfView: UInt64 = 1 << 32

    private let state: Mutex<State>
    /// Of all views together.
    let budget: HubBudget

    init(
        cameras: [CameraConfiguration],
        hls: HLSConfiguration = HLSConfiguration(),
        budget: HubBudget = HubBudget()
    ) {
        self.budget = budget
        self.state = Mutex(State(hls: hls))
        for camera in cameras { self.adopt(camera) }
    }

    /// The camera itself.
    subscript(camera: CameraID) -> ViewHub? { self.state.withLock { $0.cameras[camera]?.main } }

    /// Another view of a camera, by what its worker declared it as.
    subscript(camera: CameraID, key key: String) -> ViewHub? {
        self.state.withLock { $0.cameras[camera]?.others.first { $0.key == key }?.view }
    }

    /// Any view, by its number.
    subscript(id: ViewID) -> ViewHub? {
        self.state.withLock { state in
            guard let shelf = state.cameras[id.camera] else { return nil }
            if id.number == 0 { return shelf.main }
            let index = Int(id.number) - 1
            return shelf.others.indices.contains(index) ? shelf.others[index].view : nil
        }
    }

    /// What is looked at by an entry of the board.
    func view(of entry: CameraBoard.Entry) -> ViewHub? {
        guard let view = entry.status.view else { return self[entry.status.id] }
        return self[entry.status.id, key: view.key]
    }

    /// The view of a camera, new or there already, with room for the pictures that its configuration wants kept.
    @discardableResult
    func adopt(_ camera: CameraConfiguration) -> ViewHub {
        var limits = ViewHub.StateMachine.KeptLimits(pictures: 0)
        if case .push(let push) = camera.source { limits.pictures = push.buffer }
        let (shelf, hls) = self.state.withLock { state in
            if let shelf = state.cameras[camera.id] { return (shelf, state.hls) }
            let shelf = Shelf(main: self.make(ViewID(camera: camera.id), kept: limits, in: &state))
            state.cameras[camera.id] = shelf
            return (shelf, state.hls)
        }
        shelf.main.keep(limits)
        shelf.main.media.change(MediaSettings(of: camera, hls))
        for (_, view) in shelf.others { view.media.change(MediaSettings(ofOtherView: hls)) }
        return shelf.main
    }

    /// Takes what a worker says its camera has, in place of what the one before said.
    ///
    /// - Parameters:
    ///   - views: all of them, the camera itself first.
    ///   - main: the view that the worker was started for; of a camera that was removed it is not there any more.
    /// - Returns: the views by their numbers; `nil` for a worker that comes too late.
    func declare(_ views: [ViewDeclaration], of main: ViewHub, generation: UInt32) -> [ViewHub]? {
        typealias Outcome = (views: [ViewHub], dropped: [ViewHub], tell: @Sendable () -> Void)
        let outcome: Outcome? = self.state.withLock { state in
            guard var shelf = state.cameras[main.camera], shelf.main === main, generation >= shelf.generation else {
                return nil
            }
            var before = Dictionary(shelf.others.map { ($0.key, $0.view) }) { first, _ in first }
            shelf.generation = generation
            shelf.others = views.enumerated().dropFirst().map { number, declaration in
                if let known = before.removeValue(forKey: declaration.key) { return (declaration.key, known) }
                let view = self.make(ViewID(camera: main.camera, number: UInt16(clamping: number)), in: &state)
                view.media.change(MediaSettings(ofOtherView: state.hls))
                return (declaration.key, view)
            }
            state.cameras[main.camera] = shelf
            return ([main] + shelf.others.map(\.view), Array(before.values), state.whenDropped)
        }
        guard let outcome else { return nil }
        for view in outcome.dropped { view.media.end() }
        if !outcome.dropped.isEmpty { outcome.tell() }
        return outcome.views
    }

    /// Forgets a camera; who still holds one of its views gets nothing any more.
    func remove(_ camera: CameraID) {
        guard let shelf = self.state.withLock({ $0.cameras.removeValue(forKey: camera) }) else { return }
        for view in [shelf.main] + shelf.others.map(\.view) { view.media.end() }
    }

    /// How video is cut from now on, of cameras that are adopted from now on.
    func cut(_ hls: HLSConfiguration) {
        self.state.withLock { $0.hls = hls }
    }

    /// Who watches is to be looked at, since some views are gone; called from any thread.
    func whenDropped(_ tell: @escaping @Sendable () -> Void) {
        self.state.withLock { $0.whenDropped = tell }
    }

    /// A version names one picture for as long as we run, of whatever view, also when a camera went and another came: by it
    /// browsers and we ourselves know what they have.
    private func make(
        _ id: ViewID,
        kept: ViewHub.StateMachine.KeptLimits = .init(pictures: 0),
        in state: inout State
    ) -> ViewHub {
        defer { state.made += 1 }
        return ViewHub(id: id, kept: kept, firstVersion: 1 + state.made * Self.versionsOfView, budget: self.budget)
    }
}
