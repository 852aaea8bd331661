/// The test tables as inputs of the fuzz targets (`Tests/Fuzz/Targets`): what is known to be odd is where fuzzing starts.
enum FuzzSeeds {
    /// A seed's place below `Tests/Fuzz/corpus` and its bytes.
    struct Seed: Sendable {
        var path: String
        var bytes: [UInt8]
    }

    /// Larger cases are about limits, which the fuzzer meets with smaller ones; it is slow with long inputs.
    private static let largest = 4096

    static let all: [Seed] = (streams + forms + pictures).filter { $0.bytes.count <= largest }

    // Small pictures leave the fuzzer its time for what stands around them.
    private static let tiny = SyntheticPictures.jpeg(width: 24, height: 16, fill: [UInt8](repeating: 0x5A, count: 24))
    private static let other = SyntheticPictures.jpeg(
        width: 25,
        segments: SyntheticPictures.segment(0xC4, [1, 2, 3]),
        fill: [1, 0xFF, 0, 0xFF, 0xD0, 2]
    )
    private static let thumbnail = SyntheticPictures.jpeg(
        width: 26,
        segments: SyntheticPictures.segment(0xE1, joined("Exif", tiny))
    )

    private static let streams: [Seed] = StreamCases(one: tiny, two: other, thumbnail: thumbnail).all.map { sample in
        Seed(
            path: "MultipartStream/seed-" + slug(sample.name),
            bytes: joined("\(sample.contentType ?? "")\n", [0, 40], sample.stream)
        )
    }

    private static let forms: [Seed] = FormCases(jpeg: tiny).all.map { sample in
        Seed(
            path: "MultipartForm/seed-" + slug(sample.name),
            bytes: joined("\(sample.contentType)\n", [0, 40], sample.body)
        )
    }

    private static let named: [(String, [UInt8])] = [
        ("baseline", SamplePictures.baseline), ("exif-thumbnail", SamplePictures.exifThumbnail),
        ("progressive", SamplePictures.progressive), ("restart-markers", SamplePictures.restartMarkers),
        ("gray", SamplePictures.gray), ("png", SamplePictures.png), ("gif", SamplePictures.gif),
        ("webp-lossy", SamplePictures.webpLossy), ("webp-lossless", SamplePictures.webpLossless),
        ("webp-extended", SamplePictures.webpExtended), ("avif", SamplePictures.avif), ("bmp", SamplePictures.bmp),
        ("tiff", SamplePictures.tiff), ("tiny", SyntheticPictures.jpeg()),
        ("svg", Array("<?xml version=\"1.0\"?><!-- c --><!DOCTYPE svg [ ]><svg a='b'><g/></svg>\n".utf8)),
        ("html", Array("<!DOCTYPE html><html><title>Login user=admin</title></html>".utf8)),
        ("exif-turned", SyntheticPictures.jpeg(segments: ExifExample.exif(orientation: 6))),
        ("text", Array("401 Unauthorized: Basic abc http://a:b@c/".utf8)),
    ]

    private static let pictures: [Seed] = named.map { Seed(path: "Picture/seed-\($0.0)", bytes: $0.1) }

    private static func slug(_ name: String) -> String {
        let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return String(words.joined(separator: "-").prefix(80))
    }
}
