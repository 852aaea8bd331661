import Testing

@testable import camworker

@Suite("JPEG scanner")
struct JPEGScannerTests {
    @Test("the end of every JPEG is found where it is, however the bytes arrive", arguments: SamplePictures.jpegs)
    func ends(_ picture: [UInt8]) {
        let stream = joined(picture, [0xFF, 0xD9, 1, 2, 3], picture)
        for step in [1, 3, 50, 5000] {
            var scanner = JPEGScanner(limit: 100_000)
            var outcome = JPEGScanner.Outcome.needsMore
            for count in stride(from: 3, to: stream.count + step, by: step) where outcome == .needsMore {
                outcome = scanner.scan(stream.span.extracting(first: count))
                if outcome == .needsMore { #expect(count < picture.count) }
            }
            #expect(outcome == .picture(end: picture.count))
        }
    }

    @Test(
        "broken JPEGs are given up at the first byte that proves it",
        arguments: [
            ([0xFF, 0xD8, 0xFF, 0xD9], .lost(resume: 4, .noScan)),
            ([0xFF, 0xD8, 0xFF, 0x00], .lost(resume: 2, .badSegment)),
            ([0xFF, 0xD8, 0xFF, 0xD0], .lost(resume: 2, .badSegment)),
            ([0xFF, 0xD8, 0xFF, 0xE0, 0, 1], .lost(resume: 4, .badSegment)),
            ([0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 3], .lost(resume: 4, .badSegment)),
            ([0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xE1, 0, 3, 1, 0], .lost(resume: 10, .badSegment)),
            ([0xFF, 0xD8, 0xFF, 0xDA, 0, 2], .lost(resume: 4, .noFrameHeader)),
            ([0xFF, 0xD8, 0xFF, 0xD8, 0xFF], .restart(at: 2)),
            ([0xFF, 0xD8, 0xFF, 0xC0, 0, 2, 0xFF, 0xDA, 0, 2, 1, 0xFF, 0xD8, 0xFF], .restart(at: 11)),
        ] as [([UInt8], JPEGScanner.Outcome)]
    )
    func broken(_ bytes: [UInt8], _ expected: JPEGScanner.Outcome) {
        var scanner = JPEGScanner(limit: 1000)
        #expect(scanner.scan(bytes.span) == expected)
    }

    @Test("stuffed bytes, restart markers, fill bytes and forgotten stuffing are picture bytes")
    func entropy() {
        let fill: [UInt8] = [1, 0xFF, 0, 0xFF, 0xD0, 0xFF, 0xD7, 0xFF, 0xFF, 0, 0xFF, 0x7E, 0xFF, 0xD8, 2]
        let picture = SyntheticPictures.jpeg(fill: fill)
        var scanner = JPEGScanner(limit: 1000)
        #expect(scanner.scan(picture.span) == .picture(end: picture.count))
    }

    @Test("a picture above the limit is given up, with or without its end at hand")
    func limit() {
        let picture = SyntheticPictures.jpeg(fill: [UInt8](repeating: 1, count: 500))
        for count in [300, picture.count] {
            var scanner = JPEGScanner(limit: 300)
            #expect(scanner.scan(picture.span.extracting(0..<count)) == .lost(resume: 300, .tooLarge))
        }
        var exact = JPEGScanner(limit: picture.count)
        #expect(exact.scan(picture.span) == .picture(end: picture.count))
    }

    @Test("the next start is found, also at the very end, and never half of one")
    func start() {
        let bytes: [UInt8] = [0xFF, 0xD8, 0, 0xFF, 0xFF, 0xD8, 0xFF, 0xD8]
        #expect(JPEGScanner.start(in: bytes.span, from: 0, to: bytes.count) == 4)
        #expect(JPEGScanner.start(in: bytes.span, from: 5, to: bytes.count) == nil)
        #expect(JPEGScanner.start(in: bytes.span, from: 0, to: 6) == nil)
        #expect(JPEGScanner.start(in: bytes.span, from: 0, to: 7) == 4)
    }
}
