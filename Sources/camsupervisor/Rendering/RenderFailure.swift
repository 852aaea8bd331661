/// Why a template was not rendered.
enum RenderFailure: Error, Equatable {
    /// The template is wrong, or what it does is: its words, with line and column.
    case template(String)
    /// More wait than may.
    case busy
    /// Not within the time; the worker is ended.
    case late
    /// No worker did it: it ended, or broke the protocol.
    case worker(String)
    case shuttingDown
}

extension RenderFailure: CustomStringConvertible {
    var description: String {
        switch self {
        case .template(let words): words
        case .busy: "too many templates wait to be rendered"
        case .late: "it was not rendered within \(RenderLimits.patience.forPeople)"
        case .worker(let words): "the worker that renders it failed: \(words)"
        case .shuttingDown: "the supervisor is shutting down"
        }
    }
}
