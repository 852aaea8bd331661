import Shared
import TestSupport
import Testing

@testable import camworker

@Suite("Multipart form parser")
struct MultipartFormParserTests {
    @Test("every upload is judged alike, however it is cut", arguments: FormCase.all)
    func cases(_ sample: FormCase) {
        for size in [1, 2, 5, 64, 700, 1_000_000] {
            let result = Self.run(sample.body, contentType: sample.contentType, size: size)
            switch (sample.outcome, result) {
            case (.picture(let bytes, let filename), .success(let picture)):
                #expect(picture.bytes == bytes && picture.filename == filename, "\(picture.filename ?? "nil")")
                #expect(picture.identity == PictureSniffer.identify(bytes))
            case (.refused(let status, let words), .failure(let error)):
                #expect(error.status == status && error.description.contains(words), "\(error.status) \(error)")
            case (_, let result): Issue.record("pieces of \(size): \(String(describing: result).prefix(300))")
            }
        }
    }

    @Test("damaged uploads never trap and do not depend on the cuts")
    func damaged() {
        var generator = SeededGenerator(seed: 3)
        for sample in FormCase.all where !sample.body.isEmpty {
            for _ in 0..<5 {
                var body = sample.body
                for _ in 0..<3 {
                    let index = Int.random(in: body.indices, using: &generator)
                    body[index] = [0, 10, 13, 34, 45, 58, 59, 61, 0xFF].randomElement(using: &generator) ?? 0
                }
                let whole = Self.run(body, contentType: sample.contentType, size: .max)
                #expect(whole == Self.run(body, contentType: sample.contentType, size: 1), "\(sample.name)")
            }
        }
    }

    @Test("a file of 16 MiB is taken, one byte more is 413 before the rest is sent")
    func largest() throws {
        let limit = Limits.picture
        let empty = SyntheticPictures.jpeg(fill: [])
        let picture = SyntheticPictures.jpeg(fill: [UInt8](repeating: 0x41, count: limit - empty.count))
        #expect(picture.count == limit)
        for (extra, expected) in [([], nil), ([0], 413)] as [([UInt8], Int?)] {
            let raw = Self.run(joined(picture, extra), contentType: "image/jpeg", size: 262_144)
            let form = Self.run(
                joined(
                    FormCase.part("name=\"image\"; filename=\"a.jpg\"", joined(picture, extra), delimiter: "--x"),
                    "--x--\r\n"
                ),
                contentType: "multipart/form-data; boundary=x",
                size: 262_144
            )
            for result in [raw, form] {
                switch result {
                case .success(let upload): #expect(expected == nil && upload.bytes == picture)
                case .failure(let error): #expect(error.status == expected)
                }
            }
        }
    }

    @Test("a refusal is known before the end of the body")
    func early() {
        var parser = MultipartFormParser(contentType: "image/jpeg", field: "image", limit: 1000)
        Self.feed([UInt8](repeating: 1, count: 1000), to: &parser)
        #expect(parser.failure == nil)
        Self.feed([1], to: &parser)
        #expect(parser.failure == .tooLarge(limit: 1000))
        #expect(parser.heldBytes == 0)
        #expect(
            MultipartFormParser(contentType: "application/x-www-form-urlencoded", field: "a").failure?.status == 415
        )
    }

    @Test("other fields cost no memory, and too much of them is 413")
    func otherFields() {
        var parser = MultipartFormParser(contentType: "multipart/form-data; boundary=x", field: "image", limit: 100_000)
        Self.feed(joined("--x\r\nContent-Disposition: form-data; name=\"video\"\r\n\r\n"), to: &parser)
        let chunk = [UInt8](repeating: 0x2D, count: 10_000)
        for _ in 0..<100 {
            Self.feed(chunk, to: &parser)
            #expect(parser.heldBytes < 100_000)
        }
        #expect(parser.failure == nil)
        for _ in 0..<30 { Self.feed(chunk, to: &parser) }
        #expect(parser.failure == .tooLarge(limit: 100_000))
    }

    @Test("the wanted field's name may be anything printable")
    func fieldName() {
        let body = joined(
            FormCase.part("name=\"Bild für \\\"Tür\\\"\"; filename=\"a\"", SamplePictures.gray, delimiter: "--x"),
            "--x--"
        )
        var parser = MultipartFormParser(contentType: "multipart/form-data; boundary=x", field: "Bild für \"Tür\"")
        Self.feed(body, to: &parser)
        #expect(throws: Never.self) { try parser.finish().get() }
    }

    private static func feed(_ bytes: [UInt8], to parser: inout MultipartFormParser) {
        bytes.withUnsafeBytes { parser.feed($0) }
    }

    private static func run(
        _ body: [UInt8],
        contentType: String,
        size: Int
    ) -> Result<UploadedPicture, UploadError> {
        var parser = MultipartFormParser(contentType: contentType, field: "image")
        var start = 0
        while start < body.count {
            let end = size < body.count - start ? start + size : body.count
            self.feed(Array(body[start..<end]), to: &parser)
            start = end
        }
        return parser.finish()
    }
}
