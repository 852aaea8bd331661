internal import Shared

/// The file name in a part's `Content-Disposition`, whoever wrote it.
enum UploadFilename {
    /// - Returns: `nil` when the part names no file; an empty name is a file too (browsers send it).
    static func read(_ disposition: HeaderValue) -> String? {
        if let extended = disposition["filename*"], let name = self.extended(extended) { return self.printable(name) }
        guard let plain = disposition["filename"] else { return nil }
        // Browsers and curl since 7.81 write a quote as %22, after WHATWG's form encoding.
        return self.printable(self.text(plain).replacing("%22", with: "\""))
    }

    /// Names of fields and files are UTF-8 nowadays; what is not is Latin-1, which every byte sequence is.
    static func text(_ bytes: [UInt8]) -> String {
        String(validating: bytes, as: UTF8.self) ?? String(String.UnicodeScalarView(bytes.map { UnicodeScalar($0) }))
    }

    /// `UTF-8''na%C3%AFve.jpg` (RFC 8187, formerly 5987).
    private static func extended(_ value: [UInt8]) -> String? {
        let parts = value.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        let bytes = CameraURL.percentDecoded(bytes: parts[2])
        switch String(decoding: parts[0], as: UTF8.self).lowercased() {
        case "utf-8": return String(decoding: bytes, as: UTF8.self)
        case "iso-8859-1": return String(String.UnicodeScalarView(bytes.map { UnicodeScalar($0) }))
        default: return nil
        }
    }

    private static func printable(_ name: String) -> String {
        let scalars = name.unicodeScalars.map { scalar -> UnicodeScalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: "_"
            default: scalar
            }
        }
        return String(String(String.UnicodeScalarView(scalars.prefix(UploadedPicture.longestFilename))))
    }
}
