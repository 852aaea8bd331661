import IPC
import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("Media of a stream in disorder")
struct MediaDisorderTests {
    @Test(
        "whatever stamps, sizes and sounds come: epochs and parts are such as the supervisor takes",
        arguments: 0..<60
    )
    func random(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let stage = try MediaStage(partMilliseconds: [200, 500, 1_500].randomElement(using: &generator) ?? 500)
        let isSoundAnnounced = Bool.random(using: &generator)
        let group = Int.random(in: 1...60, using: &generator)
        var (time, shift): (Int64, Int64) = (0, 0)
        for _ in 0..<600 {
            time += Int64.random(in: 1...80, using: &generator)
            switch Int.random(in: 0..<200, using: &generator) {
            case 0: shift += Int64.random(in: -10_000_000...10_000_000, using: &generator)
            case 1: shift += Int64.random(in: -600...600, using: &generator)
            case 2: stage.writer.tear()
            case 3: try stage.reopen()
            case 4: stage.writer.take(try stage.picture(time, bytes: 0), isSoundAnnounced: isSoundAnnounced)
            default: break
            }
            let isKey = Int.random(in: 0..<group, using: &generator) == 0
            let slip =
                Int64.random(in: 0..<10, using: &generator) == 0 ? Int64.random(in: -90...90, using: &generator) : 0
            let stamp = (time + shift + slip) * 90
            stage.writer.take(
                try stage.picture(time, isKey: isKey, stamp: stamp),
                isSoundAnnounced: isSoundAnnounced
            )
            guard isSoundAnnounced, Int.random(in: 0..<4, using: &generator) > 0 else { continue }
            let rate = [16_000, 16_000, 16_000, 24_000].randomElement(using: &generator) ?? 16_000
            let bytes = Int.random(in: 0..<50, using: &generator) == 0 ? [0xFF, 0xF3, 1] : MediaStage.mp3(rate)
            stage.writer.take(try stage.sound(time, bytes, stamp: stamp))
        }
        stage.writer.finish()
        self.check(stage.taken())
    }

    /// What the supervisor takes for a violation.
    private func check(_ epochs: [MediaStage.Epoch]) {
        #expect(!epochs.isEmpty)
        var (number, sequence): (UInt32, UInt64) = (0, 0)
        for epoch in epochs {
            #expect(epoch.start.epoch > number)
            number = epoch.start.epoch
            #expect(epoch.parts.first?.flags.contains(.independent) == true, "and an epoch without parts never leaves")
            var end: UInt64 = 0
            var sound: UInt64 = 0
            for part in epoch.parts {
                sequence += 1
                #expect(part.sequence == sequence && part.epoch == number && part.frames > 0)
                #expect(part.start >= end && 1...MediaPart.longestDuration ~= part.duration)
                end = part.start + UInt64(part.duration)
                #expect(part.flags.contains(.independent) || !part.flags.contains(.gap))
                guard let audio = part.audio else { continue }
                #expect(epoch.hasSound && audio.time >= sound && audio.end >= audio.time)
                sound = audio.end
            }
        }
    }
}
