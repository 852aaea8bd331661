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

    @Test("a removed camera's worker is known for one until it is reaped")
    func leaving() throws {
        let board = try self.board(["yard", "gate"])
        let (yard, gate) = (try CameraID("yard"), try CameraID("gate"))
        for (camera, pid) in [(yard, 71), (gate, 72)] as [(CameraID, Int32)] {
            var status = try #require(board[camera]).status
            status.worker.pid = pid
            board.publish(status)
        }
        func pids() -> Set<Int32> { Set(board.workers.map(\.pid)) }
        #expect(pids() == [71, 72])
        board.replace(with: [])
        #expect(board.all.isEmpty && pids() == [71, 72])
        // Two reloads in a row.
        board.replace(with: [])
        board.forgetLeaving(yard)
        #expect(pids() == [72] && board.workers.first?.camera == gate)
        board.note(leaving: yard, pid: 73)
        #expect(pids() == [72, 73])
        for camera in [yard, gate] { board.forgetLeaving(camera) }
        #expect(pids().isEmpty)
    }

    @Test("other cameras take their places at once: who stays keeps status and worker, who was wrong begins anew")
    func replace() throws {
        func configured(_ name: String, _ title: String, isRight: Bool = true) throws -> ConfiguredCamera {
            let id = try CameraID(name)
            let camera = CameraConfiguration(id: id, name: title, source: .demo(.init()), staleAfter: .seconds(10))
            let place = SourceLocation(file: "a.yaml", line: 1, column: 1)
            let error = Diagnostic(location: place, severity: .error, message: "wrong")
            return ConfiguredCamera(
                id: id,
                name: title,
                location: place,
                state: isRight ? .usable(camera) : .misconfigured([error])
            )
        }
        let board = CameraBoard([])
        board.replace(with: try [configured("yard", "Yard"), configured("gate", "Gate", isRight: false)])
        let yard = try CameraID("yard")
        var status = try #require(board[yard]).status
        #expect(board[try CameraID("gate")]?.status.state == .misconfigured)
        status.state = .live
        status.worker.generation = 3
        board.publish(status)
        let connection = WorkerConnection(
            camera: yard,
            generation: 3,
            hub: ViewHub(id: ViewID(camera: yard)),
            redaction: Redaction(secrets: [])
        )
        board.publish(connection: connection, of: yard)

        board.replace(with: try [configured("gate", "Gate"), configured("yard", "The Yard"), configured("new", "New")])
        #expect(board.all.map { "\($0.status.id)" } == ["gate", "yard", "new"])
        let after = try #require(board[yard])
        #expect(after.status.state == .live && after.status.worker.generation == 3 && after.status.name == "The Yard")
        #expect(after.connection === connection && after.configuration?.name == "The Yard")
        let gate = try #require(board[try CameraID("gate")])
        #expect(gate.status.state == .idle && gate.status.reason == nil && gate.configuration != nil)

        board.replace(with: [])
        board.publish(status)
        board.publish(connection: connection, of: yard)
        #expect(board.all.isEmpty && board[yard] == nil)
    }
}
