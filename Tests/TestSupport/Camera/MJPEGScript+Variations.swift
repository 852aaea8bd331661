/// A named way to stream, for tables of test cases.
package struct MJPEGVariation: Sendable, CustomStringConvertible {
    package var name: String
    package var script: MJPEGScript

    package init(_ name: String, _ change: (inout MJPEGScript) -> Void = { _ in }) {
        self.name = name
        self.script = MJPEGScript(change)
    }

    package var description: String { self.name }
}

extension MJPEGScript {
    /// Every way of streaming seen in the field; from each of them every whole picture must come out.
    package static let variations: [MJPEGVariation] = [
        MJPEGVariation("as it should be"),
        MJPEGVariation("no Content-Length") { $0.lengths = .missing },
        MJPEGVariation("Content-Length too long") { $0.lengths = .wrong(by: 100) },
        MJPEGVariation("Content-Length too short") { $0.lengths = .wrong(by: -100) },
        MJPEGVariation("Content-Length no number") { $0.lengths = .nonsense },
        MJPEGVariation("first part without boundary") { $0.hasFirstBoundary = false },
        MJPEGVariation("quoted boundary") {
            $0.contentType = "multipart/x-mixed-replace; boundary=\"frame\""
        },
        MJPEGVariation("boundary declared with its dashes (Axis, mjpg-streamer)") {
            $0.contentType = "multipart/x-mixed-replace;boundary=--frame"
        },
        MJPEGVariation("quoted boundary with dashes, and a charset") {
            $0.contentType = "Multipart/X-Mixed-Replace; charset=utf-8; Boundary=\"--frame\""
        },
        MJPEGVariation("dashes doubled: declared and sent before them") {
            $0.boundary = "--frame"
        },
        MJPEGVariation("another boundary than declared") {
            $0.contentType = "multipart/x-mixed-replace; boundary=other"
        },
        MJPEGVariation("no boundary declared") { $0.contentType = "multipart/x-mixed-replace" },
        MJPEGVariation("octet-stream (ffmpeg)") { $0.contentType = "application/octet-stream" },
        MJPEGVariation("LF only") { $0.newline = "\n" },
        MJPEGVariation("LF only, no Content-Length") {
            $0.newline = "\n"
            $0.lengths = .missing
        },
        MJPEGVariation("preamble") { $0.preamble = Array("This is a stream.\r\n\r\n".utf8) },
        MJPEGVariation("no newline before the delimiter") { $0.hasNewlineBeforeBoundary = false },
        MJPEGVariation("no part headers at all") {
            $0.partFields = [:]
            $0.lengths = .missing
        },
        MJPEGVariation("part headers in lower case, unknown ones, blanks (motion)") {
            $0.partFields = ["content-type": "image/jpeg", "X-Timestamp": "17.25", "X-Empty": "  "]
        },
        MJPEGVariation("parts that are no pictures") { $0.hasTextParts = true },
        MJPEGVariation("garbage between parts") {
            $0.garbage = Array("\u{0}\u{1}garbage \r\n\r\n--fra".utf8) + [0xFF, 0xD9]
        },
        MJPEGVariation("bare JPEGs") { $0.framing = .bare },
        MJPEGVariation("bare JPEGs under image/jpeg") {
            $0.framing = .bare
            $0.contentType = "image/jpeg"
        },
        MJPEGVariation("thumbnails inside, no Content-Length") {
            $0.picture.hasThumbnail = true
            $0.lengths = .missing
        },
        MJPEGVariation("byte by byte") { $0.pieces = .every(1) },
        MJPEGVariation("cut anywhere") { $0.pieces = .random(seed: 42, maximum: 50) },
        MJPEGVariation("cut anywhere, no Content-Length") {
            $0.pieces = .random(seed: 7, maximum: 300)
            $0.lengths = .missing
        },
        MJPEGVariation("chunked") { $0.isChunked = true },
        MJPEGVariation("chunked and cut anywhere") {
            $0.isChunked = true
            $0.pieces = .random(seed: 3, maximum: 200)
        },
        MJPEGVariation("pictures of 300 kB") { $0.picture.padding = 300_000 },
    ]
}
