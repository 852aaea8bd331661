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
        // Half of 25 pictures is 12 or 13 of them.
        #expect(epoch.parts.allSatisfy { $0.part.duration <= 520_000 })
        let independent = epoch.isIndependent.count { $0 }
        #expect(2...3 ~= independent, "\(epoch.isIndependent)")
        try await FilmCheck.expectPlayable(epoch.film)
        let frames = epoch.parts.reduce(0) { $0 + Int($1.part.frames) }
        #expect(try await FilmCheck.tracks(of: epoch.film) == [FilmCheck.Track(codec: "h264", packets: frames)])
    }

    @Test(
        "every codec, with every sound, plays",
        arguments: [
            (["--codec", "h265"], "hvc1.", ["hevc"]), (["--inband-only"], "avc1.", ["h264"]),
            (["--bframes", "2"], "avc1.", ["h264"]), (["--audio", "aac"], "mp4a.40.2", ["h264", "aac"]),
            (["--audio", "mp3"], "mp4a.6B", ["h264", "mp3"]), (["--audio", "pcmu"], "mp4a.40.2", ["h264", "aac"]),
            (["--audio", "opus", "--codec", "h265"], "mp4a.40.2", ["hevc", "aac"]),
        ] as [([String], String, [String])]
    )
    func codecs(_ options: [String], _ codecs: String, _ tracks: [String]) async throws {
        let camera = try await RTSPCamera.start(options)
        let worker = try await DrivenWorker.ready(try Configurations.stream(camera.url))
        let epoch = try await worker.media(parts: 8)
        self.expectGood(epoch)
        #expect(epoch.start.codecs.contains(codecs) && epoch.start.tracks.count == tracks.count, "\(epoch.start)")
        try await FilmCheck.expectPlayable(epoch.film)
        let found = try await FilmCheck.tracks(of: epoch.film)
        let frames = epoch.parts.reduce(0) { $0 + Int($1.part.frames) }
        #expect(found.map(\.codec) == tracks && found.first?.packets == frames, "\(found), \(frames) frames")
        #expect(worker.log == "", "\(worker.log)")
    }

    @Test("sound that stops ends its epoch: the next has video alone, for which players need not wait")
    func silence() async throws {
        let camera = try await RTSPCamera.start(["--audio", "pcma", "--silent-after", "2"])
        let worker = try await DrivenWorker.ready(try Configurations.stream(camera.url))
        let epochs = try await worker.media { ($0.last?.start.tracks.count == 1) && $0[$0.count - 1].parts.count > 2 }
        #expect(epochs.map(\.start.tracks.count) == [2, 1])
        for epoch in epochs {
            self.expectGood(epoch)
            try await FilmCheck.expectPlayable(epoch.film)
        }
    }

    @Test(
        "a camera with a still URL and a stream: pictures from the one, media from the other, which is open only then"
    )
    func both() async throws {
        let stills = try FakeCamera.start { $0["/still.jpg"] = .still(PictureScript()) }
        let stream = try await RTSPCamera.start()
        let url = try CameraAddress(stills.url("/still.jpg"))
        let configuration = try Configurations.stream(stream.url) { $0.stillImageURL = url }
        let worker = try await DrivenWorker.ready(configuration)
        #expect(PictureCheck.isWhole(try await worker.fetch(viewers: 0)))
        try worker.want(viewers: 0, credit: false)
        let epoch = try await worker.media(parts: 3)
        try await FilmCheck.expectPlayable(epoch.film)
        // What the stream is like tells the state while nobody looks at pictures.
        _ = try await worker.state(.connected)
        #expect(PictureCheck.isWhole(try await worker.fetch(viewers: 0)))
    }

    @Test("stills, a viewer's pictures and media come of one stream at the same time")
    func together() async throws {
        let camera = try await RTSPCamera.start(["--audio", "aac"])
        let worker = try await DrivenWorker.ready(try Configurations.stream(camera.url))
        for _ in 1...3 { #expect(PictureCheck.isWhole(try await worker.fetch(viewers: 2))) }
        let epoch = try await worker.media(parts: 4)
        try await FilmCheck.expectPlayable(epoch.film)
        for _ in 1...3 { #expect(PictureCheck.isWhole(try await worker.fetch(viewers: 2))) }
    }

    @Test("an MJPEG stream has no media, and it is said why")
    func mjpeg() async throws {
        let camera = try await RTSPCamera.start(["--codec", "mjpeg"])
        let worker = try await DrivenWorker.ready(try Configurations.stream(camera.url))
        try worker.wantMedia()
        var state: StateReport
        repeat { state = try await worker.state(.connected) } while state.mediaReason == nil
        #expect(state.mediaReason?.contains("MJPEG") == true)
        #expect(PictureCheck.isWhole(try await worker.fetch()))
    }

    @Test("a stream that is open already: media begins with the key frame that is there, not with the next in 20 s")
    func present() async throws {
        let camera = try await RTSPCamera.start(["--gop", "500", "--audio", "pcmu", "--size", "320x240"])
        let worker = try await DrivenWorker.ready(try Configurations.stream(camera.url))
        #expect(PictureCheck.isWhole(try await worker.fetch(viewers: 0)))
        let asked = MonotonicTime.now()
        let epoch = try await worker.media(parts: 3)
        self.expectGood(epoch)
        #expect(try #require(epoch.parts.first).part.captured < asked)
        #expect(epoch.start.tracks.map(\.kind) == [.video, .audio])
        try await FilmCheck.expectPlayable(epoch.film)
    }

    @Test("a film of one picture begins no more than once a second")
    func shortFilm() async throws {
        let folder = try TemporaryFolder()
        let film = "\(folder.path)/film.mp4"
        let source = ["-f", "lavfi", "-i", "testsrc=size=320x240:rate=25", "-frames:v", "1", "-pix_fmt", "yuv420p"]
        let ffmpeg = try RunningProgram(InstalledTool.path(of: "ffmpeg"), ["-v", "error"] + source + [film])
        #expect(try await ffmpeg.waitForExit(within: .seconds(60)) == .code(0))
        let configuration = try Configurations.stream("file://\(film)") { $0.stream?.readableFolders = [folder.path] }
        let worker = try await DrivenWorker.ready(configuration)
        let epochs = try await worker.media { $0.count == 4 && $0[3].parts.count == 1 }
        let times = epochs.compactMap(\.parts.first).map(\.part.captured)
        for (first, next) in zip(times, times.dropFirst()) { #expect(next.since(first) >= .milliseconds(800)) }
    }

    @Test("a camera that cuts the connection begins a new epoch; sequences go on")
    func cut() async throws {
        let camera = try await RTSPCamera.start(["--audio", "pcmu"])
        let worker = try await DrivenWorker.ready(try Configurations.stream(camera.url))
        let first = try await worker.media(parts: 3)
        try await camera.cut()
        let epochs = try await worker.media { $0.count == 1 && $0[0].parts.count > 2 || $0.count > 1 }
        let last = try #require(epochs.last)
        #expect(last.start.epoch == first.start.epoch + 1 && last.start.codecs == first.start.codecs)
        self.expectGood(last)
    }
}
