/// Delimiters and header lines as cameras write them.
extension StreamCases {
    var boundaries: [StreamCase] {
        [
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
            StreamCase(
                "space behind the delimiter",
                type: mixed,
                part(one, length: nil, delimiter: "--frame  \t"),
                [one]
            ),
            StreamCase(
                "the closing delimiter after each part",
                type: mixed,
                joined(part(one, length: one.count), "--frame--\r\n", part(two, length: two.count)),
                [one, two]
            ),
            StreamCase(
                "no multipart: bare JPEGs",
                type: "image/jpeg",
                joined(one, two, thumbnail),
                [one, two, thumbnail]
            ),
            StreamCase(
                "bare JPEGs with line ends between them",
                type: "video/x-motion-jpeg",
                joined(one, "\r\n", two, "\n\n\n", one),
                [one, two, one]
            ),
        ]
    }

    var lines: [StreamCase] {
        [
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
                joined(
                    "--frame\r\nContent-Length: \(one.count)\r\n\r\n\r\n",
                    one,
                    "\r\n",
                    part(two, length: two.count)
                ),
                [one, two]
            ),
            StreamCase(
                "no blank line before the picture",
                type: mixed,
                joined("--frame\r\nContent-Type: image/jpeg\r\n", one, "\r\n", part(two, length: nil)),
                [one, two]
            ),
            StreamCase(
                "no headers",
                type: mixed,
                joined("--frame\r\n\r\n", one, "\r\n--frame\r\n\r\n", two),
                [one, two]
            ),
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
    }
}
