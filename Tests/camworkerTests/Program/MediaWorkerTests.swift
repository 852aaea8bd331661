import IPC
import Shared
import TestSupport
import Testing

@Suite("A worker that makes fragmented MP4")
struct MediaWorkerTests {
    private func expectGood(_ epoch: DrivenWorker.Epoch, sourceLocation: SourceLocation = #_sourceLocation) {
        var end: UInt64 = 0
        for item in epoch.parts {
            #expect(item.part.start == end, "parts stand end to end", sourceLocation: sourceLocation)
            #expect(item.part.epoch == epoch.start.epoch, sourceLocation: sourceLocation)
            end = item.part.start + UInt64(item.part.duration)
        }
        #expect(epoch.isIndependent.first == true, sourceLocation: sourceLocation)
        let sequences = epoch.parts.map(\.part.sequence)
        #expect(zip(sequences, sequences.dropFirst()).allSatisfy { $0 + 1 == $1 }, sourceLocation: sourceLocation)
    }

    @Test("H.264 from RTSP: an initialization segment, parts of half a second, a key frame begins one each second")
    func h264() async throws {
        let camera = try await RTSPCamera.start(["--size", "320x240"])
        let worker = try await DrivenWorker.ready(try Configurations.stream(camera.url))
        let epoch = try await worker.media(parts: 7)
        self.expectGood(epoch)
        #expect(epoch.start.width == 320 && epoch.start.height == 240 && epoch.start.epoch == 1)
        #expect(epoch.start.tracks.map(\.kind) == [.video])
        #expect(epoch.start.codecs.hasPrefix("avc1.42C0"), "\(epoch.start.codecs)")
        #expect(epoch.parts.allSatisfy { $0.part.duration <= 500_000 })
        let independent = epoch.isIndependent.count { $0 }
        #expect(2...3 ~= independent, "\(epoch.isIndependent)")
        try await FilmCheck.expectPlayable(epoch.film)
        let frames = epoch.parts.reduce(0) { $0 + Int($1.part.frames) }
        #expect(try await FilmCheck.tracks(of: epoch.film) == [FilmCheck.Track(codec: "h264", packets: frames)])
    }
}
