import Shared

@testable import camworker

/// Feeds a stream to a parser in pieces and collects what comes out.
struct StreamHarness {
    var parser: MultipartStreamParser
    var pictures: [StreamedPicture] = []
    /// Bytes fed when each picture was delivered.
    var deliveredAt: [Int] = []
    private var fed = 0

    init(contentType: String?, limit: Int = Limits.picture) {
        self.parser = MultipartStreamParser(contentType: contentType, limit: limit)
    }

    /// One read; its time is the number of bytes that came before it.
    mutating func feed(_ bytes: [UInt8]) {
        let now = MonotonicTime(nanoseconds: UInt64(self.fed))
        self.fed += bytes.count
        bytes.withUnsafeBytes { raw in
            self.parser.feed(raw, now: now) { picture in
                self.pictures.append(picture)
                self.deliveredAt.append(self.fed)
            }
        }
    }

    mutating func finish() {
        self.parser.finish { self.pictures.append($0) }
    }

    /// The whole stream in reads of `size` bytes, with its end.
    static func run(
        _ stream: [UInt8],
        contentType: String?,
        size: Int,
        limit: Int = Limits.picture
    ) -> StreamHarness {
        var harness = StreamHarness(contentType: contentType, limit: limit)
        var start = 0
        while start < stream.count {
            let end = size < stream.count - start ? start + size : stream.count
            harness.feed(Array(stream[start..<end]))
            start = end
        }
        harness.finish()
        return harness
    }
}
