import Shared

extension SourceConfiguration {
    /// Whether its worker may speak of entities; one that does so otherwise is ended.
    var declaresEntities: Bool {
        switch self {
        case .amcrest, .demo, .onvif: true
        case .generic, .mjpeg, .push: false
        }
    }

    /// Whether its worker may speak of views beside the camera itself; one that does so otherwise is ended.
    var declaresViews: Bool {
        switch self {
        case .demo(let demo): demo.views > 1
        case .onvif: true
        case .amcrest, .generic, .mjpeg, .push: false
        }
    }
}
