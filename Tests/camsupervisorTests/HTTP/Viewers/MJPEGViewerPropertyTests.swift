import IPC
import NIOCore
import Shared
import Testing

@testable import camsupervisor

/// The viewer's machine under whatever order of frames, writes and times chance brings.
@Suite("MJPEGViewer: whatever comes, in whatever order")
struct MJPEGViewerPropertyTests {
    /// The machine and what its shell would know.
    private struct World {
        var machine: MJPEGViewer.StateMachine
        var now = MonotonicTime(nanoseconds: 1_000_000_000_000)
        var writing: Frame?
        var demand: FrameDemand?
        var newest: Frame?
        var version: UInt64 = 1
        var isAway = false
        var kept: [Frame] = []
        /// Versions of frames of the camera, in the order written; replays and repeats too.
        var written: [UInt64] = []
        var isClosed = false
        var broken: [String] = []

        init(_ options: MJPEGViewer.Options) {
            self.machine = MJPEGViewer.StateMachine(options)
            self.perform(self.machine.came(at: self.now, newest: nil))
        }

        mutating func perform(_ actions: MJPEGViewer.StateMachine.Actions) {
            if actions.close { self.isClosed = true }
            if let frame = actions.write { self.write(frame) }
            guard let demand = actions.wait else { return }
            // The hub has something already, or keeps the wait.
            if let newest, demand.accepts(newest) {
                self.demand = nil
                self.perform(self.machine.received(newest, at: self.now))
            } else {
                self.demand = demand
            }
        }

        private mutating func write(_ frame: Frame) {
            if let writing { self.broken.append("\(frame.version) is written while \(writing.version) is") }
            self.writing = frame
            if !frame.payload.flags.contains(.placeholder) { self.written.append(frame.version) }
        }

        func frame(_ flags: FramePayload.Flags = []) -> Frame {
            Frame(
                payload: .example(captured: self.now, flags: flags),
                generation: 1,
                picture: ByteBuffer(),
                version: self.version,
                contentVersion: self.version
            )
        }

        /// The worker delivers: to who waits for it, as the hub would.
        mutating func deliver() {
            self.version += 1
            let frame = self.frame()
            self.newest = frame
            self.kept = self.kept.suffix(2) + [frame]
            guard let demand, demand.accepts(frame) else { return }
            self.demand = nil
            self.perform(self.machine.received(frame, at: self.now))
        }

        mutating func finishWriting() {
            guard self.writing != nil else { return }
            self.writing = nil
            self.perform(self.machine.written(at: self.now))
        }

        mutating func tick() {
            let sight = MJPEGViewer.StateMachine.Sight(
                newest: self.newest,
                placeholder: BuiltInPlaceholder.frame,
                kept: self.kept,
                isAway: self.isAway
            )
            self.perform(self.machine.tick(at: self.now, sight))
        }
    }

    static let options: [MJPEGViewer.Options] = [
        .init(), .init(staleAfter: .seconds(2)), .init(interval: .milliseconds(700), staleAfter: .seconds(2)),
        .init(staleAfter: .seconds(2), whenStale: .hold), .init(staleAfter: .seconds(2), whenStale: .close),
        .init(replays: true), .init(interval: .seconds(1), staleAfter: .seconds(3), replays: true),
    ]

    private func wander(_ world: inout World, _ generator: inout SeededGenerator) {
        for _ in 0..<400 where !world.isClosed {
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: world.deliver()
            case 1: world.finishWriting()
            case 2: world.isAway.toggle()
            case 3: world.tick()
            default: world.now = world.now + .milliseconds(Int.random(in: 0...900, using: &generator))
            }
        }
    }

    @Test("one picture at a time, and of a stream without replay none that is older than one shown", arguments: options)
    func order(_ options: MJPEGViewer.Options) {
        for seed in 0..<100 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var world = World(options)
            self.wander(&world, &generator)
            #expect(world.broken.isEmpty, "seed \(seed)")
            if !options.replays { #expect(world.written == world.written.sorted(), "seed \(seed)") }
            if options.whenStale != .close { #expect(!world.isClosed, "seed \(seed)") }
        }
    }

    @Test("from wherever chance has led, a viewer that reads is shown the next frame", arguments: options)
    func goesOn(_ options: MJPEGViewer.Options) {
        for seed in 0..<100 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var world = World(options)
            self.wander(&world, &generator)
            guard !world.isClosed else { continue }
            // It reads, and its interval passes.
            for _ in 0..<4 {
                world.finishWriting()
                let deadlines = [world.machine.frameDeadline, world.machine.lookDeadline].compactMap(\.self)
                world.now = max(world.now, deadlines.min() ?? world.now)
                world.tick()
                if world.isClosed { break }
            }
            guard !world.isClosed else { continue }
            world.finishWriting()
            world.now = world.now + .seconds(1)
            world.tick()
            world.finishWriting()
            #expect(world.demand != nil, "seed \(seed): nothing is waited for")
            world.deliver()
            // After a picture of a replay its interval has to pass.
            for _ in 0..<3 where world.written.last != world.version {
                world.finishWriting()
                world.now = max(world.now, world.machine.frameDeadline ?? world.now)
                world.tick()
            }
            #expect(world.written.last == world.version, "seed \(seed): the new frame is not shown")
        }
    }
}
