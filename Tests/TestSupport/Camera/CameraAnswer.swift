/// What a ``FakeCamera`` does with a request.
package enum CameraAnswer: Sendable {
    /// One picture, the next number each time.
    case still(PictureScript = PictureScript())
    /// A stream without end.
    case mjpeg(MJPEGScript = MJPEGScript())
    /// Fixed bytes.
    case fixed(status: Int = 200, fields: HTTPFields, body: [UInt8])
    /// Nothing, until the client goes away.
    case silence
    /// Closes without a word.
    case close
    /// Resets the connection without a word.
    case reset
    /// Exactly these bytes instead of HTTP, then closes.
    case raw([UInt8])
    /// A head whose lines never end.
    case endlessHead
    /// A body without length that never ends.
    case endlessBody(type: String)
    /// `body`, announced as `announced` bytes, then what `then` says.
    case cut(type: String, body: [UInt8], announced: Int, then: Ending)
    /// `body` in pieces of `piece` bytes, each `every` after the last: alive, yet never done in time.
    case drip(type: String, body: [UInt8], piece: Int, every: Duration)
    /// Whatever a test writes, while the client listens.
    case feed(CameraFeed)
    /// The answer, after so long; nothing when the client has gone meanwhile.
    indirect case late(by: Duration, CameraAnswer)
    /// What is asked for again and again while the client listens, until there is an answer.
    case pending(every: Duration, @Sendable () -> CameraAnswer?)
    /// A body in chunks that never ends: these again and again.
    case endlessChunks(type: String, chunk: [UInt8])
    /// One answer after the other, by the number of the request for this path; the last one stays.
    indirect case sequence([CameraAnswer])

    package enum Ending: Sendable, Hashable {
        case closes
        case resets
        case hangs
    }

    /// A page for people, as cameras show instead of the picture.
    package static func page(_ text: String = "<html><body>Session expired</body></html>", status: Int = 200) -> Self {
        .fixed(status: status, fields: ["Content-Type": "text/html"], body: Array(text.utf8))
    }

    package static func status(_ status: Int) -> Self {
        .page("<html><body><h1>\(status)</h1></body></html>", status: status)
    }

    package static func redirect(to location: String, status: Int = 302) -> Self {
        .fixed(status: status, fields: ["Location": location, "Content-Type": "text/html"], body: [])
    }

    /// The same bytes under a media type.
    package static func bytes(_ body: [UInt8], type: String) -> Self {
        .fixed(fields: ["Content-Type": type], body: body)
    }
}
