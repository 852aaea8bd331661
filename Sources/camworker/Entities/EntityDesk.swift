internal import IPC
internal import Shared

/// Between a source's entities and the supervisor: what is told goes out at its pace, and each call gets its answer.
final class EntityDesk: EntitySink {
    /// Bytes that may wait for the supervisor to read before more of ours is held back.
    private static let mostWaiting = 1024 * 1024
    /// Bytes of an answer's words: a camera's whole error page is none of the caller's interest.
    private static let longestReason = 2_000

    private let channel: WorkerChannel
    private var reports = EntityReports()
    private var calls = CallLedger()
    /// A reason to leave that came up inside of a source's call.
    private var departure: Departure?

    init(channel: WorkerChannel) {
        self.channel = channel
    }

    /// `nil` too while the channel is full: the loop comes by when it is not.
    var deadline: MonotonicTime? {
        [self.hasRoom ? self.reports.deadline : nil, self.calls.deadline].compactMap(\.self).min()
    }

    private var hasRoom: Bool { self.channel.waitingPictureBytes < Self.mostWaiting }

    // MARK: From the source

    func declare(_ entities: [EntityDeclaration], growing: [EntityDeclaration.Domain]) {
        self.complain(self.reports.declare(entities, growing: growing))
    }

    func report(_ changes: [EntityStates.Change]) {
        self.complain(self.reports.report(changes))
    }

    func happened(_ event: CameraEvent) {
        self.complain(self.reports.happened(event))
    }

    func answer(call sequence: UInt32, _ result: CallResult) {
        // One that was too late has been answered for it.
        guard self.calls.finish(sequence) else { return }
        do throws(Departure) {
            try self.reply(sequence, result, at: .now())
        } catch {
            self.departure = self.departure ?? error
        }
    }

    private func complain(_ complaints: [String]) {
        guard let first = complaints.first else { return }
        let others = complaints.count == 1 ? "" : " (and \(complaints.count - 1) more)"
        WorkerLog.write(.warning, first + others)
    }

    // MARK: From the supervisor

    /// Has a source do a service, or says why not.
    func receive(
        _ call: ServiceCall,
        sequence: UInt32,
        for source: any CameraSource,
        platform: String,
        at now: MonotonicTime
    ) throws(Departure) {
        guard let receiver = source as? any ServiceReceiver else {
            return try self.reply(sequence, .notOffered(call.service, by: platform), at: now)
        }
        if let key = call.entity, !self.reports.isDeclared(key) {
            return try self.reply(sequence, CallResult(status: 404, reason: "the camera has it no more"), at: now)
        }
        guard self.calls.begin(sequence, timeoutMilliseconds: call.timeoutMilliseconds, at: now) else {
            let reason = "\(CallLedger.most) calls are under way"
            return try self.reply(sequence, CallResult(status: 503, reason: reason), at: now)
        }
        receiver.call(call, sequence: sequence, at: now)
        try self.leave()
    }

    // MARK: For the loop

    /// Sends what may be sent, and answers for a source that forgets to.
    func turn(at now: MonotonicTime) throws(Departure) {
        for (sequence, patience) in self.calls.takeOverdue(at: now) {
            let reason = "it did not answer within \(patience.inSeconds) s"
            try self.reply(sequence, CallResult(status: 504, reason: reason), at: now)
        }
        try self.sendReports(at: now)
        if let dropped = self.reports.takeDropped() {
            WorkerLog.write(.warning, "\(dropped) events were left out: more came than may be told")
        }
        try self.leave()
    }

    private func leave() throws(Departure) {
        if let departure { throw departure }
    }

    private func sendReports(at now: MonotonicTime) throws(Departure) {
        while self.hasRoom, let message = self.reports.take(at: now) {
            try self.channel.send(message.type, body: message.body)
        }
    }

    private func reply(_ sequence: UInt32, _ result: CallResult, at now: MonotonicTime) throws(Departure) {
        try self.sendReports(at: now)
        var answer = result
        answer.reason = String(decoding: result.reason.utf8.prefix(Self.longestReason), as: UTF8.self)
        if let problem = self.problem(with: answer, at: now) { answer = problem }
        try self.channel.send(.result, answer, sequence: sequence)
    }

    /// What is said instead of an answer that the supervisor would not take.
    private func problem(with answer: CallResult, at now: MonotonicTime) -> CallResult? {
        guard let response = answer.response else { return nil }
        guard EntityLimits.fits(["response": response], EntityLimits.parameters) else {
            return CallResult(status: 502, reason: "its answer is larger than \(EntityLimits.parameters.bytes) bytes")
        }
        guard self.reports.admits(answer: ControlCoding.encode(answer), at: now) else {
            return CallResult(status: 503, reason: "it has answered more than may be in so short a time")
        }
        return nil
    }
}
