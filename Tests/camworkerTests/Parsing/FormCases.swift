import Testing

@testable import camworker

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

    private static let jpeg = SamplePictures.baseline
    private static let form = "multipart/form-data; boundary=------------------------d74496d66958873e"
    private static let delimiter = "--------------------------d74496d66958873e"

    /// A part as curl writes it.
    static func part(
        _ disposition: String,
        _ body: [UInt8],
        type: String? = "image/jpeg",
        delimiter: String = FormCase.delimiter
    ) -> [UInt8] {
        let typeLine = type.map { "Content-Type: \($0)\r\n" } ?? ""
        return joined("\(delimiter)\r\nContent-Disposition: form-data; \(disposition)\r\n\(typeLine)\r\n", body, "\r\n")
    }

    private static let file = part("name=\"image\"; filename=\"a.jpg\"", jpeg)
    private static let text = part("name=\"title\"", Array("Front door".utf8), type: nil)
    private static let end = "\(delimiter)--\r\n"

    static let all = accepted + filenames + raw + refused

    static let accepted = [
        FormCase("curl -F image=@a.jpg", type: form, joined(file, end), .picture(jpeg, filename: "a.jpg")),
        FormCase("other fields before", type: form, joined(text, text, file, end), .picture(jpeg, filename: "a.jpg")),
        FormCase("other fields after", type: form, joined(file, text, end), .picture(jpeg, filename: "a.jpg")),
        FormCase(
            "another file before",
            type: form,
            joined(part("name=\"thumb\"; filename=\"t.png\"", SamplePictures.png), file, end),
            .picture(jpeg, filename: "a.jpg")
        ),
        FormCase(
            "preamble and epilogue",
            type: form,
            joined("This is MIME.\r\n", file, end, "bye"),
            .picture(jpeg, filename: "a.jpg")
        ),
        FormCase(
            "no line end after the last delimiter",
            type: form,
            joined(file, delimiter, "--"),
            .picture(jpeg, filename: "a.jpg")
        ),
        FormCase("no last delimiter", type: form, file, .picture(jpeg, filename: "a.jpg")),
        FormCase(
            "LF only",
            type: "multipart/form-data; boundary=x",
            joined("--x\nContent-Disposition: form-data; name=image; filename=a.jpg\n\n", jpeg, "\n--x--\n"),
            .picture(jpeg, filename: "a.jpg")
        ),
        FormCase(
            "quoted boundary with a space",
            type: "multipart/form-data; charset=utf-8; boundary=\"a b\"",
            joined(part("name=\"image\"; filename=\"a.jpg\"", jpeg, delimiter: "--a b"), "--a b--"),
            .picture(jpeg, filename: "a.jpg")
        ),
        FormCase(
            "boundary with dashes in the parameter only",
            type: "multipart/form-data; boundary=--x",
            joined(part("name=\"image\"; filename=\"a.jpg\"", jpeg, delimiter: "--x"), "--x--"),
            .picture(jpeg, filename: "a.jpg")
        ),
        FormCase(
            "no boundary parameter",
            type: "multipart/form-data",
            joined(file, end),
            .picture(jpeg, filename: "a.jpg")
        ),
        FormCase(
            "the wrong boundary parameter",
            type: "multipart/form-data; boundary=y",
            joined(file, end),
            .picture(jpeg, filename: "a.jpg")
        ),
        FormCase(
            "a picture that holds what looks like a delimiter",
            type: form,
            joined(part("name=\"image\"; filename=\"a.jpg\"", tricky), end),
            .picture(tricky, filename: "a.jpg")
        ),
        FormCase(
            "a field without a file name that holds a picture",
            type: form,
            joined(part("name=\"image\"", jpeg), end),
            .picture(jpeg, filename: nil)
        ),
        FormCase(
            "parameters in another order, any case",
            type: form,
            joined(
                delimiter,
                "\r\ncontent-disposition: Form-Data; FILENAME=a.jpg; Name=image\r\n\r\n",
                jpeg,
                "\r\n",
                end
            ),
            .picture(jpeg, filename: "a.jpg")
        ),
        FormCase(
            "PNG, with a part Content-Length and encoding binary",
            type: form,
            joined(
                delimiter,
                "\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\nContent-Length: 5\r\nContent-Transfer-Encoding: binary\r\n\r\n",
                SamplePictures.png,
                "\r\n",
                end
            ),
            .picture(SamplePictures.png, filename: "a.png")
        ),
        FormCase(
            "multipart/mixed",
            type: "Multipart/Mixed; boundary=x",
            joined(part("name=\"image\"; filename=\"a.jpg\"", jpeg, delimiter: "--x"), "--x--"),
            .picture(jpeg, filename: "a.jpg")
        ),
    ]

    private static let tricky = SyntheticPictures.jpeg(
        fill: joined("\r\n\(delimiter)x\r\n--\r\n\(delimiter.dropLast())\r\n\n")
    )

    private static func named(_ disposition: String, _ filename: String) -> FormCase {
        FormCase(
            "file name \(disposition)",
            type: form,
            joined(part("name=\"image\"; \(disposition)", jpeg), end),
            .picture(jpeg, filename: filename)
        )
    }

    static let filenames = [
        named("filename=\"a b;c=d.jpg\"", "a b;c=d.jpg"),
        named("filename=plain.jpg", "plain.jpg"),
        named("filename=\"say \\\"hi\\\".jpg\"", "say \"hi\".jpg"),
        named("filename=\"say %22hi%22.jpg\"", "say \"hi\".jpg"),
        named("filename=\"back\\\\slash.jpg\"", "back\\slash.jpg"),
        named("filename=\"C:\\pictures\\new.jpg\"", "C:\\pictures\\new.jpg"),
        named("filename=\"Haustür 前門 🚪.jpg\"", "Haustür 前門 🚪.jpg"),
        named("filename=\"x.jpg\"; filename*=UTF-8''Haust%C3%BCr%20%e5%89%8d.jpg", "Haustür 前.jpg"),
        named("filename*=iso-8859-1'en'Haust%FCr.jpg", "Haustür.jpg"),
        named("filename*=utf-8''100%25%zz.jpg", "100%%zz.jpg"),
        named("filename=\"x.jpg\"; filename*=koi8-r''abc", "x.jpg"),
        named("filename=\"\"", ""),
        named("filename=\"unclosed.jpg", "unclosed.jpg"),
        named("filename=\"tab\there\u{7F}.jpg\"", "tab_here_.jpg"),
        named("filename=\"\(String(repeating: "n", count: 400))\"", String(repeating: "n", count: 255)),
        FormCase(
            "a Latin-1 file name",
            type: form,
            joined(
                delimiter,
                "\r\nContent-Disposition: form-data; name=\"image\"; filename=\"Haust",
                [0xFC],
                "r.jpg\"\r\n\r\n",
                jpeg,
                "\r\n",
                end
            ),
            .picture(jpeg, filename: "Haustür.jpg")
        ),
    ]

    static let raw = [
        FormCase("a raw body as image/jpeg", type: "image/jpeg", jpeg, .picture(jpeg, filename: nil)),
        FormCase("a raw body with the wrong type", type: "image/png", jpeg, .picture(jpeg, filename: nil)),
        FormCase(
            "a raw body as octet-stream",
            type: "application/octet-stream",
            SamplePictures.webpLossy,
            .picture(SamplePictures.webpLossy, filename: nil)
        ),
        FormCase(
            "a raw body without a type",
            type: "",
            SamplePictures.avif,
            .picture(SamplePictures.avif, filename: nil)
        ),
        FormCase(
            "a raw body as text",
            type: "text/plain; charset=utf-8",
            SamplePictures.gif,
            .picture(SamplePictures.gif, filename: nil)
        ),
        FormCase(
            "a raw body that claims to be a form without boundary",
            type: "multipart/form-data",
            jpeg,
            .picture(jpeg, filename: nil)
        ),
    ]

    static let refused = [
        FormCase(
            "no such field",
            type: form,
            joined(text, part("name=\"picture\"; filename=\"a.jpg\"", jpeg), end),
            .refused(400, containing: "no field 'image', only 'title', 'picture'")
        ),
        FormCase(
            "no field at all",
            type: form,
            joined(delimiter, "\r\nContent-Disposition: form-data\r\n\r\nx\r\n", end),
            .refused(400, containing: "no field 'image' and no other")
        ),
        FormCase("an empty form", type: form, Array(end.utf8), .refused(400, containing: "malformed")),
        FormCase(
            "the field holds text",
            type: form,
            joined(part("name=\"image\"", Array("hello".utf8), type: nil), end),
            .refused(400, containing: "holds text, not a file")
        ),
        FormCase(
            "a form that is none",
            type: form,
            Array("hello\r\nworld".utf8),
            .refused(400, containing: "no part begins with the boundary")
        ),
        FormCase(
            "a form without line ends",
            type: form,
            [UInt8](repeating: 0x41, count: 3000),
            .refused(400, containing: "malformed")
        ),
        FormCase(
            "cut off inside the picture",
            type: form,
            Array(file.dropLast(100)),
            .refused(400, containing: "ends inside of field 'image'")
        ),
        FormCase("cut off in the headers", type: form, Array(file.prefix(60)), .refused(400, containing: "malformed")),
        FormCase(
            "base64",
            type: form,
            joined(
                delimiter,
                "\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\nContent-Transfer-Encoding: BASE64\r\n\r\n/9j/\r\n",
                end
            ),
            .refused(400, containing: "base64")
        ),
        FormCase(
            "endless headers",
            type: form,
            joined(delimiter, "\r\n", String(repeating: "X-A: b\r\n", count: 4000), "\r\n"),
            .refused(400, containing: "headers of a part")
        ),
        FormCase(
            "an endless header line",
            type: form,
            joined(delimiter, "\r\nX-A: ", String(repeating: "b", count: 20_000)),
            .refused(400, containing: "header line")
        ),
        FormCase(
            "an HTML page as file",
            type: form,
            joined(part("name=\"image\"; filename=\"a.jpg\"", Array("<html><title>No</title>".utf8)), end),
            .refused(415, containing: "an HTML page titled “No” (sent as image/jpeg)")
        ),
        FormCase("a BMP", type: "image/bmp", SamplePictures.bmp, .refused(415, containing: "not a BMP picture")),
        FormCase(
            "a truncated JPEG",
            type: "image/jpeg",
            Array(jpeg.dropLast(9)),
            .refused(415, containing: "truncated JPEG")
        ),
        FormCase(
            "an empty file",
            type: form,
            joined(part("name=\"image\"; filename=\"a.jpg\"", []), end),
            .refused(415, containing: "an empty body")
        ),
        FormCase("an empty body", type: "", [], .refused(415, containing: "an empty body")),
        FormCase("an empty form body", type: form, [], .refused(415, containing: "an empty body")),
        FormCase(
            "curl --data",
            type: "application/x-www-form-urlencoded",
            Array("image=abc".utf8),
            .refused(415, containing: "multipart/form-data")
        ),
    ]
}
