internal import Shared

/// Cuts an MJPEG stream into pictures, as cameras really send it.
///
/// Multipart with or without a right boundary, a right Content-Length, or headers at all; bare JPEGs one after the other;
/// garbage in between. A picture is delivered with its last byte: that of a Content-Length which was right before,
/// else the JPEG's own end (EOI), else the next delimiter. Holds at most one picture's bytes; what it delivers does not
/// depend on how the stream was cut into reads.
///
/// A Content-Length is believed once one has agreed with the JPEG's own end, and never again after one was wrong: some
/// firmware repeats the first picture's length for ever, and waiting for bytes that do not come would stall the camera.
struct MultipartStreamParser: Sendable {
    /// What the next bytes are.
    enum State: Sendable {
        /// Between parts: delimiters, blank lines, garbage, or no multipart at all.
        case between
        case headers(PartHeaders)
        /// A body has begun and its kind is not settled.
        case opening(PartHeaders)
        /// A JPEG whose announced length is believed.
        case sized(length: Int)
        /// A JPEG whose end is found by walking it; `length` is what was announced.
        case scanned(JPEGScanner, length: Int?)
        case other(OtherBody)
    }

    /// Whether announced lengths can be used.
    enum LengthTrust: Hashable, Sendable {
        case unknown
        case proven
        case lost
    }

    /// Most bytes looked at in one step, so that a huge read does not become a huge buffer.
    static let longestStep = 256 * 1024
    /// Above this a nearly empty buffer is given back.
    private static let keptCapacity = 1024 * 1024

    let limit: Int
    let streamType: String?
    var state = State.between
    /// The bytes not yet judged begin at `cursor`; while a body arrives, that is its first byte.
    var buffer: [UInt8] = []
    var cursor = 0
    var arrivals = ArrivalLog()
    var boundary: MultipartBoundary?
    /// Whether the boundary was seen in the stream; until then a delimiter of another word may replace it.
    var isBoundaryProven = false
    /// The last delimiter of another word; it becomes the boundary when part headers follow.
    var candidate: MultipartBoundary?
    /// Whether the cursor stands inside a line, which therefore is no delimiter.
    var isInsideLine = false
    var trust = LengthTrust.unknown
    /// The first stray bytes, to say what came instead of pictures.
    var sample: [UInt8] = []

    /// What happened so far.
    var counters = StreamCounters()
    /// The last thing that was wrong with the stream, in words; at most 300 characters, no secrets.
    var lastProblem: String?

    /// - Parameters:
    ///   - contentType: the response's `Content-Type`; a wrong or missing one costs nothing but speed.
    ///   - limit: largest picture, bytes.
    init(contentType: String?, limit: Int = Limits.picture) {
        self.limit = limit
        self.streamType = contentType
        let header = contentType.map { HeaderValue($0) }
        self.boundary = header?["boundary"].flatMap { MultipartBoundary($0, bare: true) }
    }

    /// Bytes of memory held, for tests of its bound: ``limit`` and two steps at most, up to the array's growth.
    var heldBytes: Int { self.buffer.capacity }

    /// Takes what a read returned and hands each picture that it completes to `deliver`, in order.
    ///
    /// - Parameter now: when the read returned.
    mutating func feed(
        _ bytes: UnsafeRawBufferPointer,
        now: MonotonicTime,
        deliver: (StreamedPicture) -> Void
    ) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let step = rest.prefix(Self.longestStep)
            rest = rest.dropFirst(step.count)
            self.arrivals.note(now, from: self.buffer.count)
            UnsafeRawBufferPointer(rebasing: step).withMemoryRebound(to: UInt8.self) {
                self.buffer.append(contentsOf: $0)
            }
            while self.advance(deliver) {}
            self.compact()
        }
    }

    /// The stream has ended: delivers a last picture that only its end could complete, and says what was missing.
    mutating func finish(deliver: (StreamedPicture) -> Void) {
        switch self.state {
        case .other(let other): self.endOther(other, at: self.buffer.count, deliver)
        case .opening(let headers):
            self.endOther(OtherBody(headers, length: nil), at: self.buffer.count, deliver)
        case .sized, .scanned:
            self.counters.truncated += 1
            self.lastProblem = "the stream ended inside a picture"
        case .between: self.discard(to: self.buffer.count)
        case .headers: break
        }
        self.state = .between
        self.buffer = []
        self.cursor = 0
        self.arrivals.clear()
        if self.counters.pictures == 0 { self.reportNoPicture() }
    }

    /// One step; `false` when more bytes are needed.
    private mutating func advance(_ deliver: (StreamedPicture) -> Void) -> Bool {
        switch self.state {
        case .between: self.readBetween()
        case .headers(let headers): self.readHeader(headers)
        case .opening(let headers): self.open(headers)
        case .sized(let length): self.readSized(length, deliver)
        case .scanned(let scanner, let length): self.readScanned(scanner, length, deliver)
        case .other(let other): self.readOther(other, deliver)
        }
    }

    /// Forgets what lies before the cursor.
    private mutating func compact() {
        guard self.cursor > 0 else { return }
        self.arrivals.drop(self.cursor)
        if self.buffer.capacity > Self.keptCapacity, self.buffer.count - self.cursor < self.buffer.capacity / 8 {
            self.buffer = Array(self.buffer[self.cursor...])
        } else {
            self.buffer.removeFirst(self.cursor)
        }
        self.cursor = 0
        if self.buffer.isEmpty { self.arrivals.clear() }
    }
}
