import Testing

@testable import camworker

@Suite("Content description")
struct ContentDescriptionTests {
    @Test(
        "bytes that are no picture are named in words",
        arguments: [
            ([], "an empty body"),
            (
                Array("<html><head><TITLE>\n  Login   page </TITLE></head></html>".utf8),
                "an HTML page titled “Login page”"
            ),
            (Array("<!DOCTYPE html>\n<!-- x --><html><body>hi".utf8), "an HTML page without a title"),
            (Array("<!doctype HTML><html><title></title>".utf8), "an HTML page without a title"),
            (Array("<?xml version='1.0'?><ResponseStatus>".utf8), "an XML document <ResponseStatus>"),
            (Array("401 Unauthorized\r\n".utf8), "text beginning “401 Unauthorized”"),
            (Array("{\"error\": 1}".utf8), "a JSON document"),
            (Array("#EXTM3U\n#EXT-X-VERSION:3".utf8), "an HLS playlist"),
            (Array("--x\r\nContent-Type: image/jpeg\r\n\r\n".utf8), "a multipart stream (use it as mjpeg_url)"),
            ([0, 1], "2 bytes of unknown kind beginning 00 01"),
            ([7], "1 byte of unknown kind beginning 07"),
            ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], "12 bytes of unknown kind beginning 00 01 02 03 04 05 06 07 …"),
            (SamplePictures.bmp, "a BMP picture"),
            (SamplePictures.tiff, "a TIFF picture"),
            (SamplePictures.ico, "an icon (ICO)"),
            ([0, 0, 0, 24] + Array("ftypheic".utf8), "a HEIC picture"),
            ([0, 0, 0, 24] + Array("ftypisom".utf8), "an MP4 video"),
            ([0x1A, 0x45, 0xDF, 0xA3, 1], "a Matroska or WebM video"),
            ([0x1F, 0x8B, 8, 0], "gzip-compressed bytes"),
            ([0, 0, 0, 1, 0x67, 0x42], "a raw H.264 or H.265 stream"),
            (Array("P6 3 2 255\n".utf8), "a PNM picture"),
            (SamplePictures.png, "a PNG picture of 7 × 5 pixels"),
            (SamplePictures.avif, "an AVIF picture of 24 × 16 pixels"),
            (
                Array(SamplePictures.baseline.prefix(640)),
                "a truncated JPEG picture of 24 × 16 pixels: 640 bytes without its end"
            ),
        ] as [([UInt8], String)]
    )
    func describes(_ bytes: [UInt8], _ expected: String) {
        #expect(PictureSniffer.describe(bytes) == expected)
    }

    @Test("the claimed type is mentioned, without parameters")
    func claimedType() {
        let page = Array("<html><title>Login</title>".utf8)
        #expect(
            PictureSniffer.describe(page, contentType: "Image/JPEG; charset=utf-8")
                == "an HTML page titled “Login” (sent as image/jpeg)"
        )
        #expect(PictureSniffer.describe([], contentType: "") == "an empty body")
    }

    @Test(
        "what looks like a credential in an excerpt is masked",
        arguments: [
            "http://admin:hunter2@192.0.2.1/ not found", "GET /snap?user=admin&pwd=hunter2 failed",
            "Authorization: Basic hunter2", "Password: hunter2", "token=hunter2", "user admin@hunter2",
            "Bearer hunter2", "the api-key: hunter2",
        ]
    )
    func masksCredentials(_ text: String) {
        let description = PictureSniffer.describe(Array(text.utf8))
        #expect(!description.contains("hunter2"), "\(description)")
        #expect(PictureSniffer.describe(Array("<html><title>\(text)</title>".utf8)).contains("hunter2") == false)
    }

    @Test("a description is short and one printable line, whatever the bytes")
    func bounded() {
        let long = String(repeating: "a\u{1B}[31m\u{202E}\u{0}b\r\n", count: 10_000)
        for text in [long, "<title>\(long)</title>", "<html><title>\(long)", "<\(long)>", "<?xml?><\(long)"] {
            let description = PictureSniffer.describe(Array(text.utf8), contentType: long)
            #expect(description.count <= 200)
            #expect(!description.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F || $0 == "\u{202E}" })
        }
    }

    @Test("an excerpt is cut with an ellipsis at the wanted length")
    func excerpt() {
        #expect(TextExcerpt.of("abcdef", longest: 6) == "abcdef")
        #expect(TextExcerpt.of("abcdefg", longest: 6) == "abcde…")
        #expect(TextExcerpt.of(" a \t b\n", longest: 6) == "a b")
        #expect(TextExcerpt.of("Gate & Yard", longest: 40) != "Gate & Yard")
        #expect(TextExcerpt.name("Gate & Yard=1\n", longest: 40) == "Gate & Yard=1")
        #expect(TextExcerpt.name("http://a:b@c Gate", longest: 40) == "••• Gate")
    }
}
