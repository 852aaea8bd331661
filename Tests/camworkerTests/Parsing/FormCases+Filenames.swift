/// File names as browsers and scripts write them.
extension FormCases {
    var filenames: [FormCase] {
        [
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
    }

    private func named(_ disposition: String, _ filename: String) -> FormCase {
        FormCase(
            "file name \(disposition)",
            type: form,
            joined(part("name=\"image\"; \(disposition)", jpeg), end),
            .picture(jpeg, filename: filename)
        )
    }
}
