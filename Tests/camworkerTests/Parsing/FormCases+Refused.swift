/// Bodies without a form around them, and what is refused.
extension FormCases {
    var raw: [FormCase] {
        [
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
    }

    var refused: [FormCase] {
        [
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
                Array(file.dropLast(jpeg.count / 4)),
                .refused(400, containing: "ends inside of field 'image'")
            ),
            FormCase(
                "cut off in the headers",
                type: form,
                Array(file.prefix(60)),
                .refused(400, containing: "malformed")
            ),
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
}
