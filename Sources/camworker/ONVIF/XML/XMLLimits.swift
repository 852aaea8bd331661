/// What a document may hold; more is refused before it costs anything.
struct XMLLimits: Hashable, Sendable {
    /// Of the whole document.
    ///
    /// 64 channels of a recorder have 600 kB of profiles; the longest list of topics that was seen has 250 kB.
    var bytes = 2 * 1024 * 1024
    /// Elements within each other; ONVIF's own have 14, and extensions within extensions some more.
    var depth = 48
    /// Each costs some 150 bytes; 64 channels have 15,000.
    var elements = 40_000
    /// Of one element, declarations of namespaces included: gSOAP writes 60 of these.
    var attributes = 256

    static let standard = XMLLimits()
}
