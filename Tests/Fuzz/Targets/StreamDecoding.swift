internal import CLibAV
internal import Glibc
internal import IPC
internal import Shared

/// Container, demuxer, muxer and decoder, as the stream's thread and the decoding thread use them: a file of any container
/// that streams may have, opened, read, made into fragments and decoded to its end.
///
/// libav itself is Debian's, without instrumentation: what is explored by coverage is our side. Its writes and reads beyond
/// a block are seen where they go through `memcpy` and its kin; its crashes, endless loops, leaks and hunger for memory are
/// seen wherever they are.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzStream(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    fuzz(start, count) { buffer in
        guard let film = FilmInMemory(buffer), let waker else { return }
        var watch = FilmWatch()
        let media = FilmMedia(waker: waker)
        do throws(StreamError) {
            let libAV = try LibAVLibraries.load()
            let options = StreamInputOptions(StreamConfiguration(url: .fixed(film.url)), at: film.url)
            let interrupt = StreamInterrupt()
            // As for a stream that is silent; the fuzzer's own limit is above it.
            interrupt.setDeadline(.now() + .seconds(5))
            var input = try StreamInput.open(options, interrupt: interrupt, libAV: libAV)
            let feed = MediaFeed(outlet: media.outlet, libAV: libAV)
            defer { feed.finish() }
            while watch.packets < FilmWatch.mostPackets {
                let reading = try input.read(wantsSound: true)
                feed.take(reading, isSoundAnnounced: input.hasSound)
                media.check()
                watch.take(reading, of: input)
            }
        } catch {
            invariant(isPresentable("\(error)", longest: 1000), "the error cannot be shown: \(error)")
        }
        media.check()
        watch.finish()
        PlantedBug.trigger(when: watch.problems > 1 && watch.pictures > 1, Array(buffer))
    }
}

private let waker = try? LoopWaker()

/// What is made of a film for the supervisor.
private struct FilmMedia {
    let outlet: MediaOutlet

    init(waker: LoopWaker) {
        self.outlet = MediaOutlet(waker: waker)
        self.outlet.want(MediaWish(partMilliseconds: 200))
    }

    func check() {
        while let item = self.outlet.take() {
            switch item {
            case .start(_, let segment): invariant(Self.kind(of: segment) == "ftyp", "an epoch without a beginning")
            case .part(let part, let fragment):
                invariant(Self.kind(of: fragment) == "moof", "a part that is no fragment")
                invariant(part.frames > 0, "a part without a picture")
            }
        }
        if let problem = self.outlet.problem {
            invariant(isPresentable(problem, longest: 1000), "the problem cannot be shown: \(problem)")
        }
    }

    /// Of its first box.
    private static func kind(of bytes: [UInt8]) -> String {
        String(decoding: bytes.dropFirst(4).prefix(4), as: UTF8.self)
    }
}

/// What the fuzzer made, where libav can open it by a name.
private struct FilmInMemory: ~Copyable {
    private let descriptor: Int32
    let url: CameraURL

    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        var name = Array("/dev/shm/film-XXXXXX".utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { return nil }
        // The descriptor's own name is enough, and leaves nothing behind.
        unlink(name)
        guard let url = try? CameraURL("file:///proc/self/fd/\(descriptor)"),
            bytes.isEmpty || write(descriptor, bytes.baseAddress, bytes.count) == bytes.count
        else { return nil }
        self.descriptor = descriptor
        self.url = url
    }

    deinit { close(self.descriptor) }
}

/// Decodes what comes, and holds it to what the rest of the worker relies on.
private struct FilmWatch {
    /// Seeds have 8; a container may be made to give any number of empty ones.
    static let mostPackets = 300
    /// Pictures that are encoded, which takes longer than all the rest.
    private static let mostEncoded = 2

    private(set) var packets = 0
    private(set) var pictures = 0
    private(set) var problems = 0
    private var decoder: VideoDecoder?
    private var group = GroupOfPictures()
    private let encoder = JPEGEncoder()

    mutating func take(_ reading: StreamInput.Reading, of input: borrowing StreamInput) {
        self.packets += 1
        invariant(reading.bytes >= 0, "a negative size")
        guard case .video(let packet) = reading else { return }
        invariant(input.hasVideo && packet.bytes.count == packet.count, "a packet that is not there")
        _ = input.position(of: packet)
        self.group.append(packet)
        self.decode(packet)
    }

    private mutating func decode(_ packet: VideoPacket) {
        do throws(PictureError) {
            if self.decoder == nil { self.decoder = try VideoDecoder(packet.format) }
            guard let decoder = self.decoder else { return }
            let encoder = self.encoder
            var shown = self.pictures
            defer { self.pictures = shown }
            try decoder.decode(packet) { (picture, captured, _) throws(PictureError) in
                shown += 1
                invariant(captured <= packet.arrived, "a picture younger than its packet")
                guard shown <= Self.mostEncoded else { return }
                try Self.encode(picture, with: encoder)
            }
        } catch {
            self.fail(error)
        }
    }

    /// The still that somebody would get now.
    mutating func finish() {
        guard !self.group.packets.isEmpty else { return }
        do throws(PictureError) {
            try Self.encode(try VideoDecoder.lastPicture(of: self.group.packets).picture, with: self.encoder)
        } catch {
            self.fail(error)
        }
    }

    private mutating func fail(_ error: PictureError) {
        self.problems += 1
        invariant(isPresentable("\(error)", longest: 1000), "the error cannot be shown: \(error)")
    }

    private static func encode(_ picture: borrowing DecodedPicture, with encoder: JPEGEncoder) throws(PictureError) {
        invariant(picture.size.pixels <= Limits.decodedPixels, "a picture larger than we allow")
        // What is huge costs a second each and tells nothing new.
        guard picture.size.pixels <= 1 << 20 else { return }
        let jpeg = try encoder.encode(try PictureScaler.scale(picture, to: picture.size))
        let identity = PictureSniffer.identify(jpeg)
        invariant(identity?.format == .jpeg && identity?.width == picture.size.width, "our own picture is none")
    }
}
