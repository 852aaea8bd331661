/// Wrong lengths, and parts of other kinds.
extension StreamCases {
    var lengths: [StreamCase] {
        [
            StreamCase(
                "length too small",
                type: mixed,
                joined(part(one, length: one.count / 2), part(two, length: one.count / 2)),
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
                joined(
                    "--frame\r\nContent-Length: -5\r\n\r\n",
                    one,
                    "\r\n--frame\r\nContent-Length: 12abc\r\n\r\n",
                    two
                ),
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
    }

    var otherKinds: [StreamCase] {
        [
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
}
