import Shared
import Testing

@testable import camsupervisor

@Suite("WorkerUsers")
struct WorkerUsersTests {
    @Test("each camera has one of its own, all its workers the same")
    func distinct() throws {
        let users = try #require(WorkerUsers(base: 61_184, isRoot: true))
        let (yard, gate) = (try CameraID("yard"), try CameraID("gate"))
        #expect(users.user(of: yard) == 61_184)
        #expect(users.user(of: gate) == 61_185)
        #expect(users.user(of: yard) == 61_184)
    }

    @Test("nobody but root has any to give, and 0 gives none")
    func none() {
        #expect(WorkerUsers(base: 61_184, isRoot: false) == nil)
        #expect(WorkerUsers(base: 0, isRoot: true) == nil)
    }

    @Test("they end where systemd's range for them does")
    func bounded() throws {
        let users = try #require(WorkerUsers(base: WorkerUsers.usualBase, isRoot: true))
        let given = try (1...WorkerUsers.most).map { users.user(of: try CameraID("camera_\($0)")) }
        let renderers = (0..<RenderLimits.workers).map { users.userOfRenderer($0) }
        #expect(renderers.last == 65_519 && Set(given + renderers).count == WorkerUsers.most + renderers.count)
        #expect(!(given + renderers).contains(users.userOfProbe))
        #expect(users.user(of: try CameraID("one_more")) == nil)
    }

    @Test("a camera that is gone gives its own back, so that no number of reloads ends them")
    func givenBack() throws {
        let users = try #require(WorkerUsers(base: 61_184, isRoot: true))
        let yard = try CameraID("yard")
        #expect(users.user(of: yard) == 61_184)
        var given: [UInt32?] = []
        for number in 1...2 * WorkerUsers.most {
            let camera = try CameraID("camera_\(number)")
            given.append(users.user(of: camera))
            users.giveBack(camera)
        }
        #expect(given.allSatisfy { $0 != nil && $0 != 61_184 })
        // The next one is the one that was given back the longest ago.
        for position in given.indices.dropFirst(WorkerUsers.most) {
            #expect(given[position] == given[position - (WorkerUsers.most - 1)])
        }
        users.giveBack(yard)
        users.giveBack(yard)
        #expect(users.user(of: yard) != nil)
    }
}
