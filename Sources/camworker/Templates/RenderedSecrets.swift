internal import Shared

/// The users, passwords and queries of the URLs that templates rendered to: the supervisor does not know them.
struct RenderedSecrets {
    /// URLs remembered of one template: the newest, and some from before a change, whose answers may still come.
    ///
    /// Of each its own: a still whose URL has the time in it is another twice a second, and the stream's beside it has the
    /// same for days.
    static let mostOfTemplate = 4

    private var urls: [String: [CameraURL]] = [:]
    /// `nil` while there is nothing to hide.
    private(set) var redaction: Redaction?

    /// - Parameter key: the option that the template stands in.
    /// - Returns: whether ``redaction`` is another now.
    mutating func add(_ url: CameraURL, of key: String) -> Bool {
        guard url.user != nil || url.password != nil || url.query != nil else { return false }
        var urls = self.urls[key, default: []]
        guard urls.last != url else { return false }
        let known = urls.firstIndex(of: url)
        if let known { urls.remove(at: known) }
        urls.append(url)
        self.urls[key] = urls.suffix(Self.mostOfTemplate)
        guard known == nil else { return false }
        self.redaction = Redaction(of: self.urls.sorted { $0.key < $1.key }.flatMap(\.value))
        return true
    }
}
