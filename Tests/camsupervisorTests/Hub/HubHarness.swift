import IPC
import NIOCore
import NIOEmbedded
import Shared

@testable import camsupervisor

/// A view's state machine with people who wait, and frames to give them.
final class HubHarness {
    /// Somebody who waits, and what came.
    final class Person {
        var got: [Frame] = []
    }

    var machine: ViewHub.StateMachine
    var wants: [Want] = []
    /// Frames delivered, with whom they went to.
    var delivered: [(version: UInt64, to: Set<ObjectIdentifier>)] = []
    private let loop = EmbeddedEventLoop()
    private var people: [ObjectIdentifier: Person] = [:]

    init(kept: ViewHub.StateMachine.KeptLimits = .init(pictures: 0)) {
        self.machine = ViewHub.StateMachine(kept: kept)
    }

    func person() -> Person {
        let person = Person()
        self.people[ObjectIdentifier(person)] = person
        return person
    }

    func receiver(_ person: Person) -> FrameReceiver {
        FrameReceiver(id: ObjectIdentifier(person), eventLoop: self.loop) { _ in }
    }

    func wait(
        _ person: Person,
        newerThan: UInt64 = 0,
        capturedAfter: MonotonicTime? = nil,
        at now: MonotonicTime = MonotonicTime(nanoseconds: 1)
    ) {
        let demand = FrameDemand(newerThan: newerThan, capturedAfter: capturedAfter)
        self.take(self.machine.wait(self.receiver(person), for: demand, at: now))
    }

    func stopWaiting(_ person: Person) {
        self.take(self.machine.stopWaiting(self.receiver(person)))
    }

    func come() { self.take(self.machine.viewerCame()) }

    func leave(_ person: Person) { self.take(self.machine.viewerLeft(self.receiver(person))) }

    func ready(_ generation: UInt32 = 1) { self.take(self.machine.workerReady(generation: generation)) }

    /// - Returns: whether the frame was in order.
    @discardableResult
    func arrive(
        _ sequence: UInt64,
        at captured: MonotonicTime = MonotonicTime(nanoseconds: 1),
        flags: FramePayload.Flags = [],
        picture: String = "picture",
        generation: UInt32 = 1
    ) -> Bool {
        let bytes = ByteBuffer(string: picture)
        let actions = self.machine.frameArrived(
            .example(sequence: sequence, captured: captured, flags: flags),
            picture: bytes,
            repeating: self.machine.newest?.picture == bytes ? self.machine.newest : nil,
            generation: generation
        )
        self.take(actions)
        return !actions.isUnsolicited
    }

    private func take(_ actions: ViewHub.StateMachine.Actions) {
        if let want = actions.want { self.wants.append(want) }
        guard let (frame, receivers) = actions.delivery else { return }
        self.delivered.append((frame.version, Set(receivers.map(\.id))))
        for receiver in receivers { self.people[receiver.id]?.got.append(frame) }
    }
}

extension FramePayload {
    static func example(
        sequence: UInt64 = 1,
        captured: MonotonicTime = MonotonicTime(nanoseconds: 1),
        wall: WallTime = WallTime(nanoseconds: 1_795_228_867_250_000_000),
        view: UInt16 = 0,
        format: PictureFormat = .jpeg,
        flags: FramePayload.Flags = [],
        width: UInt32 = 640,
        height: UInt32 = 360
    ) -> FramePayload {
        FramePayload(
            captured: captured,
            capturedWall: wall,
            sequence: sequence,
            view: view,
            format: format,
            flags: flags,
            width: width,
            height: height
        )
    }
}
