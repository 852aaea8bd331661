import IPC
import Testing

@testable import camsupervisor

@Suite("CameraTotals")
struct CameraTotalsTests {
    typealias Connection = StateReport.Connection

    static let lives: [([Connection], [CameraTotals.Loss: UInt64])] = [
        ([.idle, .connecting, .connected], [:]),
        ([.connected, .idle, .connecting, .connected], [:]),
        ([.connected, .connecting, .connected], [.closed: 1]),
        ([.connected, .offline, .connecting, .offline, .connected], [.offline: 1]),
        ([.connected, .refused, .connected, .connecting, .connected], [.refused: 1, .closed: 1]),
        ([.connected, .connected, .connected], [:]),
    ]

    @Test("a connection that had to be made again is counted by why it was lost", arguments: lives)
    func reconnects(_ life: [Connection], _ expected: [CameraTotals.Loss: UInt64]) {
        var totals = CameraTotals()
        for (old, new) in zip(life, life.dropFirst()) { totals.changed(from: old, to: new) }
        #expect(totals.reconnects == expected)
    }

    @Test("a worker's end is a loss when it was connected")
    func worker() {
        var totals = CameraTotals()
        totals.workerEnded(Stats(frames: 3, bytes: 4, connections: 1), connection: .connected)
        totals.changed(from: .idle, to: .connected)
        totals.workerEnded(Stats(frames: .max), connection: .idle)
        #expect(totals.reconnects == [.worker: 1])
        #expect(totals.frames == 2 && totals.bytes == 4)
    }

    @Test("dropped frames never become fewer, though the hub is ahead of the worker's word")
    func dropped() {
        var totals = CameraTotals()
        totals.reported(Stats(frames: 10), arrived: 4)
        #expect(totals.droppedByWorker == 6)
        totals.reported(Stats(frames: 10), arrived: 9)
        #expect(totals.droppedByWorker == 6)
        totals.reported(Stats(frames: 20), arrived: 30)
        #expect(totals.droppedByWorker == 6)
    }
}
