import Foundation
import Glibc
import Shared
import TestSupport
import Testing

/// Two views of one demo camera, from its worker to clients, over the worker's death.
@Suite("Views of a camera, from end to end", .takesTurns)
struct ViewsTests {
    private static let cameras = """
        supervision: { first_restart_delay: 100 ms, initial_backoff: 100 ms, maximum_backoff: 100 ms, jitter: 0 }
        cameras:
          yard: { platform: demo, width: 320, height: 180, views: 2 }
          yard_side: { platform: demo, width: 64, height: 64 }
          attic: { platform: demo, width: 320, height: 180, views: 4, entities: { enable: [camera.spare], disable: [sub] } }
        """

    private func running() async throws -> RunningSupervisor {
        let supervisor = try await RunningSupervisor(Self.cameras)
        for entity in ["camera.yard_sub", "camera.attic_spare"] {
            try await waitUntil("\(entity) is there", lastSeen: supervisor.program.standardError) {
                try await supervisor.http.get("/api/states/\(entity)").status == 200
            }
        }
        return supervisor
    }

    private func width(_ name: String, _ supervisor: RunningSupervisor) async throws -> Int? {
        let answer = try await supervisor.http.get("/api/camera_proxy/\(name)?max_age=0")
        guard answer.status == 200 else { return nil }
        return PictureCheck.sizeOfJPEG(answer.body)?.width
    }

    @Test("each view is a still of its own; the operator shows and hides them; a camera's name is the camera's")
    func stills() async throws {
        let supervisor = try await self.running()
        #expect(try await self.width("yard", supervisor) == 320)
        #expect(try await self.width("yard_sub", supervisor) == 160)
        #expect(try await self.width("camera.yard_sub", supervisor) == 160)
        #expect(try await self.width("yard_side", supervisor) == 64)
        #expect(try await self.width("attic_spare", supervisor) == 80)
        #expect(try await self.width("attic_side", supervisor) == 106)
        #expect(try await supervisor.http.get("/api/camera_proxy/attic_sub").status == 404)
        let scaled = try await supervisor.http.get("/api/camera_proxy/yard_sub?width=80")
        #expect(PictureCheck.sizeOfJPEG(scaled.body)?.width == 80)
        let command = try await supervisor.command("snapshot", "yard_sub")
        #expect(PictureCheck.sizeOfJPEG(command.bytes)?.width == 160, "\(command.words)")
    }

    @Test("the worker of two views is killed again and again, and both streams go on")
    func killed() async throws {
        let supervisor = try await self.running()
        let viewers = [supervisor.viewer("yard"), supervisor.viewer("yard_sub")]
        for viewer in viewers { try await viewer.waitForParts(5) }
        for round in 1...3 {
            let before = viewers.map(\.seen.partCount)
            let worker = try await supervisor.workerPID(of: "yard")
            #expect(kill(worker, SIGKILL) == 0)
            try await waitUntil("another worker runs", lastSeen: supervisor.program.standardError) {
                let worker = try await supervisor.camera("yard").worker
                return worker.generation == UInt32(round + 1) && worker.phase == "running"
            }
            for (viewer, parts) in zip(viewers, before) { try await viewer.waitForParts(parts + 10) }
        }
        for (viewer, width) in zip(viewers, [320, 160]) {
            #expect(viewer.isWatching, "disconnected: \(viewer.end ?? "")")
            #expect(PictureCheck.sizeOfJPEG(viewer.seen.lastPicture)?.width == width)
            #expect(viewer.seen.sightings.allSatisfy { $0.isWhole })
        }
        #expect(try await supervisor.http.get("/api/states/camera.yard_sub").status == 200)
        #expect(try await supervisor.camera("attic").worker.generation == 1)
    }

    @Test("a reload that takes a view away ends its stream and no other")
    func taken() async throws {
        let supervisor = try await self.running()
        let viewers = [supervisor.viewer("yard"), supervisor.viewer("yard_sub")]
        for viewer in viewers { try await viewer.waitForParts(2) }
        try supervisor.rewrite(Self.cameras.replacingOccurrences(of: "height: 180, views: 2", with: "height: 180"))
        let reload = try await supervisor.command("reload")
        #expect(reload.exit == .code(0), "\(reload.words)")
        try await waitUntil("its stream has ended", lastSeen: supervisor.program.standardError) {
            !viewers[1].isWatching
        }
        try await waitUntil("its entity is gone") {
            try await supervisor.http.get("/api/states/camera.yard_sub").status == 404
        }
        #expect(try await supervisor.http.get("/api/camera_proxy/yard_sub").status == 404)
        let parts = viewers[0].seen.partCount
        try await viewers[0].waitForParts(parts + 3)
    }
}
