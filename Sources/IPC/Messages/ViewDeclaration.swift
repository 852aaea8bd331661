/// A view as its worker declares it; its number is its place in the list, and 0 the camera itself.
package struct ViewDeclaration: Sendable, Hashable, Codable {
    /// What it is remembered by over restarts: a profile's token; empty for the camera itself where it has only this one.
    package var key: String
    /// Behind the camera's name, in everyday words: `MainStream`; empty for the camera's name alone.
    package var name: String
    /// Whether it has video that can be had as media.
    package var hasMedia: Bool
    package var isEnabledByDefault: Bool

    /// Views of one camera: a recorder with 32 channels has two for each.
    package static let most = 64
    /// Bytes of a key and of a name each; ONVIF's tokens have 64 characters at most (ONVIF Core §5.9).
    package static let longest = 256

    package init(key: String, name: String, hasMedia: Bool = true, isEnabledByDefault: Bool = true) {
        self.key = key
        self.name = name
        self.hasMedia = hasMedia
        self.isEnabledByDefault = isEnabledByDefault
    }
}
