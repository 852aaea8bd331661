internal import Shared

/// Takes one picture out of an upload: the named file of a `multipart/form-data` body, or a raw body.
///
/// Incremental: feed it each chunk, then ask ``finish()``. Holds the wanted part only, other parts pass by. It judges by
/// content: a raw body is sniffed whatever type was claimed. What goes wrong is kept; ``failure`` tells early.
struct MultipartFormParser: Sendable {
    /// What the next bytes are.
    enum State: Sendable {
        case raw
        /// Before the first delimiter or at one.
        case between
        case headers(PartHeaders)
        case body(PartHeaders, DelimiterSearch, isWanted: Bool)
        case done(UploadedPicture)
        case failed(UploadError)
    }

    /// Most bytes around the picture: other fields, headers, a preamble.
    static let wrapping = 1024 * 1024
    let field: [UInt8]
    let limit: Int
    let contentType: String
    var boundary: MultipartBoundary?
    /// Whether a part with that boundary was seen; until then a delimiter of another word is taken too.
    var isBoundaryProven = false
    var state: State
    var buffer: [UInt8] = []
    var cursor = 0
    var total = 0
    /// Fields that were not the wanted one, for the error text.
    var names: [String] = []

    /// - Parameters:
    ///   - contentType: the request's header, empty when it had none.
    ///   - field: name of the form field that holds the picture.
    ///   - limit: largest picture, bytes.
    init(contentType: String, field: String, limit: Int = Limits.picture) {
        self.field = [UInt8](field.utf8)
        self.limit = limit
        self.contentType = contentType
        let header = HeaderValue(contentType)
        switch header.value {
        case "application/x-www-form-urlencoded": self.state = .failed(.urlEncoded)
        case let type where type.hasPrefix("multipart/"):
            self.boundary = header["boundary"].flatMap { MultipartBoundary($0) }
            self.state = .between
        default: self.state = .raw
        }
    }

    /// Why the upload is refused, as soon as that is certain; the rest need not be sent.
    var failure: UploadError? {
        if case .failed(let error) = self.state { error } else { nil }
    }

    /// Bytes of memory held, for tests of its bound.
    var heldBytes: Int { self.buffer.capacity }

    /// Takes the next bytes of the body.
    mutating func feed(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty {
            switch self.state {
            case .done, .failed: return
            default: break
            }
            let step = rest.prefix(MultipartStreamParser.longestStep)
            rest = rest.dropFirst(step.count)
            self.total += step.count
            UnsafeRawBufferPointer(rebasing: step).withMemoryRebound(to: UInt8.self) {
                self.buffer.append(contentsOf: $0)
            }
            self.run()
            if self.total > self.limit + Self.wrapping { self.fail(.tooLarge(limit: self.limit)) }
        }
    }

    /// The body is complete: the picture, or why there is none.
    mutating func finish() -> Result<UploadedPicture, UploadError> {
        if case .body = self.state {
            // The last delimiter may end with the body instead of a line end.
            self.buffer.append(contentsOf: [UInt8(ascii: "\r"), UInt8(ascii: "\n")])
            self.run()
            if case .body = self.state { self.buffer.removeLast(2) }
        }
        switch self.state {
        case .done(let picture): return .success(picture)
        case .failed(let error): return .failure(error)
        case .raw: return self.judge(self.buffer, filename: nil, contentType: self.contentType)
        case .body(let headers, _, isWanted: true): return self.judgeUnfinished(headers)
        case .between, .headers, .body: return .failure(self.missing)
        }
    }

    private mutating func run() {
        while self.advance() {}
        guard self.cursor > 0 else { return }
        self.buffer.removeFirst(self.cursor)
        self.cursor = 0
    }

    /// One step; `false` when more bytes are needed.
    private mutating func advance() -> Bool {
        switch self.state {
        case .done, .failed: break
        case .raw:
            if self.buffer.count - self.cursor > self.limit { self.fail(.tooLarge(limit: self.limit)) }
        case .between: return self.readBetween()
        case .headers(let headers): return self.readHeader(headers)
        case .body(let headers, let search, let isWanted): return self.readBody(headers, search, isWanted)
        }
        return false
    }

    mutating func fail(_ error: UploadError) {
        if case .done = self.state { return }
        self.state = .failed(error)
        self.buffer = []
        self.cursor = 0
    }
}
