internal import IPC
internal import Shared

/// Reads one stream from its opening to its end, on a thread of its own.
///
/// libav blocks, and its own timeouts are not enough (measured with ffmpeg 5.1: it hung for minutes on a stalled RTSP
/// stream). Every call has a deadline of ours; the loop watches ``StreamBench/operation`` and leaves the process when a
/// call is not back long after it (design §7).
struct StreamThread: Sendable {
    /// Bytes; RTSP's and HLS's parsers use some dozen kB, GnuTLS more (150 kB measured).
    private static let stackSize = 1024 * 1024
    /// Packets without a video of ours, after which there is none: a second of sound and of other pictures.
    private static let mostOthers = 300
    /// A film of one picture is over as soon as it has begun.
    private static let shortestLoop: Duration = .seconds(1)

    /// Longest that muxing a packet may take, and making AAC of its sound: a thousand times what it does.
    private static let muxing: Duration = .seconds(5)

    /// How long a call may take.
    struct Patience: Sendable {
        /// Connecting and asking for the stream.
        var opening: Duration
        /// From one packet to the next.
        var silence: Duration
    }

    let options: StreamInputOptions
    let patience: Patience
    let bench: StreamBench

    /// - Returns: `false` when the system refuses a thread.
    func start() -> Bool {
        DetachedThread.start(name: "stream", stackSize: Self.stackSize) { self.run() }
    }

    private func run() {
        do throws(StreamError) {
            let libAV = try LibAVLibraries.load()
            while true {
                let begun = MonotonicTime.now()
                try self.readOnce(libAV)
                guard self.options.isFile else { break }
                try self.wait(until: begun + Self.shortestLoop)
            }
            self.bench.end(.ended)
        } catch {
            self.bench.end(error)
        }
    }

    /// From the beginning to the end; a file's end is none.
    private func readOnce(_ libAV: LibAVLibraries) throws(StreamError) {
        var input = try self.open(libAV)
        var pace = FilePace()
        let isPaced = self.options.isFile || input.comesInBursts
        let media = MediaFeed(outlet: self.bench.media, libAV: libAV)
        defer { media.finish() }
        var packets = 0
        while true {
            self.bench.begin("read", until: .now() + self.patience.silence)
            var reading: StreamInput.Reading
            do throws(StreamError) {
                reading = try input.read(wantsSound: media.isWanted)
            } catch {
                if error == .ended, !input.hasVideo { throw .noVideo(input.contents) }
                guard error == .ended, self.options.isFile else {
                    throw self.explanation(of: error, "nothing came", self.patience.silence)
                }
                return
            }
            packets += 1
            if isPaced, case .video(let packet) = reading, let position = input.position(of: packet) {
                try self.wait(until: pace.time(of: position, at: .now()))
                if let packet = packet.arriving(at: .now(), wall: .now()) { reading = .video(packet) }
            }
            self.bench.took(reading, at: .now())
            self.bench.begin("media", until: .now() + Self.muxing)
            media.take(reading, isSoundAnnounced: input.hasSound, group: self.bench.group)
            guard input.hasVideo || packets < Self.mostOthers else { throw .noVideo(input.contents) }
        }
    }

    /// Opens the stream where it is: redirects are followed, within one and the same patience.
    private func open(_ libAV: LibAVLibraries) throws(StreamError) -> StreamInput {
        let deadline = MonotonicTime.now() + self.patience.opening
        var options = self.options
        for _ in 0...StreamRedirect.most {
            let location: Secret<String>
            do throws(StreamError) {
                return try self.open(options, libAV, until: deadline)
            } catch .redirected(let target) {
                location = target
            }
            do throws(StreamRedirect.Refusal) {
                options = try options.redirected(to: location.reveal())
            } catch {
                throw .misled(error)
            }
        }
        throw .misled(.tooMany)
    }

    private func open(
        _ options: StreamInputOptions,
        _ libAV: LibAVLibraries,
        until deadline: MonotonicTime
    ) throws(StreamError) -> StreamInput {
        if let problem = options.problem { throw .unusable(problem) }
        if let server = options.provenServer {
            self.bench.begin("TLS", until: deadline)
            let left = max(.milliseconds(1), deadline.since(.now()))
            if let failure = TLSProof.failure(of: server, within: left) { throw .unproven(failure) }
            guard !self.bench.interrupt.wasCancelled else { throw .cancelled }
        }
        self.bench.begin("open", until: deadline)
        return try self.explained("no stream", self.patience.opening) { () throws(StreamError) in
            try StreamInput.open(options, interrupt: self.bench.interrupt, libAV: libAV)
        }
    }

    private func explained<Value: ~Copyable>(
        _ what: String,
        _ patience: Duration,
        _ body: () throws(StreamError) -> Value
    ) throws(StreamError) -> Value {
        do throws(StreamError) {
            return try body()
        } catch {
            throw self.explanation(of: error, what, patience)
        }
    }

    /// An interruption that nobody asked for was the deadline's.
    private func explanation(of error: StreamError, _ what: String, _ patience: Duration) -> StreamError {
        guard self.bench.interrupt.isDue else { return error }
        return self.bench.interrupt.wasCancelled ? .cancelled : .silent(what, seconds: patience.components.seconds)
    }

    /// In slices, so that a cancelled thread ends soon.
    private func wait(until time: MonotonicTime) throws(StreamError) {
        while true {
            guard !self.bench.interrupt.wasCancelled else { throw .cancelled }
            let left = time.since(.now())
            guard left > .zero else { return }
            FilePace.sleep(min(left, .milliseconds(50)))
        }
    }
}
