import IPC
import NIOCore
import Shared

@testable import camsupervisor

/// A view's media machine with a worker that sends what it should.
struct MediaHarness {
    static let epoch = MonotonicTime(nanoseconds: 1_000_000_000_000)
    /// 2026-11-21T02:41:07.250Z.
    static let wall = WallTime(nanoseconds: 1_795_228_867_250_000_000)
    static let videoScale: UInt32 = 90_000
    static let audioScale: UInt32 = 48_000

    var machine: MediaView.StateMachine
    private(set) var wants: [WantMedia] = []
    private(set) var violations: [ProtocolError] = []
    private(set) var generation: UInt32 = 0
    /// What has passed since ``epoch``.
    var passed: Duration = .zero
    private var sequence: UInt64 = 0
    private var mediaEpoch: UInt32 = 0
    private var start: UInt64 = 0
    /// Of the next part's sound; `nil` for a camera without.
    var hasSound = false

    init(_ settings: MediaSettings = MediaSettings()) {
        self.machine = MediaView.StateMachine(settings)
    }

    var now: MonotonicTime { Self.epoch + self.passed }
    var window: MediaWindow { self.machine.window }

    /// Somebody watches, and a worker is there with its first initialization segment.
    static func streaming(_ settings: MediaSettings = MediaSettings(), sound: Bool = false) -> MediaHarness {
        var harness = MediaHarness(settings)
        harness.hasSound = sound
        harness.ask()
        harness.ready()
        harness.open()
        return harness
    }

    mutating func ask() { self.take(self.machine.playerAsked(at: self.now)) }
    mutating func review() { self.take(self.machine.review(at: self.now)) }

    mutating func ready() {
        self.generation += 1
        self.sequence = 0
        self.mediaEpoch = 0
        self.take(self.machine.workerReady(generation: self.generation, at: self.now))
    }

    mutating func gone() { self.take(self.machine.workerGone(generation: self.generation)) }

    mutating func open(_ segment: String = "init", width: UInt32 = 640) {
        self.mediaEpoch += 1
        self.start = 0
        let audio = MediaStart.Track(kind: .audio, timescale: Self.audioScale)
        let start = MediaStart(
            epoch: self.mediaEpoch,
            width: width,
            height: 360,
            tracks: [MediaStart.Track(kind: .video, timescale: Self.videoScale)] + (self.hasSound ? [audio] : []),
            codecs: self.hasSound ? "avc1.64001f,mp4a.40.2" : "avc1.64001f"
        )
        let bytes = ByteBuffer(string: segment)
        self.take(self.machine.started(start, bytes, generation: self.generation, at: self.now))
    }

    /// The next part; time passes with it.
    mutating func part(
        _ milliseconds: Int = 500,
        key: Bool = false,
        gap: Bool = false,
        bytes: Int = 40,
        room: Int = .max,
        _ change: (inout MediaPart) -> Void = { _ in }
    ) {
        self.sequence += 1
        let duration = UInt32(milliseconds * 1_000)
        let ticks = { (scale: UInt32, micros: UInt64) in micros * UInt64(scale) / 1_000_000 }
        let (start, end) = (self.start, self.start + UInt64(duration))
        let times = { (scale: UInt32, position: UInt32) in
            MediaPart.DecodeTime(time: ticks(scale, start), end: ticks(scale, end), position: position)
        }
        var flags: MediaPart.Flags = []
        if key || gap { flags.insert(.independent) }
        if gap { flags.insert(.gap) }
        var part = MediaPart(
            captured: self.now,
            capturedWall: WallTime(nanoseconds: Self.wall.nanoseconds + UInt64(self.passed.wholeNanoseconds)),
            sequence: self.sequence,
            start: start,
            duration: duration,
            epoch: self.mediaEpoch,
            frames: 5,
            flags: flags,
            video: times(Self.videoScale, 8),
            audio: self.hasSound ? times(Self.audioScale, 24) : nil
        )
        change(&part)
        self.passed += .milliseconds(milliseconds)
        self.start = end
        let buffer = ByteBuffer(repeating: UInt8(truncatingIfNeeded: self.sequence), count: bytes)
        self.take(self.machine.arrived(part, buffer, generation: self.generation, room: room, at: self.now))
    }

    /// Parts of half a second with a key frame every so many.
    mutating func parts(_ count: Int, keyEvery: Int = 4) {
        for number in 0..<count { self.part(key: number % keyEvery == 0) }
    }

    mutating func take(_ actions: MediaView.StateMachine.Actions) {
        if let want = actions.want { self.wants.append(want) }
        if let violation = actions.violation { self.violations.append(violation) }
        for wake in actions.wake { wake() }
    }
}
