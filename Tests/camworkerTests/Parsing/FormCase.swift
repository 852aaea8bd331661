import Testing

/// An upload as some client sends it; also the seeds of the fuzz corpus.
struct FormCase: Sendable, CustomTestStringConvertible {
    /// What must come out: a picture with its file name, or a status.
    enum Outcome: Sendable, Hashable {
        case picture([UInt8], filename: String?)
        case refused(Int, containing: String)
    }

    var name: String
    var contentType: String
    var body: [UInt8]
    var outcome: Outcome

    init(_ name: String, type contentType: String, _ body: [UInt8], _ outcome: Outcome) {
        self.name = name
        self.contentType = contentType
        self.body = body
        self.outcome = outcome
    }

    var testDescription: String { self.name }

    /// All cases with a picture of a real encoder.
    static let all = FormCases(jpeg: SamplePictures.baseline).all

    /// A part as curl writes it.
    static func part(
        _ disposition: String,
        _ body: [UInt8],
        type: String? = "image/jpeg",
        delimiter: String = FormCases.delimiter
    ) -> [UInt8] {
        let typeLine = type.map { "Content-Type: \($0)\r\n" } ?? ""
        return joined("\(delimiter)\r\nContent-Disposition: form-data; \(disposition)\r\n\(typeLine)\r\n", body, "\r\n")
    }
}
