internal import Shared

/// Whether a stream is still where its template leads.
///
/// A change of a state is followed at once, the time at the beginning of each minute, as Home Assistant renders templates
/// that depend on it; and never sooner than ``rest`` after an opening, since a camera needs as long to show a picture.
struct StreamFollowing {
    enum Step: Equatable {
        case stay
        /// Close it, if it is open, and open it anew.
        case reopen
    }

    /// Between two openings for the sake of the template.
    static let rest: Duration = .seconds(2)

    private let address: LiveAddress
    /// What was opened last, or was to be; `nil` after the template gave nothing.
    private var opened: CameraURL?
    private var isOpen = false
    private var lastOpened: MonotonicTime?
    /// When to look again.
    private(set) var deadline: MonotonicTime?

    init(_ address: LiveAddress) {
        self.address = address
    }

    /// The stream is about to be opened.
    ///
    /// - Returns: where.
    mutating func open(at now: MonotonicTime) throws(AddressTrouble) -> CameraURL {
        self.lastOpened = now
        self.opened = nil
        let url = try self.address.url()
        self.opened = url
        self.isOpen = true
        self.deadline = self.address.nextMinute(after: now)
        return url
    }

    /// It is closed, or was never open; the next opening asks by itself.
    mutating func closed() {
        self.isOpen = false
        self.deadline = nil
    }

    mutating func statesChanged(at now: MonotonicTime) -> Step {
        self.address.isTemplate || self.address.hasMoved ? self.look(at: now) : .stay
    }

    /// What the ``deadline`` asks for, once it has come.
    mutating func next(at now: MonotonicTime) -> Step {
        guard let deadline, now >= deadline else { return .stay }
        return self.look(at: now)
    }

    private mutating func look(at now: MonotonicTime) -> Step {
        self.deadline = self.isOpen ? self.address.nextMinute(after: now) : nil
        if let later = self.address.repeatsUntil(at: now) {
            self.deadline = min(later, self.deadline ?? later)
            return .stay
        }
        // A template that gives nothing for a while ends no stream that goes on.
        guard let url = try? self.address.url(), url != self.opened else { return .stay }
        if let lastOpened, now < lastOpened + Self.rest, self.opened != nil {
            self.deadline = lastOpened + Self.rest
            return .stay
        }
        return .reopen
    }
}
