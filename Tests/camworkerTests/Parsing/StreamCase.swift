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

    /// All cases with pictures of real encoders.
    static let all = StreamCases(
        one: SamplePictures.baseline,
        two: SamplePictures.progressive,
        thumbnail: SamplePictures.exifThumbnail
    ).all

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
}
