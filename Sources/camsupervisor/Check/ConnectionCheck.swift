import IPC
import Logging
import NIOCore
import NIOPosix
import Shared

/// `check --connect`: fetches once from every URL, in short-lived workers, and says what came.
///
/// The workers are the real ones: what the check sees is what the service will see, behind the same confinement.
struct ConnectionCheck: Sendable {
    /// For one picture; a camera that needs longer will be offline most of the time.
    static let patience = Duration.seconds(15)

    let assembly: Assembly

    /// What one URL gave.
    struct Finding: Sendable, Hashable, Encodable {
        var camera: String
        /// `still`, `stream`, `upload` or, of a camera that is wrong in the file, `configuration`.
        var what: String
        var ok: Bool
        var words: String
        /// How the camera was when nothing came.
        var state: CameraState?
        /// Of the worker that gave the picture.
        var confinement: [ConfinementLayer]?

        /// What `check` says; the rest is the doctor's.
        enum CodingKeys: String, CodingKey {
            case camera, what, ok, words
        }
    }

    /// All findings, in the order of the file.
    func run() async -> [Finding] {
        await withTaskGroup(of: Void.self) { group in
            group.addTask(executorPreference: self.assembly.executor) { await self.assembly.pool.run() }
            let findings = await self.findings()
            await self.assembly.pool.shutDown()
            return findings
        }
    }

    private func findings() async -> [Finding] {
        let cameras = self.assembly.configuration.cameras
        return await withTaskGroup(of: (Int, [Finding]).self) { group in
            for (index, camera) in cameras.enumerated() {
                group.addTask { (index, await self.check(camera)) }
            }
            var byCamera: [Int: [Finding]] = [:]
            for await (index, findings) in group { byCamera[index] = findings }
            return cameras.indices.flatMap { byCamera[$0] ?? [] }
        }
    }

    private func check(_ camera: ConfiguredCamera) async -> [Finding] {
        guard let configuration = camera.configuration else {
            let words = "not fetched, its configuration is wrong"
            return [Finding(camera: "\(camera.id)", what: "configuration", ok: false, words: words)]
        }
        switch configuration.source {
        case .push:
            return [
                Finding(
                    camera: "\(camera.id)",
                    what: "upload",
                    ok: true,
                    words: "nothing to fetch, it waits for uploads"
                )
            ]
        case .amcrest, .demo, .generic, .onvif:
            let still = await self.fetch(camera.id, what: "still", asViewer: false)
            guard configuration.hasVideoBesidePictures, still.ok || configuration.hasVideoWithoutPictures else {
                return [still]
            }
            return [still, await self.film(camera.id)]
        case .mjpeg(let mjpeg):
            // The still first: while a stream is open the worker cuts stills from it, and its URL would go unseen.
            var findings: [Finding] = []
            if mjpeg.stillImageURL != nil {
                findings.append(await self.fetch(camera.id, what: "still", asViewer: false))
            }
            return findings + [await self.fetch(camera.id, what: "stream", asViewer: true)]
        }
    }

    private func film(_ id: CameraID) async -> Finding {
        let services = self.assembly.front.services
        guard let view = services.hub[id] else {
            return Finding(camera: "\(id)", what: "stream", ok: false, words: "it has no view")
        }
        let probe = VideoProbe(board: services.board, eventLoop: self.assembly.dataLoops.next())
        let outcome = await probe.probe(EntityID(of: id), view.media)
        return Finding(camera: "\(id)", what: "stream", ok: outcome.ok, words: outcome.words)
    }

    private func fetch(_ id: CameraID, what: String, asViewer: Bool) async -> Finding {
        guard let view = self.assembly.front.services.hub[id] else {
            return Finding(camera: "\(id)", what: what, ok: false, words: "it has no view")
        }
        let start = MonotonicTime.now()
        let board = self.assembly.front.services.board
        let waiter = StillWaiter(eventLoop: self.assembly.dataLoops.next())
        if asViewer { view.viewerCame() }
        let demand = FrameDemand(newerThan: 0, capturedAfter: start)
        let frame = await waiter.wait(on: view, for: demand, timeout: Self.patience) {
            guard let status = board[id]?.status else { return true }
            return status.state.isAway && status.reportedAt > start
        }
        if asViewer { waiter.leave(view) }
        guard let frame else {
            let status = board[id]?.status
            let words = status?.reason ?? status?.lastExits.first.map { "\($0.reason)" } ?? "nothing came"
            return Finding(camera: "\(id)", what: what, ok: false, words: words, state: status?.state)
        }
        let took = MonotonicTime.now().since(start).forPeople
        let size = "\(frame.payload.width)x\(frame.payload.height)"
        return Finding(
            camera: "\(id)",
            what: what,
            ok: true,
            words: "\(frame.payload.format.mediaType) \(size), \(frame.picture.readableBytes) bytes after \(took)",
            confinement: board[id]?.status.worker.confinement
        )
    }
}
