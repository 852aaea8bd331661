import Shared
import Testing

@testable import camworker

@Suite("Picture sniffer")
struct PictureSnifferTests {
    @Test(
        "each kind of picture is known by its bytes, with its size",
        arguments: [
            ("baseline", SamplePictures.baseline, PictureFormat.jpeg, 24, 16),
            ("EXIF thumbnail", SamplePictures.exifThumbnail, .jpeg, 24, 16),
            ("progressive", SamplePictures.progressive, .jpeg, 24, 16),
            ("restart markers", SamplePictures.restartMarkers, .jpeg, 24, 16),
            ("gray", SamplePictures.gray, .jpeg, 24, 16),
            ("PNG", SamplePictures.png, .png, 7, 5),
            ("GIF", SamplePictures.gif, .gif, 7, 5),
            ("WebP lossy", SamplePictures.webpLossy, .webp, 24, 16),
            ("WebP lossless", SamplePictures.webpLossless, .webp, 7, 5),
            ("WebP extended", SamplePictures.webpExtended, .webp, 9, 6),
            ("AVIF", SamplePictures.avif, .avif, 24, 16),
        ]
    )
    func identifies(_ name: String, _ bytes: [UInt8], _ format: PictureFormat, _ width: Int, _ height: Int) {
        let expected = PictureIdentity(format: format, width: width, height: height, isComplete: true)
        #expect(PictureSniffer.identify(bytes) == expected, "\(name)")
    }

    @Test(
        "a picture that was cut off anywhere is still known but not complete",
        arguments: [
            SamplePictures.baseline, SamplePictures.exifThumbnail, SamplePictures.progressive,
            SamplePictures.png, SamplePictures.gif, SamplePictures.webpLossy, SamplePictures.avif,
        ]
    )
    func truncated(_ bytes: [UInt8]) throws {
        let whole = try #require(PictureSniffer.identify(bytes))
        for count in 0..<bytes.count {
            let identity = PictureSniffer.identify(Array(bytes.prefix(count)))
            #expect(identity == nil || identity?.format == whole.format)
            // The byte 3B may stand anywhere in a GIF.
            if whole.format != .gif || count < 16 {
                #expect(identity?.isComplete != true, "\(count) of \(bytes.count)")
            }
        }
        let almost = try #require(PictureSniffer.identify(Array(bytes.dropLast())))
        #expect(
            almost == PictureIdentity(format: whole.format, width: whole.width, height: whole.height, isComplete: false)
        )
    }

    @Test("padding behind the end of a JPEG does not make it incomplete")
    func padded() {
        let padded = SamplePictures.progressive + [UInt8](repeating: 0, count: 100)
        #expect(PictureSniffer.identify(padded)?.isComplete == true)
    }

    @Test("the end of an EXIF thumbnail is not the end of the picture around it")
    func thumbnailEnd() throws {
        let bytes = SamplePictures.exifThumbnail
        let end = try #require((4..<bytes.count).first { bytes[$0 - 2] == 0xFF && bytes[$0 - 1] == 0xD9 })
        #expect(end < bytes.count)
        #expect(PictureSniffer.identify(Array(bytes.prefix(end)))?.isComplete == false)
    }

    @Test("a 40,000 × 40,000 JPEG header is reported, for callers to refuse")
    func absurdSize() throws {
        let identity = try #require(PictureSniffer.identify(SyntheticPictures.jpeg(width: 40_000, height: 40_000)))
        #expect(identity.width == 40_000 && identity.height == 40_000)
        #expect(identity.pixels > Limits.decodedPixels)
    }

    @Test("width times height saturates")
    func saturates() {
        let identity = PictureIdentity(format: .png, width: 0xFFFF_FFFF, height: 0xFFFF_FFFF, isComplete: true)
        #expect(identity.pixels == .max)
    }

    @Test("a frame header behind large segments and fill bytes is found")
    func sizeBehindSegments() {
        let segments =
            [UInt8](repeating: 0xFF, count: 9)
            + SyntheticPictures.segment(0xE1, [UInt8](repeating: 0xD9, count: 65_533))
            + SyntheticPictures.segment(0xFE, [0xFF, 0xC0, 0xFF, 0xD8])
        let picture = SyntheticPictures.jpeg(width: 1920, height: 1080, segments: segments)
        let expected = PictureIdentity(format: .jpeg, width: 1920, height: 1080, isComplete: true)
        #expect(PictureSniffer.identify(picture) == expected)
    }

    @Test(
        "every kind of JPEG frame header gives the size",
        arguments: [0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF] as [UInt8]
    )
    func frameHeaders(_ marker: UInt8) {
        var bytes = SyntheticPictures.jpeg(width: 33, height: 44)
        bytes[3] = marker
        #expect(PictureSniffer.identify(bytes)?.width == 33)
        #expect(PictureSniffer.identify(bytes)?.height == 44)
    }

    @Test(
        "an SVG is known behind prolog, byte order mark, comment and doctype",
        arguments: [
            "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>",
            "  \r\n\t<svg></svg>\n",
            "<svg/>",
            "<svg width='1'\n height='2' />",
            "\u{FEFF}<svg></svg>",
            "<?xml version=\"1.0\"?><svg></svg>",
            "\u{FEFF}<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<!-- a > comment -- -->\n<svg></svg>",
            """
            <?xml version="1.0"?>
            <?xml-stylesheet type="text/css" href="a.css"?>
            <!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
            <svg><g/></svg><!-- made by hand -->
            """,
            "<!DOCTYPE svg [ <!ENTITY a \"]>\"> <!ENTITY ns 'x'> ]><svg></svg>",
            "<svg:svg xmlns:svg=\"http://www.w3.org/2000/svg\"></svg:svg>",
        ]
    )
    func svg(_ text: String) {
        let expected = PictureIdentity(format: .svg, width: 0, height: 0, isComplete: true)
        #expect(PictureSniffer.identify(Array(text.utf8)) == expected)
    }

    @Test(
        "what only resembles an SVG is none",
        arguments: [
            "svg", "<svgx></svgx>", "<html><svg></svg></html>", "<!-- <svg></svg> -->", "<?xml version=\"1.0\"?>",
            "<!DOCTYPE svg [ <svg></svg>", "text <svg></svg>", "<", "<>", "< svg></svg>",
        ]
    )
    func noSVG(_ text: String) {
        #expect(PictureSniffer.identify(Array(text.utf8)) == nil)
    }

    @Test(
        "an SVG without its closing tag is not complete",
        arguments: ["<svg>", "<svg", "<svg><g></g>", "<svg><g/>", "<svg></sv", "<svg><text>a/b</text>"]
    )
    func truncatedSVG(_ text: String) {
        #expect(PictureSniffer.identify(Array(text.utf8))?.isComplete == false)
    }

    @Test("AVIF is known by a compatible brand too")
    func compatibleBrand() {
        var bytes = SamplePictures.avif
        bytes.replaceSubrange(8..<12, with: Array("mif1".utf8))
        #expect(PictureSniffer.identify(bytes)?.format == .avif)
        let heic = joined([0, 0, 0, 24], "ftypheic", [0, 0, 0, 0], "mif1heic")
        #expect(PictureSniffer.identify(heic) == nil)
    }

    @Test("no prefix or single changed byte of a picture makes the sniffer trap")
    func hostile() {
        let samples =
            SamplePictures.jpegs + [
                SamplePictures.png, SamplePictures.gif, SamplePictures.webpLossy, SamplePictures.webpLossless,
                SamplePictures.webpExtended, SamplePictures.avif, SamplePictures.bmp,
            ]
        for sample in samples {
            for index in sample.indices.prefix(200) {
                for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
                    var bytes = sample
                    bytes[index] = value
                    _ = PictureSniffer.describe(bytes)
                }
                _ = PictureSniffer.describe(Array(sample.prefix(index)))
            }
        }
    }
}
