import Shared
import Testing

@testable import camsupervisor

@Suite("CameraBoard")
struct CameraBoardTests {
    private func board(_ names: [String]) throws -> CameraBoard {
        CameraBoard(
            try names.map { name in
                let status = CameraStatus(
                    id: try CameraID(name),
                    name: name,
                    platform: "demo",
                    stateSince: WallTime(nanoseconds: 0)
                )
                return CameraBoard.Entry(configuration: nil, status: status)
            }
        )
    }

    @Test("the cameras stand in the order of the file")
    func order() throws {
        let board = try self.board(["yard", "attic", "gate"])
        #expect(board.all.map { "\($0.status.id)" } == ["yard", "attic", "gate"])
    }

    @Test("a status is replaced as a whole, one of an unknown camera is not taken")
    func publish() throws {
        let board = try self.board(["yard"])
        let yard = try CameraID("yard")
        var status = try #require(board[yard]).status
        status.state = .live
        board.publish(status)
        #expect(board[yard]?.status.state == .live)
        status.id = try CameraID("none")
        board.publish(status)
        #expect(board.all.count == 1)
    }

    @Test("a connection is taken down by its own end, not by an older one's")
    func connections() throws {
        let board = try self.board(["yard"])
        let yard = try CameraID("yard")
        let hub = ViewHub(id: ViewID(camera: yard))
        let old = WorkerConnection(camera: yard, generation: 1, hub: hub, redaction: Redaction(secrets: []))
        let new = WorkerConnection(camera: yard, generation: 2, hub: hub, redaction: Redaction(secrets: []))
        board.publish(connection: old, of: yard)
        board.publish(connection: new, of: yard)
        board.withdraw(connection: old, of: yard)
        #expect(board[yard]?.connection === new)
        board.withdraw(connection: new, of: yard)
        #expect(board[yard]?.connection == nil)
    }
}
