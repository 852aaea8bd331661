import Shared

extension SourceConfiguration {
    /// Whether its worker may speak of entities; one that does so otherwise is ended.
    var declaresEntities: Bool {
        switch self {
        case .amcrest, .demo, .onvif: true
        case .generic, .mjpeg, .push: false
        }
    }
}
