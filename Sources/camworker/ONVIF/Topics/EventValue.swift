internal import Shared

/// What a notification makes of an entity.
enum EventValue: Hashable, Sendable {
    case flag(Bool)
    case text(String)
    case number(Double)
    case time(WallTime)
    /// It says nothing that makes sense: a date of zeros.
    case unknown
    /// The device has it no more.
    case unavailable
    /// It happened, with the kind of the event.
    case occurred(String)
}
