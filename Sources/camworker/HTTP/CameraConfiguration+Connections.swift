internal import Shared

extension CameraConfiguration {
    /// HTTP connections to the camera at a time; one more is its video's, where it has any.
    var connectionBudget: Int {
        let usual: Int
        let hasVideo: Bool
        switch self.source {
        case .amcrest: (usual, hasVideo) = (AmcrestConfiguration.mostConnections - 1, true)
        case .generic(let generic): (usual, hasVideo) = (CurlMulti.usualBudget, generic.stream != nil)
        case .onvif: (usual, hasVideo) = (ONVIFConfiguration.mostConnections, true)
        case .demo, .mjpeg, .push: (usual, hasVideo) = (CurlMulti.usualBudget, false)
        }
        return self.limits.connections.map { max(1, hasVideo ? $0 - 1 : $0) } ?? usual
    }
}
