internal import IPC
internal import Shared

/// Uploads in progress: their bodies come in chunks, interleaved.
struct PushUploads {
    /// What an upload came to.
    enum Verdict {
        case picture(UploadedPicture, started: MonotonicTime, startedWall: WallTime)
        case refused(status: Int, reason: String)
    }

    /// Uploads at a time.
    static let most = 16
    /// An upload without a chunk for this long holds a place that others need.
    ///
    /// The supervisor times out first.
    static let patience: Duration = .seconds(30)

    private struct Upload {
        var parser: MultipartFormParser
        var started: MonotonicTime
        var startedWall: WallTime
        var lastChunk: MonotonicTime
        var size = 0
    }

    /// Of uploads that begin from now on.
    var field: String
    private var uploads: [UInt32: Upload] = [:]

    init(field: String) {
        self.field = field
    }

    var count: Int { self.uploads.count }

    var deadline: MonotonicTime? { self.uploads.values.lazy.map(\.lastChunk).min().map { $0 + Self.patience } }

    /// Takes one chunk.
    ///
    /// - Returns: The verdict, once per upload; chunks that come after it are dropped.
    mutating func receive(
        _ chunk: PushChunk,
        _ bytes: [UInt8],
        upload id: UInt32,
        at now: MonotonicTime,
        wall: WallTime
    ) -> Verdict? {
        if chunk.flags.contains(.abort) {
            self.uploads[id] = nil
            return nil
        }
        if chunk.flags.contains(.first) {
            guard self.uploads.count < Self.most || self.uploads[id] != nil else {
                return .refused(status: 503, reason: "\(Self.most) uploads are under way; try again")
            }
            let parser = MultipartFormParser(contentType: chunk.contentType, field: self.field)
            self.uploads[id] = Upload(parser: parser, started: now, startedWall: wall, lastChunk: now)
        }
        guard var upload = self.uploads.removeValue(forKey: id) else { return nil }
        upload.lastChunk = now
        upload.size += bytes.count
        upload.parser.feed(bytes)
        if let failure = upload.parser.failure {
            return .refused(status: failure.status, reason: "\(failure)")
        }
        guard upload.size <= Limits.upload else {
            return .refused(status: 413, reason: "the upload is larger than \(Limits.upload / (1024 * 1024)) MiB")
        }
        guard self.uploads.values.reduce(upload.size, { $0 + $1.size }) <= Limits.uploadsInFlight else {
            return .refused(status: 503, reason: "too many bytes of uploads are under way; try again")
        }
        guard chunk.flags.contains(.last) else {
            self.uploads[id] = upload
            return nil
        }
        return Self.verdict(on: &upload)
    }

    private static func verdict(on upload: inout Upload) -> Verdict {
        switch upload.parser.finish() {
        case .failure(let error): return .refused(status: error.status, reason: "\(error)")
        case .success(let picture):
            guard picture.identity.pixels <= Limits.decodedPixels else {
                return .refused(status: 415, reason: "\(PictureRefusal.tooManyPixels(picture.identity))")
            }
            return .picture(picture, started: upload.started, startedWall: upload.startedWall)
        }
    }

    /// The uploads that have come to a halt, to be answered.
    mutating func takeAbandoned(at now: MonotonicTime) -> [UInt32] {
        let abandoned = self.uploads.filter { now.since($0.value.lastChunk) >= Self.patience }.map(\.key)
        for id in abandoned { self.uploads[id] = nil }
        return abandoned.sorted()
    }
}

extension MultipartFormParser {
    fileprivate mutating func feed(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { self.feed($0) }
    }
}
