import IPC
import Shared

/// A view above 0 with the name and the visibility that the operator wants, and its entity.
struct NamedView: Sendable, Hashable {
    var declaration: ViewDeclaration
    var entity: EntityID

    init(_ declaration: ViewDeclaration, entity: EntityID) {
        self.declaration = declaration
        self.entity = entity
    }
}

/// What the views of cameras are called.
extension EntityHub {
    /// Gives each view that a worker declares the entity that it had before, else a new one.
    ///
    /// - Parameter views: all of them, the camera itself first.
    /// - Returns: those above 0, none for a worker that is not the present one; and the patterns of the operator's choice for
    ///   views that none of them is meant by.
    func declare(
        _ views: [ViewDeclaration],
        by session: EntityDirectory.Session,
        at now: WallTime = .now()
    ) -> (views: [NamedView], unmatched: [String]) {
        let told = self.toldCamera(session.camera)
        let plain = views.dropFirst().map(EntityDeclaration.init)
        let choice = told?.choice?.applied(to: plain) { EntityChoice.names(ofView: $0, of: session.camera) }
        let chosen = choice?.entities ?? plain
        let ids = self.change(at: now) { state, _, _ in
            let (cameras, machine) = (state.cameras, state.machine)
            func isCamera(_ id: EntityID) -> Bool { Self.camera(of: id).map { cameras[$0] != nil } ?? false }
            return state.directory.declare(views: chosen, by: session, on: now, isCamera: isCamera) {
                machine[$0] != nil || isCamera($0)
            }
        }
        guard let ids else { return ([], []) }
        let named = zip(zip(views.dropFirst(), chosen), ids).map { view, id in
            var declaration = view.0
            declaration.name = view.1.name ?? ""
            declaration.isEnabledByDefault = view.1.isEnabledByDefault
            return NamedView(declaration, entity: id)
        }
        return (named, (choice?.unmatched ?? []).filter(EntityChoice.isForViews))
    }

    /// The views of a camera that its last worker had, before the next one has come up; without those that are not shown.
    func rememberedViews(of camera: CameraID) -> [NamedView] {
        let entries = self.remembered(of: camera).filter { $0.declaration.domain == .camera && $0.isDeclared }
        let plain = entries.map(\.declaration)
        // As it is wanted now, which may be otherwise than when they were declared.
        let choice = self.toldCamera(camera)?.choice?.applied(to: plain) { EntityChoice.names(ofView: $0, of: camera) }
        return zip(entries, choice?.entities ?? plain).compactMap { entry, declaration in
            guard declaration.isEnabledByDefault else { return nil }
            // Whether it has video is known when a worker has said so; until then who wants some waits, as for the camera.
            let view = ViewDeclaration(key: declaration.key, name: declaration.name ?? "", hasMedia: true)
            return NamedView(view, entity: entry.id)
        }
    }

    /// The camera that an id would be the own entity of.
    fileprivate static func camera(of id: EntityID) -> CameraID? {
        id.domain == "camera" ? try? CameraID(String(id.objectID)) : nil
    }
}

extension EntityHub.State {
    /// Whether an id is a camera's own.
    func isCamera(_ id: EntityID) -> Bool { EntityHub.camera(of: id).map { self.cameras[$0] != nil } ?? false }
}

extension EntityDeclaration {
    /// What stands for a view among the entities: its name and visibility are chosen as theirs.
    init(_ view: ViewDeclaration) {
        self.init(
            key: view.key,
            domain: .camera,
            name: view.name.isEmpty ? nil : view.name,
            isEnabledByDefault: view.isEnabledByDefault
        )
    }
}
