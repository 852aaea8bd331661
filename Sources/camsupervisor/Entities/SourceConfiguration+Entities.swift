import Shared

extension SourceConfiguration {
    /// Whether its worker may speak of entities; one that does so otherwise is ended.
    ///
    /// No platform of this version does. Before the first may, what entities cost the other cameras is to be bounded by the
    /// work that they make and not by their bytes alone: ids that are evicted, states told again with each change of the
    /// camera's.
    var declaresEntities: Bool {
        switch self {
        case .generic, .mjpeg, .push, .demo: false
        }
    }
}
