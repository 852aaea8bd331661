/// How a ``FakeCamera`` streams.
///
/// The defaults are a camera as it should be; each property is something seen in the field.
package struct MJPEGScript: Sendable {
    package enum Lengths: Sendable, Hashable {
        case right
        /// No Content-Length.
        case missing
        /// Off by so many bytes, in either direction.
        case wrong(by: Int)
        /// Not a number.
        case nonsense
    }

    package enum Framing: Sendable, Hashable {
        case multipart
        /// One picture directly after the other.
        case bare
    }

    package enum Pieces: Sendable, Hashable {
        /// A part in one write.
        case whole
        /// Every so many bytes.
        case every(Int)
        /// At random places, the same in each run.
        case random(seed: UInt64, maximum: Int)
    }

    package enum Ending: Sendable, Hashable {
        case never
        /// After so many pictures the closing delimiter comes and the connection is closed.
        case closes(after: Int)
        /// In the middle of the picture after so many.
        case closesMidFrame(after: Int)
        case hangs(after: Int)
        case hangsMidFrame(after: Int)
        /// The picture after so many never ends: bytes without a marker go on and on.
        case endlessFrame(after: Int)
    }

    package var picture = PictureScript()
    /// Pictures a second.
    package var frameRate = 25.0
    package var boundary = "frame"
    /// The Content-Type of the answer; `nil` for `multipart/x-mixed-replace; boundary=` and ``boundary``.
    package var contentType: String?
    package var framing = Framing.multipart
    package var lengths = Lengths.right
    package var newline = "\r\n"
    /// Sent before the first part.
    package var preamble: [UInt8] = []
    /// False: the stream begins with the headers of the first part.
    package var hasFirstBoundary = true
    /// False: the delimiter follows the picture's last byte directly.
    package var hasNewlineBeforeBoundary = true
    package var partFields: HTTPFields = ["Content-Type": "image/jpeg"]
    /// A part of text before each picture.
    package var hasTextParts = false
    /// Sent between parts.
    package var garbage: [UInt8] = []
    package var pieces = Pieces.whole
    package var ending = Ending.never
    /// Send the body with chunked transfer coding.
    package var isChunked = false

    package init() {}

    package init(_ change: (inout Self) -> Void) {
        change(&self)
    }

    /// The Content-Type of the whole answer.
    package var declaredType: String {
        self.contentType ?? "multipart/x-mixed-replace; boundary=\(self.boundary)"
    }

    /// What comes before the first picture.
    package var opening: [UInt8] {
        self.preamble + (self.hasFirstBoundary && self.framing == .multipart ? self.delimiter : [])
    }

    /// One picture with all that belongs to it, the delimiter after it included.
    package func part(_ picture: [UInt8]) -> [UInt8] {
        guard self.framing == .multipart else { return picture + self.garbage }
        var bytes: [UInt8] = []
        if self.hasTextParts {
            let text = Array("{\"motion\": 12}".utf8)
            bytes += self.partHead(type: "application/json", length: text.count) + text + self.partEnd
        }
        bytes += self.partHead(type: nil, length: picture.count) + picture
        return bytes + self.partEnd + self.garbage
    }

    /// A whole stream of the given pictures, for parsers that need no socket.
    package func stream(_ pictures: [[UInt8]]) -> [UInt8] {
        self.opening + pictures.flatMap { self.part($0) }
    }

    private var delimiter: [UInt8] { Array("--\(self.boundary)\(self.newline)".utf8) }

    private var partEnd: [UInt8] {
        (self.hasNewlineBeforeBoundary ? Array(self.newline.utf8) : []) + self.delimiter
    }

    private func partHead(type: String?, length: Int) -> [UInt8] {
        var fields = self.partFields
        if let type { fields["Content-Type"] = type }
        switch self.lengths {
        case .right: fields.append("Content-Length", "\(length)")
        case .missing: break
        case .wrong(let by): fields.append("Content-Length", "\(max(0, length + by))")
        case .nonsense: fields.append("Content-Length", "many")
        }
        return Array((fields.text(newline: self.newline) + self.newline).utf8)
    }
}
