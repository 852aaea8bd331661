import CLibAV
import TestSupport
import Testing

@testable import camworker

@Suite("Audio transcoder")
struct AudioTranscoderTests {
    /// A quarter of a second of silence and then 1,000 Hz, 1 s in all.
    struct Tone: Sendable, CustomTestStringConvertible {
        var file: String
        var rate: Int
        var channels = 1
        /// By the container's clock.
        var start = 0.0
        var testDescription: String { self.file }
    }

    static let tones = [
        Tone(file: "tone-pcmu.mkv", rate: 16_000), Tone(file: "tone-pcma.mkv", rate: 16_000),
        Tone(file: "tone-g726.mkv", rate: 16_000), Tone(file: "tone-g722.mkv", rate: 16_000),
        Tone(file: "tone-s16.mov", rate: 16_000), Tone(file: "tone-opus.mkv", rate: 48_000, channels: 2),
        Tone(file: "tone-vorbis.mkv", rate: 44_100, channels: 2), Tone(file: "tone-ac3.mkv", rate: 48_000, channels: 2),
        Tone(file: "tone-mp2.ts", rate: 48_000, start: 1.4),
        // A frame of its encoder's run-up goes before it.
        Tone(file: "tone-latm.ts", rate: 16_000, start: 1.464),
    ]

    private static func frames(_ sound: SampleSound, by transcoder: AudioTranscoder) throws -> [AACFrame] {
        try sound.packets.flatMap { packet in
            try transcoder.feed(packet, at: sound.time(of: packet, rate: transcoder.sampleRate))
        }
    }

    @Test("a tone comes out as the same tone, at the same time and as long", arguments: tones)
    func tone(_ tone: Tone) throws {
        let sound = try SampleSound(tone.file)
        let transcoder = try sound.transcoder()
        let frames = try Self.frames(sound, by: transcoder)
        #expect(transcoder.sampleRate == tone.rate && transcoder.channels == tone.channels)
        #expect(AudioObjectType(configuration: transcoder.audioSpecificConfig) == .lowComplexity)
        #expect(transcoder.skipped == 0)
        for (earlier, later) in zip(frames, frames.dropFirst()) {
            #expect(later.time - earlier.time == 1024 && !later.isAfterJump)
        }
        let heard = try HeardSound(frames, of: transcoder)
        #expect(heard.channels == tone.channels)
        let onset = try #require(heard.onset)
        #expect((onset - tone.start - 0.25).magnitude < 0.02, "onset at \(onset)")
        let frequency = heard.frequency(from: tone.start + 0.4, to: tone.start + 0.8)
        #expect((frequency - 1000).magnitude < 10, "\(frequency) Hz")
        // What does not fill a frame, and two frames more, wait for sound that does not come any more.
        let frame = 1024 / heard.rate
        #expect(heard.end > tone.start + 1 - 3 * frame - 0.03 && heard.end < tone.start + 1 + frame, "\(heard.end)")
    }

    @Test("another count of time is begun without silence or loss, and nothing of before has its times")
    func anew() throws {
        let sound = try SampleSound("tone-pcmu.mkv")
        let transcoder = try sound.transcoder()
        _ = try Self.frames(sound, by: transcoder)
        try transcoder.beginAnew()
        // Within the two seconds that would be mended otherwise.
        let frames = try sound.packets.flatMap { packet in
            let time = try #require(sound.time(of: packet, rate: transcoder.sampleRate))
            return try transcoder.feed(packet, at: time + 32_000)
        }
        #expect(try #require(frames.first).time == 30_976)
        #expect(13...15 ~= frames.count && frames.allSatisfy { !$0.isAfterJump })
        let heard = try HeardSound(frames, of: transcoder)
        #expect((try #require(heard.onset) - 2.25).magnitude < 0.02)
    }

    @Test("packets that were lost are silence, and what follows is in its place")
    func lost() throws {
        let sound = try SampleSound("tone-pcmu.mkv")
        let transcoder = try sound.transcoder()
        // 128 ms each.
        let kept = sound.packets.enumerated().filter { $0.offset != 3 && $0.offset != 4 }.map(\.element)
        let heard = try HeardSound(
            try kept.flatMap { try transcoder.feed($0, at: sound.time(of: $0, rate: 16_000)) },
            of: transcoder
        )
        #expect((heard.onset ?? 0) - 0.25 < 0.02)
        #expect(heard.peak(from: 0.7, to: 0.8) > 0.3, "ends at \(heard.end)")
    }

    @Test("a jump of the clock is told, and what follows is stamped by the new clock")
    func jump() throws {
        let sound = try SampleSound("tone-opus.mkv")
        let transcoder = try sound.transcoder()
        var frames = try Self.frames(sound, by: transcoder)
        for packet in sound.packets { packet.pointee.pts += 3_600_000 }
        frames += try Self.frames(sound, by: transcoder)
        let jumps = frames.filter(\.isAfterJump)
        #expect(jumps.count == 1)
        let time = try #require(jumps.first?.time)
        #expect((Double(time) / 48_000 - 3600).magnitude < 0.1)
    }

    @Test("packets without stamps are counted from 0")
    func stampless() throws {
        let sound = try SampleSound("tone-pcma.mkv")
        for packet in sound.packets { packet.pointee.pts = clibav_no_time }
        let transcoder = try sound.transcoder()
        let heard = try HeardSound(try Self.frames(sound, by: transcoder), of: transcoder)
        #expect(((heard.onset ?? 0) - 0.25).magnitude < 0.02)
    }

    @Test("a packet that cannot be read is left out; 50 in a row end the sound, in words")
    func undecodable() throws {
        let sound = try SampleSound("tone-latm.ts")
        let transcoder = try sound.transcoder()
        let first = sound.packets[0]
        let size = first.pointee.size
        for _ in 0..<3 {
            first.pointee.size = 3
            for _ in 1..<AudioTranscoder.mostProblems { #expect(try transcoder.feed(first, at: nil).isEmpty) }
            first.pointee.size = size
            _ = try transcoder.feed(first, at: nil)
        }
        #expect(transcoder.skipped == 3 * (AudioTranscoder.mostProblems - 1))
        first.pointee.size = 3
        for _ in 1..<AudioTranscoder.mostProblems { _ = try transcoder.feed(first, at: nil) }
        let error = #expect(throws: AudioError.self) { _ = try transcoder.feed(first, at: nil) }
        #expect(error?.description.hasPrefix("50 packets of sound in a row are unreadable: libav could not") == true)
    }

    @Test("damaged and truncated packets never trap, and hold nothing but bounded frames", arguments: tones)
    func damaged(_ tone: Tone) throws {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<10 {
            let sound = try SampleSound(tone.file)
            let transcoder = try sound.transcoder()
            for packet in sound.packets {
                guard let bytes = packet.pointee.data, packet.pointee.size > 0 else { continue }
                for _ in 0..<Int.random(in: 0...8, using: &generator) {
                    bytes[Int.random(in: 0..<Int(packet.pointee.size), using: &generator)] = .random(
                        in: 0...255,
                        using: &generator
                    )
                }
                if Int.random(in: 0..<4, using: &generator) == 0 {
                    packet.pointee.size = .random(in: 0...packet.pointee.size, using: &generator)
                }
                if Int.random(in: 0..<8, using: &generator) == 0 {
                    packet.pointee.pts = .random(in: .min ... .max, using: &generator)
                }
                do throws(AudioError) {
                    let time = sound.time(of: packet, rate: transcoder.sampleRate)
                    for frame in try transcoder.feed(packet, at: time) { #expect(frame.bytes.count <= 1536) }
                } catch {
                    guard case .undecodable = error else { throw error }
                }
            }
        }
    }
}
