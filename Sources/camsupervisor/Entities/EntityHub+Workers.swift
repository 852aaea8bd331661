import IPC
import Shared

/// What workers say.
extension EntityHub {
    /// What a worker has from its start on, and brings when it is ready.
    func nextTurn() -> UInt64 {
        self.change { state, _, _ in state.directory.nextTurn() }
    }

    /// A worker is ready; `nil` for a camera that is gone from the configuration, and for one that has been replaced.
    func begin(_ camera: CameraID, turn: UInt64, at now: WallTime = .now()) -> EntityDirectory.Session? {
        self.change(at: now) { state, changes, context in
            guard let (session, shown) = state.directory.begin(camera, turn: turn) else { return nil }
            state.show(shown, &changes, context, at: now)
            return session
        }
    }

    func end(_ session: EntityDirectory.Session, at now: WallTime = .now()) {
        self.change(at: now) { state, changes, context in
            state.show(state.directory.end(session), &changes, context, at: now)
        }
    }

    /// - Returns: the patterns of the operator's choice that none of them is meant by, nor what stays beside them.
    @discardableResult
    func declare(_ list: EntityList, by session: EntityDirectory.Session, at now: WallTime = .now()) -> [String] {
        // Before the lock that everybody waits for: patterns are compared with as many names as a worker likes.
        let camera = self.toldCamera(session.camera)
        let kept = self.change(at: now) { state, _, _ in state.directory.kept(beside: list, of: session.camera) }
        let chosen = camera?.choice?.applied(to: list.entities + kept, camera: camera?.name ?? "")
        let all = chosen?.entities ?? list.entities + kept
        let (listed, stays) = (Array(all.prefix(list.entities.count)), Array(all.dropFirst(list.entities.count)))
        self.change(at: now) { state, changes, context in
            let machine = state.machine
            let shown = state.directory.declare(listed, keeping: stays, by: session, on: now) { machine[$0] != nil }
            state.show(shown, &changes, context, at: now)
        }
        return chosen?.unmatched ?? []
    }

    func report(_ states: EntityStates, by session: EntityDirectory.Session, at now: WallTime = .now()) {
        self.change(at: now) { state, changes, context in
            state.show(state.directory.report(states.states, by: session), &changes, context, at: now)
        }
    }

    /// Something happened at a camera: an event of its own, and a new state of the `event` entity that it belongs to.
    func happened(_ event: CameraEvent, by session: EntityDirectory.Session, at now: WallTime = .now()) {
        // A camera whose clock is wrong makes nothing happen in the future.
        let time = min(event.time, now)
        self.change(at: now) { state, changes, context in
            guard state.directory.isCurrent(session) else { return }
            let entity = event.entity.flatMap { state.directory.entity($0, of: session) }
            changes.add(event, of: session.camera, entity: entity?.id, happened: time, context, at: now)
            guard let entity, entity.declaration.domain == .event else { return }
            var attributes = event.attributes
            attributes["event_type"] = .text(event.kind)
            let change = EntityStates.Change(
                key: entity.declaration.key,
                state: time.isoMilliseconds,
                attributes: attributes
            )
            state.show(state.directory.report([change], by: session), &changes, context, at: now)
        }
    }
}

extension EntityHub.Changes {
    fileprivate mutating func add(
        _ event: CameraEvent,
        of camera: CameraID,
        entity: EntityID?,
        happened time: WallTime,
        _ context: EventContext,
        at now: WallTime
    ) {
        var contents: [String: JSONValue] = [
            "camera": .text(camera.slug), "kind": .text(event.kind), "time": .text(time.isoText),
            "attributes": .object(event.attributes),
        ]
        if let source = event.source { contents["source"] = .text(source) }
        if let entity { contents["entity_id"] = .text(entity.text) }
        self.add(EventDraft(EventDraft.cameraEvent, camera: camera, context: context, at: now) { $0.write(contents) })
    }

    mutating func add(_ draft: EventDraft) {
        self.drafts.append(draft)
    }
}

extension WallTime {
    /// As the states of Home Assistant's event entities and buttons are written.
    var isoMilliseconds: String {
        let stamp = Timestamp(self)
        let digits = String(stamp.milliseconds)
        return "\("\(stamp)".dropLast()).\(String(repeating: "0", count: 3 - digits.count))\(digits)+00:00"
    }
}
