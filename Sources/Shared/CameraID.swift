/// A camera's name as it appears in URLs, logs, metrics and on the wire.
///
/// A slug of 1 to 64 characters `a–z 0–9 _`, so that it can stand in a path, a label or an entity id
/// (`camera.front_door`) without quoting. Construct it once; nothing downstream checks again.
package struct CameraID: Hashable, Sendable, CustomStringConvertible {
    /// The slug itself, `front_door`.
    package let slug: String

    /// Longest slug taken; Home Assistant's entity ids end at 255 characters, file names and labels earlier.
    package static let maximumLength = 64

    /// Takes exactly a slug; nothing is repaired.
    ///
    /// - Throws: ``InvalidCameraID`` naming the text.
    package init(_ text: String) throws(InvalidCameraID) {
        let bytes = text.utf8
        guard !bytes.isEmpty, bytes.count <= Self.maximumLength, bytes.allSatisfy(Self.isSlugByte) else {
            throw InvalidCameraID(text: text)
        }
        self.slug = text
    }

    /// Takes a path component: `front_door` or `camera.front_door`.
    package init?(pathComponent: some StringProtocol) {
        let prefix = "camera."
        let slug = pathComponent.hasPrefix(prefix) ? pathComponent.dropFirst(prefix.count) : pathComponent[...]
        guard let id = try? CameraID(String(slug)) else { return nil }
        self = id
    }

    package var description: String { self.slug }

    private static func isSlugByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }
}

/// A text that is no slug.
package struct InvalidCameraID: Error, Equatable, CustomStringConvertible {
    package var text: String

    package var description: String {
        "'\(self.text)' is no camera id: use 1 to \(CameraID.maximumLength) of a-z, 0-9 and _"
    }
}

extension CameraID: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.slug)
    }
}
