/// Every maximum that both programs must agree on, with its reason.
///
/// Times and sizes that concern one file stand there.
package enum Limits {
    /// Largest picture passed on, bytes.
    ///
    /// An 8K JPEG at full quality is 12 MiB; Home Assistant's body limit is 16.
    package static let picture = 16 * 1024 * 1024
    /// Largest placeholder, bytes: unlike a picture it comes unasked, and each of a camera's 64 views keeps one.
    ///
    /// As workers draw them 640 × 360 have 20 kB, and 4K 36 times that; one that would be larger is drawn smaller.
    package static let placeholder = 1024 * 1024
    /// Largest upload body, bytes: a picture of the largest size and its multipart wrapping.
    package static let upload = picture + 64 * 1024
    /// Uploads in flight over all cameras, bytes (issue: "beyond that 503").
    package static let uploadsInFlight = 64 * 1024 * 1024
    /// Largest control message, bytes: a configuration with 100 headers of 256 bytes fits twice.
    package static let controlMessage = 64 * 1024
    /// Largest `states`, `result` or `entities` message, bytes: an NVR with 64 channels measured 300 kB.
    package static let listMessage = 2 * 1024 * 1024
    /// Largest log message, bytes; longer lines are cut.
    package static let logMessage = 8 * 1024
    /// Largest chunk of an upload, bytes: one read of the supervisor's socket.
    package static let pushChunk = 256 * 1024
    /// Largest notification that a camera posts, bytes: one with the 100 messages that a device may send at once has 150 kB.
    package static let notification = 256 * 1024
    /// Notifications in flight over all cameras, bytes; a quarter of what uploads may take.
    package static let notificationsInFlight = 16 * 1024 * 1024
    /// Of them of one camera: four of the largest, more than its worker is behind with as long as it lives.
    package static let notificationsOfCamera = 4 * notification
    /// Pictures of one push event kept in the hub, bytes (design §6).
    package static let pushEvent = 64 * 1024 * 1024
    /// Largest fragment of video, bytes: 1.5 s, the longest part, at 85 Mbit/s; 4K cameras send 20.
    package static let mediaPart = 16 * 1024 * 1024
    /// Pixels of a picture that is decoded for scaling: 8K (33 million) twice over.
    ///
    /// A 40,000 × 40,000 header is refused.
    package static let decodedPixels = 72_000_000
}
