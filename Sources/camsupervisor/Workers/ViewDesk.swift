import IPC
import NIOCore
import Shared
import Synchronization

/// The views of one live worker: which number is which, so that what it brings comes to the right viewers.
///
/// Numbers are this worker's own; another may count the same views otherwise. Called on its link's loop, read from
/// anywhere.
final class ViewDesk: Sendable {
    private let main: ViewHub
    private let generation: UInt32
    let mayHaveOthers: Bool
    /// `nil` in tests of other things.
    private let frames: FrameHub?
    private let entities: EntityHub?
    private let state: Mutex<State>

    private struct State {
        /// By their numbers.
        var hubs: [ViewHub]
        var keys: [String] = []
        var others: [DeclaredView] = []
        /// Patterns of the operator's choice that mean none of them.
        var unmatched: [String] = []
        var hasComplained = false
        var isOver = false
    }

    /// - Parameter mayHaveOthers: whether its platform has views beside the camera itself.
    init(
        of main: ViewHub,
        generation: UInt32,
        mayHaveOthers: Bool = true,
        frames: FrameHub? = nil,
        entities: EntityHub? = nil
    ) {
        self.main = main
        self.generation = generation
        self.mayHaveOthers = mayHaveOthers
        self.frames = frames
        self.entities = entities
        self.state = Mutex(State(hubs: [main]))
    }

    /// Those above 0 that the worker has declared.
    var others: [DeclaredView] { self.state.withLock(\.others) }

    /// What is to be said of the operator's choice for views that none of them is meant by; once.
    func takeComplaint() -> String? {
        let (unmatched, views) = self.state.withLock { state in
            defer { state.hasComplained = state.hasComplained || !state.unmatched.isEmpty }
            return (state.hasComplained ? [] : state.unmatched, state.others)
        }
        return EntityChoice.words(for: unmatched, among: views.map { EntityDeclaration($0.declaration) })
    }

    /// Whether a pattern of the operator's choice may mean a view, and be none of an entity.
    func mayMean(_ pattern: String) -> Bool {
        guard self.mayHaveOthers else { return false }
        return EntityChoice.isForViews(pattern)
            || self.others.contains { EntityChoice.matches($0.declaration.key, pattern) }
    }

    // MARK: From ready to the end of the link

    func begin(_ link: WorkerLink, hasMedia: Bool) {
        self.main.workerReady(link)
        self.main.media.workerReady(link, hasMedia: hasMedia)
        // What a worker of another platform declared is not there any more.
        guard !self.mayHaveOthers else { return }
        _ = self.frames?.declare([ViewDeclaration(key: "", name: "")], of: self.main, generation: self.generation)
    }

    /// Takes what the worker says it has.
    ///
    /// - Returns: how that was out of order, which ends the worker.
    func declare(_ list: ViewList, by session: EntityDirectory.Session?, _ link: WorkerLink?) -> ProtocolError? {
        if let flaw = list.flaw { return .malformed(type: .views, reason: flaw) }
        let keys = list.views.map(\.key)
        let known = self.state.withLock(\.keys)
        guard keys.count >= known.count, keys.dropFirst().starts(with: known.dropFirst()) else {
            return .malformed(type: .views, reason: "a number does not mean what it did")
        }
        guard let frames, let hubs = frames.declare(list.views, of: self.main, generation: self.generation) else {
            return nil
        }
        let named = self.names(of: list.views, by: session)
        let others = zip(named.views, hubs.dropFirst()).enumerated().map { index, view in
            DeclaredView(
                number: UInt16(clamping: index + 1),
                declaration: view.0.declaration,
                entity: view.0.entity,
                hub: view.1
            )
        }
        let news = self.state.withLock { state in
            let before = state.hubs.count
            (state.hubs, state.keys, state.others, state.unmatched) = (hubs, keys, others, named.unmatched)
            return state.isOver ? [] : Array(others.dropFirst(before - 1))
        }
        for (hub, declaration) in zip(hubs, list.views).prefix(hubs.count - news.count) {
            hub.media.learnt(hasMedia: declaration.hasMedia, generation: self.generation)
        }
        guard let link else { return nil }
        for view in news {
            view.hub.workerReady(link, number: view.number)
            view.hub.media.workerReady(link, hasMedia: view.declaration.hasMedia, number: view.number)
        }
        return nil
    }

    private func names(
        of views: [ViewDeclaration],
        by session: EntityDirectory.Session?
    ) -> (views: [NamedView], unmatched: [String]) {
        guard let entities else {
            // Nobody is there to give names or to hide anything.
            let camera = self.main.camera
            let named = views.dropFirst().map { view in
                NamedView(view, entity: EntityID(unchecked: "camera.\(camera)_\(view.key)"))
            }
            return (named, [])
        }
        guard let session else { return ([], []) }
        return entities.declare(views, by: session)
    }

    /// The link has ended.
    func end() {
        let hubs = self.state.withLock { state in
            state.isOver = true
            return state.hubs
        }
        for hub in hubs {
            hub.workerGone(generation: self.generation)
            hub.media.workerGone(generation: self.generation)
        }
    }

    // MARK: What the worker brings

    /// - Returns: how it was out of order, which ends the worker; so do those below.
    func arrived(_ payload: FramePayload, _ picture: ByteBuffer) -> ProtocolError? {
        guard let hub = self.hub(payload.view) else { return self.unknown(payload.view, in: .frame) }
        let isInOrder = hub.frameArrived(payload, picture: picture, generation: self.generation)
        return isInOrder ? nil : .unexpected(type: .frame, phase: "none was asked for")
    }

    func started(_ start: MediaStart, _ segment: ByteBuffer) -> ProtocolError? {
        guard let hub = self.hub(start.view) else { return self.unknown(start.view, in: .mediaStart) }
        return hub.media.started(start, segment, generation: self.generation)
    }

    func arrived(_ part: MediaPart, _ fragment: ByteBuffer) -> ProtocolError? {
        guard let hub = self.hub(part.view) else { return self.unknown(part.view, in: .mediaPart) }
        return hub.media.arrived(part, fragment, generation: self.generation)
    }

    func violation(by report: StateReport) -> ProtocolError? {
        self.hub(report.viewNumber) == nil ? self.unknown(report.viewNumber, in: .state) : nil
    }

    private func hub(_ number: UInt16) -> ViewHub? {
        self.state.withLock { $0.hubs.indices.contains(Int(number)) ? $0.hubs[Int(number)] : nil }
    }

    private func unknown(_ number: UInt16, in type: MessageType) -> ProtocolError {
        .malformed(type: type, reason: "view \(number) of \(self.state.withLock { $0.hubs.count })")
    }
}
