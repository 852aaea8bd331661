/// How a ``FakeCamera`` behaves: answers by path, its door, and what it does with connections.
package struct CameraScript: Sendable {
    /// What happens to a connection before its first request is read.
    package enum Reception: Sendable, Hashable {
        case serve
        /// Takes the connection and never reads.
        case hang
        case close
        case reset
    }

    /// By path without query.
    ///
    /// What is not here is 404.
    package var answers: [String: CameraAnswer] = [:]
    /// Answers what ``answers`` does not name; by the whole request, as a camera of many commands needs it.
    package var responder: (@Sendable (CameraRequest) -> CameraAnswer)?
    /// Is told of every request, refused ones too.
    package var observer: (@Sendable (CameraRequest) -> Void)?
    package var authentication = CameraAuthentication.none
    /// Who is let in by a request, when that depends on it; instead of ``authentication``.
    package var authenticationChooser: (@Sendable (CameraRequest) -> CameraAuthentication)?
    package var reception = Reception.serve
    /// So many requests more get a 401 although their credentials are right (Dahua does so at its connection limit).
    package var refusalsToCome = 0
    /// Connections at a time; beyond that new ones are closed at once.
    package var connectionLimit = Int.max
    /// Connections that get answers; those beyond are held, and every request on them is 401 (Dahua, Amcrest).
    package var sessionLimit = Int.max
    /// Close after every answer, as many cameras do.
    package var closesAfterAnswer = false

    package init() {}

    package subscript(path: String) -> CameraAnswer? {
        get { self.answers[path] }
        set { self.answers[path] = newValue }
    }
}
