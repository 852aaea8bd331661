/// Names of files that are no picture of ours, by their first bytes.
enum ContentKind {
    private struct Signature: Sendable {
        var pattern: StaticString
        var offset = 0
        var name: String
    }

    /// What people point a still URL at by mistake, and what upload scripts send; longer and stricter ones first.
    private static let signatures: [Signature] = [
        Signature(pattern: "ftypheic", offset: 4, name: "a HEIC picture"),
        Signature(pattern: "ftypheix", offset: 4, name: "a HEIC picture"),
        Signature(pattern: "ftypmif1", offset: 4, name: "a HEIF picture"),
        Signature(pattern: "ftypcrx ", offset: 4, name: "a Canon raw picture"),
        Signature(pattern: "ftypqt  ", offset: 4, name: "a QuickTime video"),
        Signature(pattern: "ftyp", offset: 4, name: "an MP4 video"),
        Signature(pattern: "AVI ", offset: 8, name: "an AVI video"),
        Signature(pattern: "WAVE", offset: 8, name: "a WAV sound"),
        Signature(pattern: "\0\0\0\u{0C}JXL ", name: "a JPEG XL picture"),
        Signature(pattern: "\0\0\0\u{0C}jP  ", name: "a JPEG 2000 picture"),
        Signature(pattern: "II*\0", name: "a TIFF picture"),
        Signature(pattern: "MM\0*", name: "a TIFF picture"),
        Signature(pattern: "\0\0\u{01}\0", name: "an icon (ICO)"),
        Signature(pattern: "\0\0\0\u{01}", name: "a raw H.264 or H.265 stream"),
        Signature(pattern: "8BPS", name: "a Photoshop picture"),
        Signature(pattern: "qoif", name: "a QOI picture"),
        Signature(pattern: "farbfeld", name: "a farbfeld picture"),
        Signature(pattern: "%PDF-", name: "a PDF document"),
        Signature(pattern: "%!PS", name: "a PostScript document"),
        Signature(pattern: "PK\u{03}\u{04}", name: "a ZIP archive"),
        Signature(pattern: "Rar!", name: "a RAR archive"),
        Signature(pattern: "FLV\u{01}", name: "a Flash video"),
        Signature(pattern: "OggS", name: "an Ogg file"),
        Signature(pattern: "ID3", name: "an MP3 sound"),
        Signature(pattern: "\u{7F}ELF", name: "a Linux program"),
        Signature(pattern: "#EXTM3U", name: "an HLS playlist"),
        Signature(pattern: "RTSP/1.0", name: "an RTSP answer"),
        Signature(pattern: "HTTP/1.", name: "an HTTP answer inside the body"),
        Signature(pattern: "{\"", name: "a JSON document"),
        Signature(pattern: "[{", name: "a JSON document"),
    ]

    static func name(_ bytes: Span<UInt8>) -> String? {
        if let entry = self.signatures.first(where: { bytes.holds($0.pattern, at: $0.offset) }) { return entry.name }
        return self.binaryName(bytes)
    }

    /// Signatures that are no text, or need more than a comparison.
    private static func binaryName(_ bytes: Span<UInt8>) -> String? {
        switch bytes.bigEndian(at: 0, length: 4) {
        case 0x1A45_DFA3: return "a Matroska or WebM video"
        case .some(let head) where head >> 16 == 0x1F8B: return "gzip-compressed bytes"
        default: break
        }
        // "BM" begins words too; a bitmap's reserved fields are zero and its header size is one of a few.
        if bytes.holds("BM"), bytes.littleEndian(at: 6, length: 4) == 0,
            let header = bytes.littleEndian(at: 14, length: 4), 12...124 ~= header
        {
            return "a BMP picture"
        }
        if bytes.count > 188, bytes[0] == 0x47, bytes[188] == 0x47 { return "an MPEG transport stream" }
        if bytes.count > 3, bytes[0] == UInt8(ascii: "P"), (0x31...0x37).contains(bytes[1]), bytes[2].isWhitespace {
            return "a PNM picture"
        }
        if bytes.holds("--"), self.looksLikeMultipart(bytes) { return "a multipart stream (use it as mjpeg_url)" }
        return nil
    }

    private static func looksLikeMultipart(_ bytes: Span<UInt8>) -> Bool {
        let end = Swift.min(bytes.count, 512)
        guard let line = bytes.firstIndex(of: UInt8(ascii: "\n"), from: 0, to: end) else { return false }
        return bytes.holdsIgnoringCase("content-", at: line + 1)
    }
}
