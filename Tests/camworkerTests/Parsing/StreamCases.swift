import Testing

/// A stream as some camera sends it, and the pictures in it; also the seeds of the fuzz corpus.
struct StreamCase: Sendable, CustomTestStringConvertible {
    var name: String
    var contentType: String?
    var stream: [UInt8]
    var pictures: [[UInt8]]

    init(_ name: String, type contentType: String?, _ stream: [UInt8], _ pictures: [[UInt8]]) {
        self.name = name
        self.contentType = contentType
        self.stream = stream
        self.pictures = pictures
    }

    var testDescription: String { self.name }

    private static let one = SamplePictures.baseline
    private static let two = SamplePictures.progressive
    private static let thumbnail = SamplePictures.exifThumbnail
    private static let mixed = "multipart/x-mixed-replace; boundary=frame"

    /// A part as the standard wants it.
    static func part(
        _ body: [UInt8],
        length: Int?,
        delimiter: String = "--frame",
        type: String = "image/jpeg"
    ) -> [UInt8] {
        let lengthLine = length.map { "Content-Length: \($0)\r\n" } ?? ""
        return joined("\(delimiter)\r\nContent-Type: \(type)\r\n\(lengthLine)\r\n", body, "\r\n")
    }

    static let all = wellFormed + boundaries + lengths + lines + strays + broken + otherKinds

    static let wellFormed = [
        StreamCase(
            "by the book",
            type: mixed,
            joined(part(one, length: one.count), part(two, length: two.count), "--frame--\r\n"),
            [one, two]
        ),
        StreamCase(
            "without Content-Length",
            type: mixed,
            joined(part(one, length: nil), part(two, length: nil)),
            [one, two]
        ),
        StreamCase(
            "thumbnail in EXIF, no Content-Length",
            type: mixed,
            joined(part(thumbnail, length: nil), part(one, length: nil)),
            [thumbnail, one]
        ),
        StreamCase(
            "every kind of JPEG",
            type: mixed,
            SamplePictures.jpegs.flatMap { part($0, length: nil) },
            SamplePictures.jpegs
        ),
        StreamCase(
            "Home Assistant: the delimiter is the parameter itself",
            type: "multipart/x-mixed-replace; boundary=--frameboundary",
            joined(
                part(one, length: one.count, delimiter: "--frameboundary"),
                part(one, length: one.count, delimiter: "--frameboundary")
            ),
            [one, one]
        ),
        StreamCase(
            "a JPEG with comment that looks like a delimiter",
            type: mixed,
            joined(part(commented, length: nil), part(commented, length: commented.count)),
            [commented, commented]
        ),
    ]

    private static let commented = SyntheticPictures.jpeg(
        segments: SyntheticPictures.segment(0xFE, joined("\r\n--frame\r\nContent-Length: 3\r\n\r\n", one))
    )

    static let boundaries = [
        StreamCase(
            "quoted boundary",
            type: "multipart/x-mixed-replace;boundary=\"frame\"",
            part(one, length: one.count),
            [one]
        ),
        StreamCase(
            "boundary with spaces around it",
            type: "multipart/x-mixed-replace ; BOUNDARY = frame ; x=y",
            part(one, length: nil),
            [one]
        ),
        StreamCase(
            "dashes in the parameter and two more in the stream",
            type: "multipart/x-mixed-replace; boundary=--frame",
            part(one, length: nil, delimiter: "----frame"),
            [one]
        ),
        StreamCase(
            "the bare parameter as delimiter",
            type: mixed,
            joined(part(SamplePictures.png, length: nil, delimiter: "frame", type: "image/png"), "frame\r\n"),
            [SamplePictures.png]
        ),
        StreamCase(
            "the wrong boundary in the header",
            type: "multipart/x-mixed-replace; boundary=other",
            joined(part(SamplePictures.png, length: nil, type: "image/png"), part(one, length: nil)),
            [SamplePictures.png, one]
        ),
        StreamCase(
            "no boundary in the header",
            type: "multipart/x-mixed-replace",
            joined(part(SamplePictures.png, length: nil, type: "image/png"), part(one, length: nil)),
            [SamplePictures.png, one]
        ),
        StreamCase(
            "no header at all",
            type: nil,
            joined(part(one, length: one.count), part(two, length: two.count)),
            [one, two]
        ),
        StreamCase(
            "a first part without boundary",
            type: mixed,
            joined(
                "Content-Type: image/jpeg\r\nContent-Length: \(one.count)\r\n\r\n",
                one,
                "\r\n",
                part(two, length: two.count)
            ),
            [one, two]
        ),
        StreamCase(
            "a first part without boundary and headers",
            type: mixed,
            joined(one, "\r\n", part(two, length: two.count)),
            [one, two]
        ),
        StreamCase(
            "the delimiter right after the picture",
            type: mixed,
            joined("--frame\r\n\r\n", one, "--frame\r\n\r\n", two, "--frame--"),
            [one, two]
        ),
        StreamCase("space behind the delimiter", type: mixed, part(one, length: nil, delimiter: "--frame  \t"), [one]),
        StreamCase(
            "the closing delimiter after each part",
            type: mixed,
            joined(part(one, length: one.count), "--frame--\r\n", part(two, length: two.count)),
            [one, two]
        ),
        StreamCase("no multipart: bare JPEGs", type: "image/jpeg", joined(one, two, thumbnail), [one, two, thumbnail]),
        StreamCase(
            "bare JPEGs with line ends between them",
            type: "video/x-motion-jpeg",
            joined(one, "\r\n", two, "\n\n\n", one),
            [one, two, one]
        ),
    ]

    static let lengths = [
        StreamCase(
            "length too small",
            type: mixed,
            joined(part(one, length: 100), part(two, length: 100)),
            [one, two]
        ),
        StreamCase(
            "length too large",
            type: mixed,
            joined(part(one, length: one.count + 500), part(two, length: two.count + 5000)),
            [one, two]
        ),
        StreamCase(
            "length far above the limit",
            type: mixed,
            joined(part(one, length: 4_294_967_295), part(two, length: 999_999_999)),
            [one, two]
        ),
        StreamCase(
            "length right, then too large",
            type: mixed,
            joined(
                part(one, length: one.count),
                part(two, length: one.count),
                part(one, length: one.count),
                part(two, length: one.count)
            ),
            [one, two, one, two]
        ),
        StreamCase(
            "length right, then too small",
            type: mixed,
            joined(part(two, length: two.count), part(one, length: two.count), part(one, length: two.count)),
            [two, one, one]
        ),
        StreamCase(
            "length counts the line end",
            type: mixed,
            joined(part(one, length: one.count + 2), part(two, length: two.count + 2)),
            [one, two]
        ),
        StreamCase("length zero", type: mixed, joined(part(one, length: 0), part(two, length: 0)), [one, two]),
        StreamCase(
            "length no number",
            type: mixed,
            joined("--frame\r\nContent-Length: -5\r\n\r\n", one, "\r\n--frame\r\nContent-Length: 12abc\r\n\r\n", two),
            [one, two]
        ),
        StreamCase(
            "no space after the colon, any case",
            type: mixed,
            joined("--frame\r\ncontent-LENGTH:\(one.count)\r\ncontent-type:image/jpeg\r\n\r\n", one, "\r\n"),
            [one]
        ),
        StreamCase(
            "padding behind the picture, counted",
            type: mixed,
            joined(part(joined(one, [0, 0, 0, 0]), length: one.count + 4), part(two, length: two.count)),
            [one, two]
        ),
    ]

    static let lines = [
        StreamCase(
            "LF only",
            type: mixed,
            joined(
                "--frame\nContent-Type: image/jpeg\nContent-Length: \(one.count)\n\n",
                one,
                "\n--frame\nContent-Type: image/jpeg\n\n",
                two,
                "\n"
            ),
            [one, two]
        ),
        StreamCase(
            "preamble",
            type: mixed,
            joined("This is a multi-part message.\r\n\r\nIgnore it.\r\n", part(one, length: one.count)),
            [one]
        ),
        StreamCase(
            "blank lines before the delimiter",
            type: mixed,
            joined("\r\n\r\n", part(one, length: one.count), "\r\n\r\n", part(two, length: two.count)),
            [one, two]
        ),
        StreamCase(
            "blank lines before the picture",
            type: mixed,
            joined("--frame\r\nContent-Length: \(one.count)\r\n\r\n\r\n", one, "\r\n", part(two, length: two.count)),
            [one, two]
        ),
        StreamCase(
            "no blank line before the picture",
            type: mixed,
            joined("--frame\r\nContent-Type: image/jpeg\r\n", one, "\r\n", part(two, length: nil)),
            [one, two]
        ),
        StreamCase("no headers", type: mixed, joined("--frame\r\n\r\n", one, "\r\n--frame\r\n\r\n", two), [one, two]),
        StreamCase(
            "a status line among the headers",
            type: mixed,
            joined("--frame\r\nHTTP/1.1 200 OK\r\nServer: x\r\nContent-Type: image/jpeg\r\n\r\n", one),
            [one]
        ),
        StreamCase(
            "many headers",
            type: mixed,
            joined(
                "--frame\r\nX-Timestamp: 1.5\r\nX-State: \(String(repeating: "x", count: 3000))\r\nContent-Length: \(one.count)\r\n\r\n",
                one
            ),
            [one]
        ),
        StreamCase("a delimiter twice", type: mixed, joined("--frame\r\n", part(one, length: one.count)), [one]),
    ]

    static let strays = [
        StreamCase(
            "garbage between parts",
            type: mixed,
            joined(
                part(one, length: one.count),
                [1, 2, 0xFF, 0xD8, 10, 0xFF, 0xD8, 0xFF],
                "garbage\r\n",
                part(two, length: two.count)
            ),
            [one, two]
        ),
        StreamCase(
            "garbage before bare JPEGs",
            type: nil,
            joined(String(repeating: "x", count: 3000), one, [0, 0xFF, 0, 0xFF], two),
            [one, two]
        ),
        StreamCase(
            "garbage before the picture inside a part",
            type: mixed,
            joined("--frame\r\n\r\ngarbage \r\n \0\u{1}", one, "\r\n", part(two, length: nil)),
            [one, two]
        ),
        StreamCase(
            "a very long line",
            type: mixed,
            joined(String(repeating: "=", count: 20_000), "\r\n", part(one, length: nil)),
            [one]
        ),
        StreamCase("no picture at all", type: mixed, joined("<html><title>Login</title>", "\r\n</html>"), []),
        StreamCase("nothing", type: mixed, [], []),
    ]

    static let broken = [
        StreamCase(
            "cut off, then a whole one",
            type: mixed,
            joined(part(Array(one.dropLast(50)), length: nil), part(two, length: nil)),
            [two]
        ),
        StreamCase(
            "cut off with its right length",
            type: mixed,
            joined(
                part(one, length: one.count),
                part(Array(one.dropLast(50)), length: one.count - 50),
                part(two, length: two.count),
                part(one, length: one.count)
            ),
            [one, two, one]
        ),
        StreamCase(
            "cut off in a table, then a whole one",
            type: mixed,
            joined(part(Array(one.prefix(40)), length: nil), part(two, length: nil)),
            [two]
        ),
        StreamCase(
            "cut off behind a segment's length, bare",
            type: nil,
            joined([0xFF, 0xD8, 0xFF, 0xE1, 0x02, 0x00, 1, 2, 3], thumbnail, one),
            [thumbnail, one]
        ),
        StreamCase(
            "cut off at the end of the stream",
            type: mixed,
            joined(part(one, length: nil), Array(two.dropLast(1))),
            [one]
        ),
        StreamCase("only start and end", type: nil, joined([0xFF, 0xD8, 0xFF, 0xD9], one), [one]),
        StreamCase(
            "tables only",
            type: nil,
            joined([0xFF, 0xD8], SyntheticPictures.segment(0xDB, [1, 2, 3]), [0xFF, 0xD9], one),
            [one]
        ),
        StreamCase("start twice", type: nil, joined([0xFF, 0xD8], one), [one]),
        StreamCase("scan without a frame header", type: nil, joined([0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 9, 9], one), [one]),
    ]

    static let otherKinds = [
        StreamCase(
            "PNG with and without length",
            type: mixed,
            joined(
                part(SamplePictures.png, length: SamplePictures.png.count, type: "image/png"),
                part(SamplePictures.webpLossy, length: nil, type: "image/webp"),
                "--frame\r\n"
            ),
            [SamplePictures.png, SamplePictures.webpLossy]
        ),
        StreamCase(
            "an SVG that ends with the stream",
            type: mixed,
            joined("--frame\r\nContent-Type: image/svg+xml\r\n\r\n<svg></svg>"),
            [Array("<svg></svg>".utf8)]
        ),
        StreamCase(
            "a cut-off PNG",
            type: mixed,
            joined(part(Array(SamplePictures.png.dropLast(5)), length: nil), part(one, length: nil)),
            [one]
        ),
        StreamCase(
            "text parts between",
            type: mixed,
            joined(
                part(Array("Heartbeat".utf8), length: 9, type: "text/plain"),
                part(one, length: one.count),
                part(Array("Code=VideoMotion;action=Start".utf8), length: nil, type: "text/plain"),
                part(two, length: two.count)
            ),
            [one, two]
        ),
        StreamCase(
            "a text part with a length far too large",
            type: mixed,
            joined(
                part(Array("Heartbeat".utf8), length: 90_000, type: "text/plain"),
                part(one, length: one.count),
                part(two, length: two.count)
            ),
            [one, two]
        ),
        StreamCase(
            "an empty part",
            type: mixed,
            joined(part([], length: 0), part([], length: nil), part(one, length: one.count)),
            [one]
        ),
        StreamCase(
            "an error page as a part",
            type: mixed,
            joined(part(Array("<html><title>401</title></html>".utf8), length: nil), part(one, length: nil)),
            [one]
        ),
        StreamCase(
            "a long part of another kind",
            type: mixed,
            joined(
                part([UInt8](repeating: 0x41, count: 10_000), length: nil, type: "audio/basic"),
                part(one, length: nil)
            ),
            [one]
        ),
    ]
}
