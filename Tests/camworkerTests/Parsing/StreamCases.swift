/// The streams of the tests, made of any three pictures: real ones for the tests, tiny ones as seeds of the fuzzer.
struct StreamCases {
    let one: [UInt8]
    let two: [UInt8]
    /// With another whole JPEG inside.
    let thumbnail: [UInt8]

    let mixed = "multipart/x-mixed-replace; boundary=frame"

    var all: [StreamCase] {
        self.wellFormed + self.boundaries + self.lengths + self.lines + self.strays + self.broken + self.otherKinds
    }

    func part(
        _ body: [UInt8],
        length: Int?,
        delimiter: String = "--frame",
        type: String = "image/jpeg"
    ) -> [UInt8] {
        StreamCase.part(body, length: length, delimiter: delimiter, type: type)
    }

    var wellFormed: [StreamCase] {
        [
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
    }

    private var commented: [UInt8] {
        SyntheticPictures.jpeg(
            segments: SyntheticPictures.segment(0xFE, joined("\r\n--frame\r\nContent-Length: 3\r\n\r\n", one))
        )
    }
}
