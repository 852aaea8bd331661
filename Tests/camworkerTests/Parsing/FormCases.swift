/// The uploads of the tests, made of any JPEG: a real one for the tests, a tiny one as seeds of the fuzzer.
struct FormCases {
    let jpeg: [UInt8]

    static let delimiter = "--------------------------d74496d66958873e"

    let form = "multipart/form-data; boundary=------------------------d74496d66958873e"
    let delimiter = Self.delimiter
    let end = "\(Self.delimiter)--\r\n"

    var all: [FormCase] { self.accepted + self.filenames + self.raw + self.refused }
    var file: [UInt8] { self.part("name=\"image\"; filename=\"a.jpg\"", self.jpeg) }
    var text: [UInt8] { self.part("name=\"title\"", Array("Front door".utf8), type: nil) }

    func part(
        _ disposition: String,
        _ body: [UInt8],
        type: String? = "image/jpeg",
        delimiter: String = Self.delimiter
    ) -> [UInt8] {
        FormCase.part(disposition, body, type: type, delimiter: delimiter)
    }

    var accepted: [FormCase] {
        [
            FormCase("curl -F image=@a.jpg", type: form, joined(file, end), .picture(jpeg, filename: "a.jpg")),
            FormCase(
                "other fields before",
                type: form,
                joined(text, text, file, end),
                .picture(jpeg, filename: "a.jpg")
            ),
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
    }

    private var tricky: [UInt8] {
        SyntheticPictures.jpeg(
            fill: joined("\r\n\(delimiter)x\r\n--\r\n\(delimiter.dropLast())\r\n\n")
        )
    }
}
