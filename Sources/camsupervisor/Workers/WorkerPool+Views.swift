import IPC
import Logging
import Shared

/// The views above 0 of cameras.
extension WorkerPool {
    /// Those that a camera had before we were started, until a worker declares what there is: who comes meanwhile waits for
    /// them as for the camera itself.
    static func rememberedViews(
        _ camera: CameraConfiguration,
        _ main: ViewHub,
        _ hub: FrameHub,
        _ entities: EntityHub
    ) -> [DeclaredView] {
        guard camera.source.declaresViews else { return [] }
        let named = entities.rememberedViews(of: camera.id).prefix(ViewDeclaration.most - 1)
        let all = [ViewDeclaration(key: "", name: "")] + named.map(\.declaration)
        guard !named.isEmpty, let hubs = hub.declare(all, of: main, generation: 0) else { return [] }
        return zip(named, hubs.dropFirst()).enumerated().map { index, view in
            DeclaredView(
                number: UInt16(clamping: index + 1),
                declaration: view.0.declaration,
                entity: view.0.entity,
                hub: view.1
            )
        }
    }

    /// Judges them beside the camera itself, and puts them into its status.
    ///
    /// - Parameter camera: how the camera itself is.
    func judgeViews(
        of id: CameraID,
        as camera: CameraHealth.Verdict,
        in status: inout CameraStatus,
        at now: MonotonicTime
    ) {
        guard var worker = self.workers[id], !worker.views.isEmpty else { return }
        let seen = worker.observation()
        var changed: [Int] = []
        for index in worker.views.indices {
            let isChanged = worker.views[index].judge(
                seen.phase,
                deadlyReason: seen.deadlyReason,
                camera: camera,
                isDeviceThere: status.isDeviceThere,
                at: now
            )
            if isChanged { changed.append(index) }
        }
        self.workers[id] = worker
        status.views = worker.views.map { $0.status(status) }
        for index in changed { self.announce(index, of: status, at: now) }
    }

    /// One line for a view that is in trouble while its camera is not, and one when it is well again; what concerns all is said
    /// once, of the camera.
    private func announce(_ index: Int, of camera: CameraStatus, at now: MonotonicTime) {
        let view = camera.views[index]
        guard !self.isShuttingDown, view.isEnabled, let worker = self.workers[camera.id] else { return }
        let words = "view '\(view.entity.objectID)' \(view.state.clause)\(view.reason.map { ": \($0)" } ?? "")"
        var fields = ["camera": "\(camera.id)", "view": "\(view.entity.objectID)"]
        fields["camera_state"] = view.state.rawValue
        let trouble = LoggedEvent(troubleOf: view.state)
        if let trouble, view.state != camera.state {
            self.workers[camera.id]?.views[index].isTroubleTold = true
            guard self.workers[camera.id]?.viewFlaps.take(at: now) == true else { return }
            self.logger.log(trouble, .warning, words, fields)
        } else if trouble == nil, worker.views[index].isTroubleTold {
            self.workers[camera.id]?.views[index].isTroubleTold = false
            guard view.state != .off, self.workers[camera.id]?.viewFlaps.take(at: now) == true else { return }
            self.logger.log(.cameraWell, .notice, words, fields)
        } else if view.state != camera.state, self.workers[camera.id]?.announcements.take(at: now).passes == true {
            self.logger.debug("\(words)", metadata: fields.mapValues { "\($0)" })
        }
    }
}
