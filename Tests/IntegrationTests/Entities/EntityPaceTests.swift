import IPC
import NIOCore
import Shared
import Testing

@testable import camsupervisor
@testable import camworker

/// The worker's own bounds beside those of the supervisor, which stand in the other program.
@Suite("What a worker says of its entities is never more than its supervisor takes", .takesTurns)
struct EntityPaceTests {
    /// Sends everything as fast as the worker would, and counts it as the supervisor would.
    private func pass(
        _ reports: inout EntityReports,
        _ limits: inout WorkerMessageLimits,
        at now: MonotonicTime
    ) throws -> Int {
        var count = 0
        while let message = reports.take(at: now) {
            try limits.count(message.type, length: message.body.count, at: now)
            try limits.countValues(of: ByteBuffer(bytes: message.body), at: now)
            let event = try WorkerLinkHandler.entityEvent(message.type, message.body)
            try limits.countChanges(event.entityChanges, at: now)
            #expect(message.body.count <= message.type.maximumLength)
            count += 1
        }
        return count
    }

    @Test("a source that talks without end, in small words and in large ones", arguments: [0, 60])
    func talkative(values: Int) throws {
        var reports = EntityReports()
        var limits = WorkerMessageLimits()
        let start = MonotonicTime(nanoseconds: 1_000_000_000)
        let list = (0..<64).map { EntityDeclaration(key: "sensor-\($0)", domain: .sensor, name: "Sensor \($0)") }
        var sent = 0
        for step in 0..<200 {
            let now = start + .milliseconds(100 * step)
            // Each of these would be a violation if it were passed on.
            if step.isMultiple(of: 40) { _ = reports.declare(list) }
            let attributes = Dictionary(uniqueKeysWithValues: (0..<values).map { ("\($0)", JSONValue.integer(step)) })
            _ = reports.report(list.map { .init(key: $0.key, state: "\(step)", attributes: attributes) })
            for number in 0..<20 {
                let time = WallTime(nanoseconds: UInt64(number))
                _ = reports.happened(CameraEvent(kind: "k", time: time, attributes: attributes))
            }
            sent += try self.pass(&reports, &limits, at: now)
        }
        #expect(sent > 20)
    }

    @Test("a list with the longest texts there may be")
    func longList() throws {
        var reports = EntityReports()
        var limits = WorkerMessageLimits()
        let long = String(repeating: "\u{1}", count: 255)
        let list = (0..<400).map { number in
            EntityDeclaration(key: "\(number)", domain: .event, name: long, eventTypes: [long, long, "\(number)"])
        }
        _ = reports.declare(list)
        #expect(try self.pass(&reports, &limits, at: MonotonicTime(nanoseconds: 1)) == 1)
    }
}
